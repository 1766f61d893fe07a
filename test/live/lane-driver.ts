/** Drives a client in VPP's shared memory with the compiled part alone: the socket only wakes VPP, and knows the message ids. */

import { statSync } from "node:fs";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { goodbyeBytes } from "../../src/client/connection/handshake.ts";
import { type Registration, register } from "../../src/client/connection/registration.ts";
import { idsIn } from "../../src/client/lane/open-lane.ts";
import { connectSocket, type Transport } from "../../src/transport/index.ts";
import { type LaneNative, loadNative } from "../../src/transport/native.ts";

const FRAME_BYTES = 16;
const PING_BYTES = 10;
const REPLY_BYTES = 18;
const MAX_QUEUED_BYTES = 2 ** 20;
const WAIT_MS = 5000;
const PIECE = 256;
const IDLE_TURNS = 20;

/** One lane and the socket beside it. */
export class LaneDriver {
  readonly #native: LaneNative = loadNative() as LaneNative;
  readonly #transport: Transport;
  readonly #registration: Registration;
  readonly #handle: object;
  readonly #input: Buffer;
  readonly #output: Buffer = Buffer.alloc(64 * 1024);
  #woken: () => void = () => {};

  private constructor(transport: Transport, registration: Registration, handle: object) {
    this.#transport = transport;
    this.#registration = registration;
    this.#handle = handle;
    this.#input = Buffer.alloc(PIECE * (FRAME_BYTES + PING_BYTES));
    transport.onMessage = () => this.#woken();
  }

  /** Registers on the socket and in the region. */
  static async open(socketPath: string, region: string, name: string): Promise<LaneDriver> {
    const transport = await connectSocket(socketPath, { maxQueuedBytes: MAX_QUEUED_BYTES });
    const registration = await register(transport, name, WAIT_MS);
    const native = loadNative() as LaneNative;
    const handle = native.laneOpen(region, `${name}-lane`, idsIn(registration.table), statSync(socketPath).uid);
    const driver = new LaneDriver(transport, registration, handle);
    while (native.laneConnect(handle) === 0) await driver.wake();
    driver.#fill();
    return driver;
  }

  get info(): number[] {
    return this.#native.laneInfo(this.#handle);
  }

  /** Pings VPP on the socket, and waits for the answer. */
  wake(): Promise<void> {
    const ping = Buffer.alloc(PING_BYTES);
    this.#writePing(ping, 0, this.#registration.clientIndex, 0);
    return this.#ask(ping);
  }

  async #ask(bytes: Uint8Array): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#woken = resolve;
    });
    this.#send(bytes);
    await woken;
  }

  #send(bytes: Uint8Array): void {
    this.#transport.bytes.set(bytes, this.#transport.reserve(bytes.length));
    this.#transport.commit();
    this.#transport.flush();
  }

  /** Sends pings, and returns the number of those that VPP has answered in order when no more come. */
  async ping(count: number): Promise<number> {
    const frame = FRAME_BYTES + PING_BYTES;
    let sent = 0;
    let received = 0;
    let idle = 0;
    while (received < count) {
      const many = Math.min(PIECE, count - sent);
      for (let i = 0; i < many; i++) this.#input.writeUInt32BE(sent + i, i * frame + FRAME_BYTES + 6);
      sent += this.#attempt(() => this.#native.laneWrite(this.#handle, this.#input, 0, many * frame)) / frame;
      const end = this.#attempt(() => this.#native.laneRead(this.#handle, this.#output, 0));
      for (let at = 0; at < end; at += FRAME_BYTES + REPLY_BYTES, received++) {
        if (this.#output.readUInt32BE(at + FRAME_BYTES + 2) !== received) return received;
      }
      idle = end === 0 ? idle + 1 : 0;
      if (idle >= IDLE_TURNS) {
        await this.wake();
        idle = 0;
      }
    }
    return received;
  }

  /** Leaves the region, and VPP. */
  async close(): Promise<void> {
    this.#native.laneClose(this.#handle, true);
    await this.wake();
    await this.#ask(goodbyeBytes(this.#registration)!);
    await this.#transport.close();
  }

  #attempt(work: () => number): number {
    try {
      return work();
    } catch (reason) {
      // EAGAIN: VPP has the lock.
      if ((reason as NodeJS.ErrnoException).errno === -11) return 0;
      throw reason;
    }
  }

  #fill(): void {
    const index = this.info[0]!;
    for (let at = 0; at < this.#input.length; at += FRAME_BYTES + PING_BYTES) {
      this.#input.writeUInt32BE(PING_BYTES, at + 8);
      this.#writePing(this.#input, at + FRAME_BYTES, index, 0);
    }
  }

  #writePing(bytes: Buffer, at: number, clientIndex: number, context: number): void {
    bytes.writeUInt16BE(this.#registration.table.find(controlPing)!, at);
    bytes.writeUInt32BE(clientIndex, at + 2);
    bytes.writeUInt32BE(context, at + 6);
  }
}
