import { VppError } from "../../errors.ts";
import { fieldName } from "../../field-name.ts";
import { type Event, type Input, type Request, readFields } from "../../wire/index.ts";
import type { Generation } from "../calls/index.ts";
import { channels } from "../channels.ts";
import { inLaterTurn } from "../later-turn.ts";
import { abortedBefore } from "../options.ts";
import type { Served } from "../versions/index.ts";
import { type EventBounds, EventStream } from "./event-stream.ts";

/** How `want_*` messages name the field that says on or off. */
const SWITCHES: ReadonlySet<string> = new Set(["enable_disable", "enable"]);

/** One stream, and what VPP is told for it. */
interface Reader {
  readonly event: Event<unknown, unknown>;
  /** What the caller gave for the `want_*` message. */
  readonly fields: object;
  readonly stream: EventStream<unknown>;
}

/** What was done for the readers by one connection. */
interface Subscribed {
  readonly generation: Generation;
  /** The ids that are listened to, by the events' names. */
  readonly ids: Map<string, number>;
  /** What VPP was told to send. */
  readonly wanted: Set<string>;
}

/**
 * The readers of events, over all generations of a client, and the subscriptions that they share. VPP has one subscription
 * for each client and `want_*` message, so two readers must not both switch it on, nor one switch it off for the other.
 */
export class EventHub {
  readonly #readers = new Set<Reader>();
  /** By the present connection, or the last. */
  #subscribed: Subscribed | undefined;
  #isClosed = false;

  /**
   * Opens a stream; the first of its subscription switches it on. Without a connection, that is done with the next one; once
   * the client is closed, the stream fails.
   */
  open<T, Want>(
    event: Event<T, Want>,
    { fields = {}, ...bounds }: EventBounds & { readonly fields?: object },
  ): EventStream<T> {
    const present = this.#subscribed;
    const stream = new EventStream<unknown>(event.name, present?.generation.number ?? 0, bounds, () =>
      this.#drop(reader),
    );
    const reader: Reader = { event: event as Event<unknown, unknown>, fields, stream };
    this.#readers.add(reader);
    const aborted = abortedBefore(bounds.signal, event.name);
    if (aborted !== undefined) stream.fail(aborted);
    else if (this.#isClosed) inLaterTurn(() => stream.fail(closedError(event.name)));
    else if (present?.generation.connection.hasEnded === false) void this.#begin(present, reader);
    return stream as EventStream<T>;
  }

  /** Switches everything on again, by a new connection. A subscription that fails ends its streams and nothing else. */
  async subscribeAll(generation: Generation): Promise<void> {
    const subscribed: Subscribed = { generation, ids: new Map(), wanted: new Set() };
    this.#subscribed = subscribed;
    await Promise.all([...this.#readers].map((reader) => this.#begin(subscribed, reader)));
  }

  /** The new connection is ready: every reader learns that events may be missing. */
  renew(generation: number): void {
    for (const { stream } of this.#readers) stream.renew(generation);
  }

  /** Ends all streams. */
  close(): void {
    this.#isClosed = true;
    for (const { stream } of [...this.#readers]) stream.end();
  }

  async #begin(subscribed: Subscribed, reader: Reader): Promise<void> {
    const { connection } = subscribed.generation;
    try {
      const route = connection.routes.ofEvent(reader.event);
      const served = route instanceof Promise ? await route : route;
      // It may have been left while VPP's version of the event was looked for.
      if (!this.#readers.has(reader)) return;
      this.#listen(subscribed, reader.event, served);
      await this.#switchOn(subscribed, reader);
    } catch (reason) {
      // A connection that was lost is followed by another, where it is tried again.
      if (!connection.hasEnded) this.#failAll(subscriptionOf(reader), reason as VppError);
    }
  }

  async #switchOn({ generation, wanted }: Subscribed, reader: Reader): Promise<void> {
    const want = reader.event.want?.();
    if (want === undefined || wanted.has(subscriptionOf(reader))) return;
    wanted.add(subscriptionOf(reader));
    await generation.request(want, switched(want, reader.fields, true));
  }

  #failAll(subscription: string, reason: VppError): void {
    for (const reader of [...this.#readers]) {
      if (subscriptionOf(reader) === subscription) reader.stream.fail(reason);
    }
  }

  #listen({ generation: { connection }, ids }: Subscribed, { name }: Event<unknown, unknown>, served: Served): void {
    ids.set(name, served.id);
    connection.listen(served.id, (offset, byteLength) => {
      try {
        this.#deliver(name, readFields(connection.reader, offset, byteLength, served.message), connection.number);
      } catch (reason) {
        for (const { stream } of this.#readersOf(name)) stream.fail(reason as VppError);
      }
    });
  }

  #deliver(messageName: string, fields: unknown, connection: number): void {
    if (channels.event.hasSubscribers) channels.event.publish({ connection, messageName, fields });
    for (const { stream } of this.#readersOf(messageName)) stream.push(fields);
  }

  /** Switches off what nobody reads any more. */
  #drop(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#subscribed === undefined || this.#subscribed.generation.connection.hasEnded) return;
    this.#ignore(this.#subscribed, reader.event);
    this.#switchOff(this.#subscribed, reader);
  }

  #ignore({ generation, ids }: Subscribed, { name }: Event<unknown, unknown>): void {
    const id = ids.get(name);
    if (id === undefined || this.#readersOf(name).length > 0) return;
    ids.delete(name);
    generation.connection.listen(id, undefined);
  }

  #switchOff({ generation, wanted }: Subscribed, reader: Reader): void {
    const subscription = subscriptionOf(reader);
    if ([...this.#readers].some((other) => subscriptionOf(other) === subscription)) return;
    if (!wanted.delete(subscription)) return;
    const want = reader.event.want?.();
    if (want === undefined || !hasSwitch(want)) return;
    // Nobody is left to be told.
    generation.request(want, switched(want, reader.fields, false)).catch(() => {});
  }

  #readersOf(messageName: string): Reader[] {
    return [...this.#readers].filter(({ event }) => event.name === messageName);
  }
}

function closedError(messageName: string): VppError {
  return new VppError("VPP_CLOSED", `${messageName}: the client is closed`, { messageName });
}

/** The same for all readers that share a subscription: the message that switches it on, and what it takes. */
function subscriptionOf({ event, fields }: Reader): string {
  const values = JSON.stringify(fields, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
  return `${event.want?.().name ?? event.name} ${values}`;
}

function hasSwitch(want: Request<unknown, unknown>): boolean {
  return want.codec.fields.some(([name]) => SWITCHES.has(name));
}

/** The fields of a `want_*` message, completed. */
function switched(want: Request<unknown, unknown>, fields: object, isOn: boolean): Input<unknown> {
  const own = want.codec.fields.flatMap(([name, type]) => {
    if (name === "pid") return [["pid", process.pid]];
    return SWITCHES.has(name) ? [[fieldName(name), type === "bool" ? isOn : Number(isOn)]] : [];
  });
  return { ...fields, ...Object.fromEntries(own) };
}
