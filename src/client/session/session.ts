import { errorText, VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import { channels } from "../channels.ts";
import { type Connection, type ConnectionSource, leave } from "../connection/index.ts";
import { type CallBounds, onAbort } from "../options.ts";
import type { ConnectionState } from "../state.ts";
import { NO_CONNECTION, within } from "../within.ts";
import { startPause } from "./pause.ts";
import { closed, connecting, FIRST_PHASE, lost, opening, type Phase, preparing, ready } from "./session-phase.ts";
import { WaitingCalls } from "./waiting-calls.ts";

/** The longest first pause between two attempts to connect; it doubles with each. */
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 3000;

/**
 * Opens a socket and registers a client on it. It may try until `deadline`, on the clock of `performance`. It calls
 * `onOpening` as soon as there is a socket.
 */
export type Open = (
  signal: AbortSignal,
  deadline: number,
  onOpening: (transport: Transport) => void,
) => Promise<Connection>;

/** The client that a session keeps connected. */
export interface SessionOwner {
  /** Called with each new connection before calls go by it. When it fails, another connection is tried. */
  prepare(connection: Connection, generation: number): Promise<void>;
  /** Called after each change of the state. */
  entered(state: ConnectionState): void;
}

/** How attempts to connect ended. `reason` is why the last of them failed. */
type Ending =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly reason: VppError }
  | { readonly type: "aborted"; readonly reason?: VppError | undefined };

/**
 * Keeps a client connected. When VPP goes away, the session tries to connect without end, with pauses of random length that
 * grow: many clients of one VPP must not all come back at the same moment.
 */
export class Session implements ConnectionSource {
  readonly #clientName: string;
  readonly #open: Open;
  readonly #owner: SessionOwner;
  readonly #closing = new AbortController();
  readonly #waiting = new WaitingCalls();
  #phase: Phase = FIRST_PHASE;
  /** The newest that was ready. */
  #connection: Connection | undefined;
  /** Resolves when no attempt to connect is under way. */
  #attempts: Promise<unknown> = Promise.resolve();
  #isRef = true;

  constructor(clientName: string, open: Open, owner: SessionOwner) {
    this.#clientName = clientName;
    this.#open = open;
    this.#owner = owner;
  }

  get state(): ConnectionState {
    return this.#phase.state;
  }

  /** The newest connection that was ready; there is one once `start` has resolved. */
  get connection(): Connection {
    return this.#connection!;
  }

  /**
   * Brings up the first connection.
   *
   * @throws {VppError} `VPP_CONNECT`, `VPP_ABORTED`; the session is of no use then.
   */
  async start(deadline: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) this.#closing.abort(signal.reason);
    const stop = onAbort(signal, (cause) => this.#closing.abort(cause));
    const attempts = this.#connect((reason) => isPassing(reason) && performance.now() < deadline, deadline);
    this.#attempts = attempts;
    const ending = await attempts.finally(stop);
    if (ending.type === "failed") throw ending.reason;
    if (ending.type === "aborted") throw abortedError(this.#closing.signal, ending.reason);
  }

  next(messageName: string, bounds: CallBounds): Promise<Connection> {
    if (this.state.type === "ready") return Promise.resolve(this.connection);
    const { connection, remove } = this.#waiting.add(messageName);
    return within(connection, messageName, bounds, NO_CONNECTION).finally(remove);
  }

  /** Leaves VPP in order and ends the connection, or the attempts to get one. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#waiting.close();
    if (this.#connection !== undefined) await leave(this.#connection);
    await this.#attempts;
    this.#enter(closed(this.#phase));
  }

  /** Sets whether the session keeps the process alive. */
  setRef(isRef: boolean): void {
    this.#isRef = isRef;
    this.#applyRef();
  }

  /**
   * Tries until a connection is ready.
   *
   * @param mayRetry whether another attempt is worth it after this failure.
   * @param reason why the connection before was lost, if there was one.
   */
  async #connect(mayRetry: (reason: VppError) => boolean, deadline: number, reason?: VppError): Promise<Ending> {
    const { signal } = this.#closing;
    let failure = reason;
    for (let attempt = 0; ; attempt++) {
      if (failure !== undefined) await this.#pauseAfter(failure, attempt, deadline);
      if (signal.aborted) return { type: "aborted", reason: failure };
      this.#enter(connecting(this.#phase));
      const ending = await this.#bringUp(deadline);
      if (ending.type !== "failed") return ending;
      failure = ending.reason;
      if (signal.aborted) return { type: "aborted", reason: failure };
      if (!mayRetry(failure)) return ending;
    }
  }

  /** Makes one attempt. */
  async #bringUp(deadline: number): Promise<Ending> {
    const { signal } = this.#closing;
    try {
      const connection = await this.#open(signal, deadline, (transport) =>
        this.#setPhase(opening(this.#phase, transport)),
      );
      this.#setPhase(preparing(this.#phase));
      await this.#prepare(connection);
      // Nothing may come between this check and `#begin`: who closes the session leaves the connection that it has.
      if (!signal.aborted) return this.#begin(connection);
      await leave(connection);
      return { type: "aborted" };
    } catch (reason) {
      return { type: "failed", reason: VppError.from(reason) };
    }
  }

  /** Runs the hooks; a connection on which they fail is left. */
  async #prepare(connection: Connection): Promise<void> {
    try {
      await this.#whileOpen(connection, this.#owner.prepare(connection, this.#phase.generation));
      connection.requireOpen("connect");
    } catch (reason) {
      // A connection that was lost is left already, and goes on saying that it was lost.
      if (!connection.hasEnded) await leave(connection);
      throw reason instanceof VppError ? reason : hookError(reason);
    }
  }

  /** Waits for the hooks, which may take any time, until the connection is lost or the session closed. */
  async #whileOpen(connection: Connection, hooks: Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    let stop = (): void => {};
    const over = new Promise<void>((resolve) => {
      connection.onLost = () => resolve();
      stop = onAbort(signal, () => resolve());
      if (signal.aborted) resolve();
    });
    await Promise.race([hooks, over]).finally(stop);
  }

  #begin(connection: Connection): Ending {
    this.#connection = connection;
    connection.onLost = (reason) => {
      this.#attempts = this.#connect(() => true, Number.POSITIVE_INFINITY, reason);
    };
    connection.sharedMemory.onChange = () => this.#noteSharedMemory(connection);
    this.#enter(ready(this.#phase, connection.sharedMemory.state));
    this.#waiting.resolve(connection);
    return { type: "ready" };
  }

  #noteSharedMemory(connection: Connection): void {
    if (this.state.type === "ready" && connection === this.#connection) {
      this.#enter(ready(this.#phase, connection.sharedMemory.state));
    }
  }

  async #pauseAfter(reason: VppError, attempt: number, deadline: number): Promise<void> {
    const maxMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, MAX_PAUSE_MS, deadline - performance.now());
    const retryMs = Math.max(0, Math.random() * maxMs);
    const { timer, over } = startPause(retryMs, this.#closing.signal);
    this.#enter(lost(this.#phase, reason, retryMs, timer));
    await over;
  }

  /** Enters a phase that callers see. */
  #enter(phase: Phase): void {
    this.#setPhase(phase);
    const { state } = phase;
    if (channels.state.hasSubscribers) channels.state.publish({ clientName: this.#clientName, state });
    this.#owner.entered(state);
  }

  /** Enters a phase that looks to callers like the one before. */
  #setPhase(phase: Phase): void {
    this.#phase = phase;
    this.#applyRef();
  }

  #applyRef(): void {
    if (this.#isRef) this.#phase.handle?.ref();
    else this.#phase.handle?.unref();
  }
}

/** Whether VPP may be about to start: its socket is missing, or is one that a VPP has left behind; or many clients connect. */
function isPassing({ cause }: VppError): boolean {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ECONNREFUSED" || code === "EAGAIN";
}

function hookError(cause: unknown): VppError {
  return new VppError("VPP_CONNECT", `a hook of onReady failed: ${errorText(cause)}`, { cause });
}

function abortedError({ reason }: AbortSignal, failure: VppError | undefined): VppError {
  if (failure?.code === "VPP_ABORTED") return failure;
  const until = failure === undefined ? "" : `; the last attempt failed: ${failure.message}`;
  return new VppError("VPP_ABORTED", `connecting was aborted${until}`, { cause: reason });
}
