import type { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import { type Event, type Input, type Request, readFields } from "../wire/index.ts";
import { channels } from "./channels.ts";
import { type EventBounds, EventStream } from "./event-stream.ts";
import type { Generation } from "./generation.ts";
import { abortedBefore } from "./options.ts";
import type { Served } from "./routes.ts";

/** How `want_*` messages name the field that says on or off. */
const SWITCHES: ReadonlySet<string> = new Set(["enable_disable", "enable"]);

/** One stream, and what VPP was told for it. */
interface Reader {
  readonly event: Event<unknown, unknown>;
  /** What the caller gave for the `want_*` message. */
  readonly fields: object;
  readonly stream: EventStream<unknown>;
}

/**
 * The readers of events, over all generations of a client, and the subscriptions that they share. VPP has one subscription
 * for each client and `want_*` message, so two readers must not both switch it on, nor one switch it off for the other.
 */
export class EventHub {
  readonly #readers = new Set<Reader>();
  /** The present one, or the last. */
  #generation: Generation | undefined;

  /** Opens a stream; the first of its subscription switches it on. Without a connection, that is done with the next one. */
  open<T, Want>(
    event: Event<T, Want>,
    { fields = {}, ...bounds }: EventBounds & { readonly fields?: object },
  ): EventStream<T> {
    const stream = new EventStream<unknown>(event.name, this.#generation?.number ?? 0, bounds, () =>
      this.#drop(reader),
    );
    const reader: Reader = { event: event as Event<unknown, unknown>, fields, stream };
    const isFirst = !this.#has((other) => subscriptionOf(other) === subscriptionOf(reader));
    this.#readers.add(reader);
    const aborted = abortedBefore(bounds.signal, event.name);
    if (aborted !== undefined) stream.fail(aborted);
    else if (this.#generation?.connection.hasEnded === false) void this.#begin(this.#generation, reader, isFirst);
    return stream as EventStream<T>;
  }

  /** Switches everything on again, by a new connection. A subscription that fails ends its streams and nothing else. */
  async subscribeAll(generation: Generation): Promise<void> {
    this.#generation = generation;
    const begun = new Set<string>();
    const beginnings = [...this.#readers].map((reader) => {
      const isFirst = !begun.has(subscriptionOf(reader));
      begun.add(subscriptionOf(reader));
      return this.#begin(generation, reader, isFirst);
    });
    await Promise.all(beginnings);
  }

  /** The new connection is ready: every reader learns that events may be missing. */
  renew(generation: number): void {
    for (const { stream } of this.#readers) stream.renew(generation);
  }

  /** Ends all streams. */
  close(): void {
    for (const { stream } of [...this.#readers]) stream.end();
  }

  /** @param isFirst whether VPP has to be told. */
  async #begin(generation: Generation, reader: Reader, isFirst: boolean): Promise<void> {
    const { event, fields } = reader;
    try {
      const route = generation.connection.routes.ofEvent(event);
      this.#listen(generation, reader, route instanceof Promise ? await route : route);
      const want = event.want?.();
      if (isFirst && want !== undefined) await generation.request(want, switched(want, fields, true));
    } catch (reason) {
      // A connection that was lost is followed by another, where it is tried again.
      if (!generation.connection.hasEnded) this.#failAll(subscriptionOf(reader), reason as VppError);
    }
  }

  #failAll(subscription: string, reason: VppError): void {
    for (const reader of [...this.#readers]) {
      if (subscriptionOf(reader) === subscription) reader.stream.fail(reason);
    }
  }

  #listen({ connection }: Generation, { event }: Reader, { id, message }: Served): void {
    connection.listen(id, (offset, byteLength) => {
      try {
        this.#deliver(event.name, readFields(connection.reader, offset, byteLength, message), connection.number);
      } catch (reason) {
        for (const { stream } of this.#readersOf(event.name)) stream.fail(reason as VppError);
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
    const generation = this.#generation;
    if (generation === undefined || generation.connection.hasEnded) return;
    const { event, fields } = reader;
    if (!this.#has((other) => other.event.name === event.name)) this.#ignore(generation, event);
    const want = event.want?.();
    if (want === undefined || !hasSwitch(want)) return;
    if (this.#has((other) => subscriptionOf(other) === subscriptionOf(reader))) return;
    // VPP does not mind what was never switched on, and nobody is left to be told.
    generation.request(want, switched(want, fields, false)).catch(() => {});
  }

  #ignore({ connection }: Generation, event: Event<unknown, unknown>): void {
    const route = connection.routes.ofEvent(event);
    if (!(route instanceof Promise)) connection.listen(route.id, undefined);
  }

  #readersOf(messageName: string): Reader[] {
    return [...this.#readers].filter(({ event }) => event.name === messageName);
  }

  #has(isMeant: (reader: Reader) => boolean): boolean {
    return [...this.#readers].some(isMeant);
  }
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
