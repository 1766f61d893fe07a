import { VppError } from "../../errors.ts";
import { type Event, readFields } from "../../wire/index.ts";
import type { Generation } from "../calls/index.ts";
import { channels } from "../channels.ts";
import { inLaterTurn } from "../later-turn.ts";
import { abortedBefore } from "../options.ts";
import type { Served } from "../versions/index.ts";
import { type EventBounds, EventStream } from "./event-stream.ts";
import { Subscription } from "./subscription.ts";

/** One stream, and what VPP is asked for its sake. */
interface Subscriber {
  readonly event: Event<unknown, unknown>;
  readonly subscription: Subscription;
  readonly stream: EventStream<unknown>;
}

/** What was done for the subscribers on one connection. */
interface Subscribed {
  readonly generation: Generation;
  /** The message ids that are listened to, by the events' names. */
  readonly ids: Map<string, number>;
  /** The keys of the subscriptions that are switched on. */
  readonly keys: Set<string>;
}

/**
 * The subscribers to events, over all generations of a client, and the subscriptions that they share. VPP has one subscription
 * for each client and `want_*` message: two subscribers must not both switch it on, nor one switch it off for the other.
 */
export class EventHub {
  readonly #subscribers = new Set<Subscriber>();
  /** What was done on the present connection, or on the last. */
  #subscribed: Subscribed | undefined;
  #isClosed = false;

  /**
   * Opens a stream. The first subscriber to a subscription switches it on: now, or without a connection on the next one. The
   * stream fails when the client is closed.
   */
  open<T, Want>(
    event: Event<T, Want>,
    { fields = {}, ...bounds }: EventBounds & { readonly fields?: object },
  ): EventStream<T> {
    const known = event as Event<unknown, unknown>;
    const generation = this.#subscribed?.generation.number ?? 0;
    const subscriber: Subscriber = {
      event: known,
      subscription: new Subscription(known, fields),
      stream: new EventStream(event.name, generation, bounds, () => this.#drop(subscriber)),
    };
    this.#subscribers.add(subscriber);
    this.#begin(subscriber, abortedBefore(bounds.signal, event.name));
    return subscriber.stream as EventStream<T>;
  }

  /** Subscribes everything again, on a new connection. A subscription that fails ends its streams and nothing else. */
  async subscribeAll(generation: Generation): Promise<void> {
    const subscribed: Subscribed = { generation, ids: new Map(), keys: new Set() };
    this.#subscribed = subscribed;
    await Promise.all([...this.#subscribers].map((subscriber) => this.#subscribe(subscribed, subscriber)));
  }

  /** Puts a gap into all streams: the new connection is ready, and events before it may be missing. */
  renew(generation: number): void {
    for (const { stream } of this.#subscribers) stream.renew(generation);
  }

  /** Ends all streams. */
  close(): void {
    this.#isClosed = true;
    for (const { stream } of [...this.#subscribers]) stream.end();
  }

  /** @param aborted why the stream is not wanted any more. */
  #begin(subscriber: Subscriber, aborted: VppError | undefined): void {
    const { stream } = subscriber;
    const present = this.#present;
    if (aborted !== undefined) stream.end(aborted);
    else if (this.#isClosed) inLaterTurn(() => stream.end(closedError(stream.messageName)));
    else if (present !== undefined) void this.#subscribe(present, subscriber);
  }

  /** What was done on the present connection; undefined when it has ended. */
  get #present(): Subscribed | undefined {
    return this.#subscribed?.generation.connection.hasEnded === false ? this.#subscribed : undefined;
  }

  async #subscribe(subscribed: Subscribed, subscriber: Subscriber): Promise<void> {
    const { connection } = subscribed.generation;
    try {
      const found = connection.served.ofEvent(subscriber.event);
      const served = found instanceof Promise ? await found : found;
      // The caller may have left while VPP's version of the event was looked for.
      if (!this.#subscribers.has(subscriber)) return;
      this.#listen(subscribed, subscriber.event.name, served);
      await this.#switchOn(subscribed, subscriber.subscription);
    } catch (reason) {
      // A connection that was lost is followed by another, where it is tried again.
      if (!connection.hasEnded) this.#failAll(subscriber.subscription, VppError.from(reason));
    }
  }

  async #switchOn({ generation, keys }: Subscribed, subscription: Subscription): Promise<void> {
    if (keys.has(subscription.key)) return;
    keys.add(subscription.key);
    await subscription.switchOn(generation);
  }

  #failAll({ key }: Subscription, reason: VppError): void {
    for (const { subscription, stream } of [...this.#subscribers]) if (subscription.key === key) stream.end(reason);
  }

  #listen({ generation: { connection }, ids }: Subscribed, name: string, { id, message }: Served): void {
    ids.set(name, id);
    connection.listen(id, (offset, byteLength) => {
      try {
        this.#deliver(name, readFields(connection.reader, offset, byteLength, message), connection.number);
      } catch (reason) {
        for (const { stream } of this.#subscribersTo(name)) stream.end(VppError.from(reason));
      }
    });
  }

  #deliver(messageName: string, fields: unknown, connection: number): void {
    if (channels.event.hasSubscribers) channels.event.publish({ connection, messageName, fields });
    for (const { stream } of this.#subscribersTo(messageName)) stream.push(fields);
  }

  /** Removes a subscriber, and switches off what no other one needs. */
  #drop(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    const present = this.#present;
    if (present === undefined) return;
    this.#ignore(present, subscriber.event.name);
    this.#switchOff(present, subscriber.subscription);
  }

  #ignore({ generation, ids }: Subscribed, name: string): void {
    const id = ids.get(name);
    if (id === undefined || this.#subscribersTo(name).length > 0) return;
    ids.delete(name);
    generation.connection.listen(id, undefined);
  }

  #switchOff({ generation, keys }: Subscribed, subscription: Subscription): void {
    if ([...this.#subscribers].some((other) => other.subscription.key === subscription.key)) return;
    // There is no stream left that could reject.
    if (keys.delete(subscription.key)) subscription.switchOff(generation).catch(() => {});
  }

  #subscribersTo(messageName: string): Subscriber[] {
    return [...this.#subscribers].filter(({ event }) => event.name === messageName);
  }
}

function closedError(messageName: string): VppError {
  return new VppError("VPP_CLOSED", `${messageName}: the client is closed`, { messageName });
}
