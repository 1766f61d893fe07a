import { VppError } from "../../errors.ts";
import type { LaneTransport } from "../../transport/index.ts";
import { type Input, messageBytes } from "../../wire/index.ts";
import { Connection, LaneExit, type PendingCall } from "../connection/index.ts";
import type { Counters } from "../counters.ts";
import type { ServedRequest } from "../versions/index.ts";
import { MAX_REQUEST_BYTES, mayGo } from "./may-go.ts";

/**
 * How many requests are outstanding, unless the caller says so: enough work for VPP while the client rests for a millisecond. With
 * 256 the client took two to four times the processor time.
 */
const USUAL_WINDOW = 448;
/** Slots that stay free, for what VPP sends by itself. */
const RESERVED_SLOTS = 8;
const PING_MS = 5000;
const RETRY_MS = 10;

/** A client in VPP's shared memory. It sends what may go by it, and throws `LaneExit` for all else, or when it has ended. */
export class LaneConnection extends Connection {
  readonly #transport: LaneTransport;
  readonly #slots: number;
  readonly #exit: LaneExit<Connection>;
  readonly #known = new Map<ServedRequest, boolean>();
  /** The request that went last, which may go. */
  #last: ServedRequest | undefined;

  /** @param socket the connection that takes what does not go by the lane. */
  constructor(transport: LaneTransport, clientIndex: number, slots: number, socket: Connection, counters: Counters) {
    super(transport, { ...socket.registration, clientIndex }, socket.served, counters);
    this.#transport = transport;
    this.#slots = slots;
    this.#exit = new LaneExit(socket, () => this.settled());
  }

  /** Less than there are slots: pings, which are no requests of the batch, have their place too. */
  override get maxWindow(): number {
    return this.#slots - 2 * RESERVED_SLOTS;
  }

  override get usualWindow(): number {
    return Math.min(USUAL_WINDOW, this.maxWindow);
  }

  /** Sends a request. @throws {LaneExit} for what may not go by the lane; what `Connection.send` throws. */
  override send<T>(served: ServedRequest, fields: Input<T>, call: PendingCall): number {
    if (this.hasEnded || (served !== this.#last && !this.#mayGo(served)) || isTooLong(served, fields)) throw this.#exit;
    return super.send(served, fields, call);
  }

  override ping(answered: () => void, failed: (reason: VppError) => void, timeoutMs?: number): number {
    const sent = this.#transport.sent + 1;
    const settle = (): void => {
      // VPP answers in order: what it has not answered by now, it has dropped.
      this.#transport.settle(sent);
      answered();
    };
    return super.ping(settle, failed, timeoutMs);
  }

  /**
   * Resolves when VPP has answered or dropped all that was sent, or is silent for `timeoutMs`, or the lane has ended.
   *
   * @returns whether VPP has answered or dropped all.
   */
  settled(timeoutMs: number = PING_MS): Promise<boolean> {
    if (this.#transport.onTheWay === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const answered = (): void => {
        this.failDropped(context);
        resolve(true);
      };
      let context = 0;
      try {
        context = this.ping(answered, () => resolve(false), timeoutMs);
      } catch {
        // Whoever asks again at once would keep the event loop from the replies.
        if (this.hasEnded) resolve(false);
        else setTimeout(() => resolve(false), RETRY_MS);
      }
    });
  }

  protected override lose(cause: Error | undefined): void {
    if (this.hasEnded) return;
    const reason = new VppError("VPP_SHARED_MEMORY", cause?.message ?? "the client has left VPP's shared memory", {
      cause,
    });
    this.end(reason.code, reason.message, cause);
    this.onLost(reason);
  }

  #mayGo(served: ServedRequest): boolean {
    let may = this.#known.get(served);
    if (may === undefined) {
      may = mayGo(served);
      this.#known.set(served, may);
    }
    if (may) this.#last = served;
    return may;
  }
}

function isTooLong({ request }: ServedRequest, fields: unknown): boolean {
  if (request.codec.byteLength === undefined) return false;
  try {
    return messageBytes(request, fields as Input<unknown>) > MAX_REQUEST_BYTES;
  } catch {
    // The encoder says what is wrong.
    return false;
  }
}
