/** A stand-in for the compiled part: a client in "shared memory" is one more client of the simulator, on a socket of its own. */
import { constants } from "node:os";
import type { Test } from "tap";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { goodbyeBytes } from "../../../src/client/connection/handshake.ts";
import { type Registration, register } from "../../../src/client/connection/registration.ts";
import { newCounters } from "../../../src/client/counters.ts";
import { type ConnectOptions, VppClient } from "../../../src/client/index.ts";
import { openConnection } from "../../../src/client/open-connection.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../src/simulator/index.ts";
import { connectSocket, frameOf, type LaneNative, type Transport } from "../../../src/transport/index.ts";

const FRAME_BYTES = 16;
const LENGTH_AT = 8;
/** Slots that stay free for VPP's own messages. */
const RESERVED = 8;
const QUEUE_ADDRESS = 0x1_3004_9000n;

/** One client in the memory. */
interface FakeClient {
  readonly name: string;
  readonly path: string;
  readonly uid: number;
  /** Frames of VPP that were not read. */
  readonly replies: Buffer[];
  transport: Transport | undefined;
  registration: Registration | undefined;
  onTheWay: number;
}

/** What a test changes. */
export interface FakeOptions {
  readonly slots?: number;
  /** VPP's answer to `show memory api-segment`. */
  readonly memory?: string;
  /** Whether the memory belongs to another VPP, which lists the client instead of ours. */
  readonly isForeign?: boolean;
}

export class FakeLane implements LaneNative {
  /** Clients so far. */
  readonly clients: FakeClient[] = [];
  /** The calls of `laneClose` that ended a client, by `isListed`. */
  readonly closed: boolean[] = [];
  /** Requests that were given back as dropped. */
  settled = 0;
  /** Requests that were sent. */
  written = 0;
  /** The most requests that were on their way at a time. */
  mostOnTheWay = 0;
  /** Thrown by reads and writes. */
  broken: (Error & { errno: number }) | undefined;
  /** Whether messages stay in the memory: VPP does not see them. */
  isStuck = false;
  readonly #sim: Simulator;
  readonly #options: FakeOptions;
  #isOpen = new Set<object>();

  constructor(sim: Simulator, options: FakeOptions) {
    this.#sim = sim;
    this.#options = options;
    const { memory = "API segment\n  total: 16.00M, used: 1.50M, free: 14.50M, trimmable: 14.50M\n" } = options;
    sim.on(cliInband, ({ cmd }) => ({ retval: 0, reply: cmd === "show api clients" ? this.#listed() : memory }));
  }

  laneOpen(path: string, name: string, _ids: unknown, uid: number): object {
    const client: FakeClient = {
      name,
      path,
      uid,
      replies: [],
      transport: undefined,
      registration: undefined,
      onTheWay: 0,
    };
    this.clients.push(client);
    this.#isOpen.add(client);
    void this.#register(client);
    return client;
  }

  laneConnect(handle: object): number {
    return (handle as FakeClient).registration === undefined ? 0 : 1;
  }

  laneInfo(handle: object): number[] {
    const { clientIndex } = (handle as FakeClient).registration!;
    const { slots = 488 } = this.#options;
    return [clientIndex, slots, Number(QUEUE_ADDRESS & 0xffff_ffffn), Number(QUEUE_ADDRESS >> 32n)];
  }

  laneWrite(handle: object, bytes: Uint8Array, from: number, to: number): number {
    const client = this.#usable(handle);
    const { slots = 488 } = this.#options;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = from;
    while (at < to && client.onTheWay < slots - RESERVED) {
      const end = at + FRAME_BYTES + buffer.readUInt32BE(at + LENGTH_AT);
      if (!this.isStuck) send(client.transport!, buffer.subarray(at + FRAME_BYTES, end));
      client.onTheWay++;
      this.written++;
      at = end;
    }
    this.mostOnTheWay = Math.max(this.mostOnTheWay, client.onTheWay);
    return at;
  }

  laneRead(handle: object, bytes: Uint8Array, from: number): number {
    const { replies } = this.#usable(handle);
    let at = from;
    while (replies.length > 0 && at + replies[0]!.length <= bytes.length) {
      const frame = replies.shift()!;
      bytes.set(frame, at);
      (handle as FakeClient).onTheWay--;
      at += frame.length;
    }
    return at;
  }

  laneSettle(handle: object, count: number): void {
    (handle as FakeClient).onTheWay -= count;
    this.settled += count;
  }

  laneClose(handle: object, isListed: boolean): void {
    if (!this.#isOpen.delete(handle)) return;
    this.closed.push(isListed);
    const { transport, registration } = handle as FakeClient;
    if (transport === undefined) return;
    if (registration !== undefined) send(transport, goodbyeBytes(registration)!);
    void transport.close();
  }

  #usable(handle: object): FakeClient {
    if (this.broken !== undefined) throw this.broken;
    if (!this.#isOpen.has(handle)) throw systemError(constants.errno.EBADF, "closed");
    return handle as FakeClient;
  }

  async #register(client: FakeClient): Promise<void> {
    const transport = await connectSocket(this.#sim.socketPath, { maxQueuedBytes: Number.POSITIVE_INFINITY });
    client.transport = transport;
    client.registration = await register(transport, client.name, 5000);
    transport.onMessage = (bytes, _view, offset, byteLength) => {
      client.replies.push(frameOf(bytes.subarray(offset, offset + byteLength)));
    };
  }

  #listed(): string {
    const rows = this.clients.map(({ name }) => {
      return `${name.padStart(20)} ${"77".padStart(8)} ${"0".padStart(14)} 0x${QUEUE_ADDRESS.toString(16).padStart(16, "0")} OK\n`;
    });
    return `Shared memory clients\n                Name      PID   Queue Length           Queue VA Health\n${this.#options.isForeign ? "" : rows.join("")}`;
  }
}

/** Returns an error as the compiled part throws them. */
export function systemError(number: number, text: string): Error & { errno: number } {
  return Object.assign(new Error(text), { errno: -number });
}

/** Starts a simulator and a client that is asked to use its shared memory. */
export async function connectedLane(
  t: Test,
  options: FakeOptions & {
    readonly simulator?: SimulatorOptions;
    readonly connect?: ConnectOptions;
  } = {},
): Promise<{ sim: Simulator; vpp: VppClient; lane: FakeLane }> {
  const sim = await startSimulator(options.simulator);
  t.teardown(() => sim.close());
  const lane = new FakeLane(sim, options);
  const vpp = clientOf(sim, lane, options.connect);
  t.teardown(() => vpp.close());
  await vpp.start(performance.now(), undefined);
  return { sim, vpp, lane };
}

function clientOf(sim: Simulator, native: LaneNative, given: ConnectOptions = {}): VppClient {
  const options = { socketPath: sim.socketPath, sharedMemory: true, ...given };
  const parts = { options, name: "lane", counters: newCounters(), native };
  const { timeoutMs = 5000 } = options;
  return new VppClient({ ...parts, timeoutMs, open: (...bounds) => openConnection(parts, ...bounds) });
}

function send(transport: Transport, message: Uint8Array): void {
  const offset = transport.reserve(message.length);
  transport.bytes.set(message, offset);
  transport.commit();
  queueMicrotask(() => transport.flush());
}
