import { Generation } from "../../../src/client/calls/generation.ts";
import type { Outcome } from "../../../src/client/calls/outcomes.ts";
import { Connection } from "../../../src/client/connection/connection.ts";
import { register } from "../../../src/client/connection/registration.ts";
import { OwnCall } from "../../../src/client/connection/request-call.ts";
import { type Counters, newCounters } from "../../../src/client/counters.ts";
import { EventHub } from "../../../src/client/events/event-hub.ts";
import { ownMessages } from "../../../src/client/versions/own-messages.ts";
import { ServedMessages, type ServedRequest } from "../../../src/client/versions/served-messages.ts";
import { VppError } from "../../../src/errors.ts";
import { type Dump, type Message, type Paged, type Request, toJson } from "../../../src/wire/index.ts";
import { Dice } from "../../dice.ts";
import { bytes, tableBytes } from "../../helpers.ts";
import { BrokenFrames } from "./fuzz-frames.ts";
import { FedTransport, type Sent } from "./fuzz-transport.ts";
import { createWorld, type Question, type Sample, type World } from "./fuzz-world.ts";

/** What became of frames, and of the calls that they met. */
export interface FrameFuzzCounts {
  frames: number;
  /** Of them, those that were broken. */
  broken: number;
  streams: number;
  /** Streams that were out of step before their end. */
  ended: number;
  /** Replies, details and events that were read. */
  read: number;
  /** Calls, each of which has settled once. */
  calls: number;
  /** Calls that ended with an error. */
  failed: number;
  late: number;
  unknown: number;
  /** Of processor time, for the slowest stream: other programs do not count. */
  slowestMs: number;
}

const TIMEOUT_MS = 1e6;
const HANDSHAKES = 32;
const PRINTED = 16;
const MAX_DETAILS = 128;
const SOCKCLNT_CREATE_REPLY_ID = 16;

let world: Promise<World> | undefined;

/**
 * Feeds so many frames that are broken at random to calls of every shape, as the answers of every message of the release.
 *
 * @throws when anything comes out of it but answers and `VppError`s, or a call does not settle.
 */
export async function fuzzFrames(count: number, seed: number): Promise<FrameFuzzCounts> {
  world ??= createWorld();
  const found = await world;
  const counts = newCounts();
  for (let round = 0; counts.broken < count; round++) {
    try {
      await playTimed(found, new Dice(seed + round), counts);
    } catch (cause) {
      throw new Error(`harm was done by the stream of seed ${seed + round}`, { cause });
    }
  }
  return counts;
}

function newCounts(): FrameFuzzCounts {
  const ofFrames = { frames: 0, broken: 0, streams: 0, ended: 0, read: 0, late: 0, unknown: 0 };
  return { ...ofFrames, calls: 0, failed: 0, slowestMs: 0 };
}

async function playTimed(found: World, dice: Dice, counts: FrameFuzzCounts): Promise<void> {
  const start = process.cpuUsage();
  if (dice.below(HANDSHAKES) === 0) await playHandshake(found, dice, counts);
  else await new Stream(found, dice, counts).play();
  const { user, system } = process.cpuUsage(start);
  counts.streams++;
  counts.slowestMs = Math.max(counts.slowestMs, (user + system) / 1000);
}

/** One connection from its first call to its end. */
class Stream {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #counts: FrameFuzzCounts;
  readonly #counters: Counters = newCounters();
  readonly #transport: FedTransport;
  readonly #connection: Connection;
  readonly #generation: Generation;
  readonly #frames: BrokenFrames;
  readonly #hub = new EventHub();
  readonly #abort = new AbortController();
  readonly #leave: (() => unknown)[] = [];
  /** Events that somebody waits for. */
  readonly #events: Sample[] = [];
  #open = 0;
  /** What should never come out. */
  #harm: unknown;

  constructor(world: World, dice: Dice, counts: FrameFuzzCounts) {
    this.#world = world;
    this.#dice = dice;
    this.#counts = counts;
    this.#transport = new FedTransport(world.outgoing, world.incoming);
    const registration = { clientIndex: 0x80000001, table: world.table, own: ownMessages(world.table) };
    const served = new ServedMessages(world.table, false, { folder: undefined, ask: async () => undefined });
    this.#connection = new Connection(this.#transport, registration, served, this.#counters);
    this.#generation = new Generation(1, this.#connection, TIMEOUT_MS);
    this.#frames = new BrokenFrames(world.incoming, dice);
  }

  async play(): Promise<void> {
    const dice = this.#dice;
    for (let i = dice.below(3); i > 0; i--) this.#openEvents();
    void this.#hub.subscribeAll(this.#generation);
    for (let i = 4 + dice.below(16); i > 0; i--) this.#call();
    const { sent } = this.#transport;
    for (let answered = 0; answered < sent.length && !this.#hasEnded; ) {
      for (const end = sent.length; answered < end; answered++) this.#answer(sent[answered]!);
      await this.#feed(this.#frames.take());
      this.#disturb();
    }
    await this.#finish();
  }

  get #hasEnded(): boolean {
    return this.#transport.broken !== undefined || this.#frames.isFull;
  }

  #call(): void {
    const { requests, dumps, pages } = this.#world;
    const dice = this.#dice;
    const shape = dice.below(16);
    if (shape < 3) this.#request(dice.pick(requests));
    else if (shape < 6) this.#rawRequest(dice.pick(requests));
    else if (shape < 7) this.#batch();
    else if (shape < 8) this.#dump(dice.pick(pages));
    else this.#dump(dice.pick(dumps));
  }

  #request({ message, fields }: Question<Request<unknown, unknown>>): void {
    const signal = this.#dice.below(4) === 0 ? { signal: this.#abort.signal } : {};
    this.#expect(this.#generation.request(message, fields, signal).then((reply) => this.#read(message.reply, reply)));
  }

  /** Without a promise, which would hide that a call is settled twice. */
  #rawRequest({ message, fields }: Question<Request<unknown, unknown>>): void {
    let settled = 0;
    const once = (): void => {
      if (++settled > 1) throw new Error(`${message.name} settles again`);
      this.#open--;
    };
    const settle = {
      resolve: (reply: unknown) => [once(), this.#read(message.reply, reply)],
      reject: (reason: unknown) => [once(), this.#failed(reason)],
    };
    const connection = this.#connection;
    const served = connection.served.of(message) as ServedRequest;
    this.#counts.calls++;
    this.#open++;
    try {
      connection.send(served, fields, new OwnCall(served, connection, TIMEOUT_MS, settle.resolve, settle.reject));
    } catch (reason) {
      settle.reject(reason);
    }
  }

  #batch(): void {
    const dice = this.#dice;
    const count = dice.below(8);
    const options = { window: 1 + dice.below(8), stopAtFailure: dice.below(2) === 0, signal: this.#abort.signal };
    const outcomes = this.#generation.batch((batch) => {
      for (let i = 0; i < count; i++) {
        const { message, fields } = dice.pick(this.#world.requests);
        batch.add(message, fields);
      }
    }, options);
    const check = (found: readonly (Outcome | undefined)[]): void => {
      const ended = found.filter((outcome) => outcome !== undefined);
      if (ended.length !== count) throw new Error(`${ended.length} outcomes of ${count} requests`);
      for (const outcome of ended) if (!outcome.ok) this.#failed(outcome.error);
    };
    this.#expect(outcomes.then(check));
  }

  #dump({ message, fields }: Question<Dump<unknown, unknown> | Paged<unknown, unknown, unknown>>): void {
    const dice = this.#dice;
    const bounds = dice.below(32) === 0 ? { maxBufferedBytes: 200 } : {};
    const signal = dice.below(8) === 0 ? { signal: this.#abort.signal } : {};
    const details = this.#generation.dump(message, fields, { ...bounds, ...signal });
    if (dice.below(8) === 0) this.#leave.push(() => details.return?.());
    for (let early = dice.below(4); early > 0; early--) this.#expect(details.next());
    const drain = async (): Promise<void> => {
      for await (const each of details) this.#read(message.details, each);
    };
    // Either as they come, or behind all else.
    if (dice.below(2) === 0) this.#expect(drain());
    else this.#leave.push(() => this.#expect(drain()));
  }

  #openEvents(): void {
    const { message, fields, samples } = this.#dice.pick(this.#world.events);
    this.#events.push(...samples);
    const overflow = this.#dice.below(2) === 0 ? "error" : "drop-oldest";
    const stream = this.#hub.open(message, { fields: fields as object, maxQueued: 1 + this.#dice.below(4), overflow });
    const drain = async (): Promise<void> => {
      for await (const each of stream) if (each.type === "event") this.#read(message, each.fields);
    };
    this.#expect(drain());
  }

  /** What a VPP would answer, more or less. */
  #answer({ id, context }: Sent): void {
    const dice = this.#dice;
    const { details, reply } = this.#world.answers.get(id)!;
    if (details.length > 0) for (let i = dice.below(MAX_DETAILS); i > 0; i--) this.#put(dice.pick(details), context);
    if (reply.length > 0) this.#put(dice.pick(reply), context);
    if (dice.below(4) === 0) this.#put(dice.pick(this.#world.samples), context);
    if (dice.below(4) === 0) this.#put(dice.pick(this.#world.samples), undefined);
    for (const event of this.#events) if (dice.below(4) === 0) this.#put(event, undefined);
    if (dice.below(8) === 0) this.#frames.repeat();
  }

  #put(sample: Sample, context: number | undefined): void {
    const dice = this.#dice;
    const { sent } = this.#transport;
    // Of another call, now and then: answers come in any order.
    const other = dice.below(16) === 0 ? dice.pick(sent).context : context;
    this.#frames.put(sample.bytes, sample.id, other);
  }

  /** In one piece, or cut anywhere. */
  async #feed(stream: Buffer): Promise<void> {
    const dice = this.#dice;
    const pieces = dice.below(2) === 0 ? 1 : 1 + dice.below(12);
    const step = Math.ceil(stream.length / pieces);
    for (let at = 0; at < stream.length; ) {
      const end = pieces === 1 ? stream.length : at + 1 + dice.below(2 * step);
      this.#transport.feed(stream.subarray(at, end), dice.below(2) === 0);
      at = end;
      if (dice.below(4) === 0) await undefined;
    }
  }

  #disturb(): void {
    const dice = this.#dice;
    if (dice.below(8) === 0) this.#abort.abort(new Error("enough"));
    if (dice.below(8) === 0) this.#leave.shift()?.();
    if (dice.below(8) === 0) this.#transport.isFull = !this.#transport.isFull;
    if (!this.#transport.isFull) this.#transport.onDrain();
  }

  async #finish(): Promise<void> {
    const transport = this.#transport;
    if (transport.broken !== undefined) this.#counts.ended++;
    else if (!transport.isModest) throw new Error("more memory is held than bytes have come");
    if (this.#dice.below(2) === 0) this.#connection.end("VPP_CLOSED", "the client is closed");
    transport.destroy();
    for (const leave of this.#leave) leave();
    this.#hub.close();
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#harm !== undefined) throw this.#harm;
    if (this.#open !== 0) throw new Error(`${this.#open} calls have not settled`);
    this.#counts.frames += this.#frames.count;
    this.#counts.broken += this.#frames.broken;
    this.#counts.late += this.#counters.late;
    this.#counts.unknown += this.#counters.unknown;
  }

  #expect(promise: Promise<unknown>): void {
    this.#counts.calls++;
    this.#open++;
    promise
      .catch((reason) => this.#failed(reason))
      .then(() => {
        this.#open--;
      });
  }

  #failed(reason: unknown): void {
    this.#counts.failed++;
    this.#check(reason);
  }

  #check(reason: unknown): void {
    if (!(reason instanceof VppError) || reason.messageName === undefined) this.#harm ??= reason;
  }

  /** Whatever was read can be printed. */
  #read(message: Message<unknown>, fields: unknown): void {
    this.#counts.read++;
    if (this.#dice.below(PRINTED) === 0) JSON.stringify(toJson(message, fields));
  }
}

/** An answer to a registration, and whatever else comes then. */
async function playHandshake(found: World, dice: Dice, counts: FrameFuzzCounts): Promise<void> {
  const transport = new FedTransport(found.outgoing, found.incoming);
  const frames = new BrokenFrames(found.incoming, dice);
  const answer = bytes(
    "0010 00000001 00000001 00000000 80000001 0003",
    tableBytes({ a_1: 1, b_2: 2, c_3: 3 }).toString("hex"),
  );
  const handshake = register(transport, "fuzz", TIMEOUT_MS).then(
    ({ table }) => JSON.stringify([...table.entries(), table.has({ name: "c", crc: "9" })]),
    (reason: unknown) => {
      counts.failed++;
      if (!(reason instanceof VppError)) throw reason;
    },
  );
  for (let i = 1 + dice.below(2); i > 0; i--) frames.put(answer, SOCKCLNT_CREATE_REPLY_ID, undefined);
  const other = dice.pick(found.samples);
  if (dice.below(4) === 0) frames.put(other.bytes, other.id, undefined);
  transport.feed(frames.take(), dice.below(2) === 0);
  transport.destroy();
  await handshake;
  counts.calls++;
  counts.frames += frames.count;
  counts.broken += frames.broken;
}
