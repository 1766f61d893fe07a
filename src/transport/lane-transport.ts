import { VppError } from "../errors.ts";
import type { LaneRegion } from "./lane-region.ts";
import { SendQueue } from "./send-queue.ts";
import { type FrameLimits, FrameReader, MESSAGE_ID_BYTES } from "./socket-frame.ts";
import type { Transport } from "./transport.ts";

/** VPP's longest message that is no block of its heap. */
const MAX_BYTES = 4096;
const LIMITS: FrameLimits = {
  sender: "VPP",
  minBytes: MESSAGE_ID_BYTES,
  maxFirstBytes: MAX_BYTES,
  maxBytes: MAX_BYTES,
  strict: true,
};

/** VPP pings an idle client each 10 s, and takes memory back that was not looked after for 10 s. */
const IDLE_MS = 2000;
/** The length of a rest, which a timer of Node.js makes a little longer. */
const REST_MS = 1;
/** A rest keeps VPP busy if it has work for so long. Without rests the client takes two to five times the processor time. */
const REST_BACKLOG_MS = 1.2;
/** A VPP that has answered nothing for so long sleeps, or does something slow. */
const SILENT_MS = 0.2;

/** Frames that VPP had no room for. */
interface Piece {
  readonly bytes: Buffer;
  from: number;
  readonly done: () => void;
}

/**
 * Carries messages in VPP's shared memory. VPP cannot wake Node.js, which looks for replies while some are due: in each turn of the
 * event loop, or with rests as long as VPP is busy. Nor does a message there wake VPP: `wake` has to.
 */
export class LaneTransport implements Transport {
  onMessage: Transport["onMessage"] = () => {};
  mayRest: Transport["mayRest"] = () => false;
  onDrain: Transport["onDrain"] = () => {};
  onClose: Transport["onClose"] = () => {};
  /** Called when messages wait for a VPP that may sleep. */
  wake: () => void = () => {};
  readonly #region: LaneRegion;
  readonly #queue: SendQueue;
  readonly #reader: FrameReader;
  readonly #rest: Piece[] = [];
  readonly #poll: () => void;
  readonly #keepalive: NodeJS.Timeout;
  #sent = 0;
  #received = 0;
  #dropped = 0;
  #isPolling = false;
  #isClosed = false;
  /** The clock of `performance` at the last reply, or when the first message was sent to an idle VPP. */
  #lastSign = 0;
  /** How many messages VPP answers in a millisecond. */
  #perMs = 0;

  constructor(region: LaneRegion, maxQueuedBytes: number) {
    this.#region = region;
    this.#queue = new SendQueue(
      (bytes, done) => this.#write(bytes, done),
      maxQueuedBytes,
      () => this.onDrain(),
    );
    this.#reader = new FrameReader(LIMITS, (bytes, view, offset, byteLength) => {
      this.#received++;
      this.onMessage(bytes, view, offset, byteLength);
    });
    this.#poll = () => this.#goOn();
    this.#keepalive = setInterval(() => this.#look(), IDLE_MS).unref();
  }

  get bytes(): Buffer {
    return this.#queue.bytes;
  }

  get view(): DataView {
    return this.#queue.view;
  }

  /** The number of messages that were sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** The number of messages that VPP has neither answered nor dropped. */
  get onTheWay(): number {
    return this.#sent - this.#received - this.#dropped;
  }

  reserve(byteLength: number): number {
    return this.#queue.reserve(byteLength);
  }

  commit(): void {
    this.#queue.commit();
    this.#sent++;
  }

  flush(): void {
    this.#queue.flush();
  }

  liftLimit(): void {
    this.#queue.liftLimit();
  }

  /** Notes that VPP is done with the first `sent` messages, whose last it has just answered: it has dropped the others. */
  settle(sent: number): void {
    const count = sent - this.#received - this.#dropped;
    if (count <= 0) return;
    this.#dropped += count;
    this.#attempt(() => this.#region.settle(count));
  }

  async close(): Promise<void> {
    this.leave(true);
  }

  /** Leaves VPP, for any message: that of the lane is written by the compiled part. */
  sendLastSync(): void {
    this.leave(true);
  }

  waitForEndSync(): void {}

  /** Sends and reads nothing from now on; VPP still has the client. */
  destroy(reason?: Error): void {
    if (!this.#stop()) return;
    this.onClose(reason);
  }

  /** Ends the client. @param isListed whether VPP still has it. */
  leave(isListed: boolean): void {
    const isFirst = this.#stop();
    this.#region.close(isListed);
    if (isFirst) this.onClose();
  }

  ref(): void {}

  unref(): void {}

  #stop(): boolean {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    this.#reader.stop();
    clearInterval(this.#keepalive);
    return true;
  }

  #write(bytes: Buffer, done: () => void): void {
    this.#rest.push({ bytes, from: 0, done });
    if (this.#isPolling) return void this.#writeRest();
    this.#lastSign = performance.now();
    this.#writeRest();
    if (this.#isClosed) return;
    this.wake();
    this.#isPolling = true;
    setImmediate(this.#poll);
  }

  /** Sends what VPP has room for. */
  #writeRest(): void {
    while (!this.#isClosed && this.#rest.length > 0) {
      const piece = this.#rest[0]!;
      this.#attempt(() => {
        piece.from = this.#region.write(piece.bytes, piece.from, piece.bytes.length);
      });
      if (piece.from < piece.bytes.length) return;
      this.#rest.shift();
      piece.done();
    }
  }

  /** Looks for replies, until VPP has answered or dropped all messages. */
  #goOn(): void {
    const before = this.#received;
    this.#look();
    if (this.#isClosed) return;
    this.#writeRest();
    this.#isPolling = this.onTheWay > 0;
    if (this.#isPolling) this.#pollAgain(this.#received - before);
  }

  #pollAgain(count: number): void {
    const now = performance.now();
    const ms = now - this.#lastSign;
    if (count > 0) {
      this.#lastSign = now;
      this.#perMs += (count / Math.max(ms, 0.001) - this.#perMs) / 8;
    } else if (ms > SILENT_MS) this.wake();
    const isBusy = this.onTheWay > this.#perMs * REST_BACKLOG_MS;
    const mayRest = count > 0 ? isBusy : ms > REST_BACKLOG_MS || (isBusy && ms > SILENT_MS);
    if (mayRest) setTimeout(this.#poll, REST_MS).unref();
    else setImmediate(this.#poll);
  }

  #look(): void {
    if (this.#isClosed) return;
    this.#attempt(() => {
      const count = this.#region.read(this.#reader.space());
      if (count > 0) this.#reader.received(count);
    });
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.destroy(VppError.from(reason));
    }
  }
}
