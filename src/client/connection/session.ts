import { errorText, VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import { channels } from "../channels.ts";
import { inLaterTurn } from "../later-turn.ts";
import { abortedBefore, type CallBounds, onAbort } from "../options.ts";
import type { ConnectionState } from "../state.ts";
import { NO_CONNECTION, within } from "../within.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSource } from "./connection-source.ts";
import { leave } from "./goodbye.ts";

/** The longest first pause between two attempts to connect; it doubles with each. */
const FIRST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 3000;

/**
 * Brings up one registered connection. It may try until `deadline`, on the clock of `performance`. `onOpening` is called as
 * soon as there is anything.
 */
export type Open = (
  signal: AbortSignal,
  deadline: number,
  onOpening: (transport: Transport) => void,
) => Promise<Connection>;

/** Runs on a new connection before calls go by it. */
export type Prepare = (connection: Connection, generation: number) => Promise<void>;

/** A call that waits for the next connection. */
class Waiter {
  readonly connection: Promise<Connection>;
  resolve: (connection: Connection) => void = () => {};
  /** Fails the call: the client is closed. */
  close: () => void = () => {};

  constructor(messageName: string) {
    this.connection = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.close = () => inLaterTurn(() => reject(closedError(messageName)));
    });
  }
}

/**
 * Keeps a client connected: when VPP goes away it tries again without end, with pauses of random length that grow, so that
 * many clients of a VPP that starts again do not come all at once.
 */
export class Session implements ConnectionSource {
  /** Called after each change of the state. */
  onState: (state: ConnectionState) => void = () => {};
  /** Called with each new connection before calls go by it. When it fails, another connection is tried. */
  prepare: Prepare = async () => {};
  readonly #clientName: string;
  readonly #open: Open;
  readonly #closing = new AbortController();
  readonly #waiters = new Set<Waiter>();
  #connection: Connection | undefined;
  /** The newest, whether a connection has come of it or not. */
  #transport: Transport | undefined;
  #state: ConnectionState = { type: "connecting", generation: 1 };
  /** How many connections there have been. */
  #generation = 0;
  #attempt: Promise<void> = Promise.resolve();
  #pause: NodeJS.Timeout | undefined;
  #isRef = true;

  constructor(clientName: string, open: Open) {
    this.#clientName = clientName;
    this.#open = open;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The newest that was ready. There is one once `start` has resolved. */
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
    const attempt = this.#connect((reason) => isPassing(reason) && performance.now() < deadline, deadline);
    this.#attempt = attempt.catch(() => {});
    await attempt.finally(stop);
  }

  next(messageName: string, bounds: CallBounds): Promise<Connection> {
    if (this.#state.type === "ready") return Promise.resolve(this.connection);
    const waiter = new Waiter(messageName);
    this.#waiters.add(waiter);
    if (this.#closing.signal.aborted) waiter.close();
    return within(waiter.connection, messageName, bounds, NO_CONNECTION).finally(() => this.#waiters.delete(waiter));
  }

  /** Leaves VPP in order and ends the connection, or what is done to bring one up. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const waiter of [...this.#waiters]) waiter.close();
    if (this.#connection !== undefined) await leave(this.#connection);
    await this.#attempt;
    this.#enter({ type: "closed", generation: this.#generation });
  }

  setRef(isRef: boolean): void {
    this.#isRef = isRef;
    if (isRef) this.#pause?.ref();
    else this.#pause?.unref();
    this.#applyRef();
  }

  /**
   * Tries until a connection is ready.
   *
   * @param mayRetry whether another attempt is worth it after this failure.
   * @param reason why there is no connection, if there was one.
   */
  async #connect(mayRetry: (reason: VppError) => boolean, deadline: number, reason?: VppError): Promise<void> {
    let failure = reason;
    for (let attempt = 0; ; attempt++) {
      if (failure !== undefined) await this.#pauseAfter(failure, attempt, deadline);
      if (this.#closing.signal.aborted) throw abortedError(this.#closing.signal, failure);
      this.#enter({ type: "connecting", generation: this.#generation + 1 });
      try {
        return await this.#bringUp(deadline);
      } catch (error) {
        failure = error as VppError;
        if (this.#closing.signal.aborted) throw abortedError(this.#closing.signal, failure);
        if (!mayRetry(failure)) throw failure;
      }
    }
  }

  async #bringUp(deadline: number): Promise<void> {
    const connection = await this.#open(this.#closing.signal, deadline, (transport) => {
      this.#transport = transport;
      this.#applyRef();
    });
    const generation = ++this.#generation;
    try {
      await this.#whileOpen(connection, this.prepare(connection, generation));
      connection.requireOpen("connect");
      // Nothing may come between this and what follows: who closes the session leaves the connection that it has.
      const aborted = abortedBefore(this.#closing.signal, "connect");
      if (aborted !== undefined) throw aborted;
    } catch (reason) {
      // A connection that was lost is left already, and goes on saying that it was lost.
      if (!connection.hasEnded) await leave(connection);
      throw reason instanceof VppError ? reason : hookError(reason);
    }
    this.#begin(connection, generation);
  }

  /** Hooks take any time: they are not waited for once the connection is lost, or the session closed. */
  async #whileOpen(connection: Connection, work: Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    let stop = (): void => {};
    const over = new Promise<void>((resolve) => {
      connection.onLost = () => resolve();
      stop = onAbort(signal, () => resolve());
      if (signal.aborted) resolve();
    });
    await Promise.race([work, over]).finally(() => stop());
  }

  #begin(connection: Connection, generation: number): void {
    this.#connection = connection;
    connection.onLost = (reason) => {
      const attempt = this.#connect(() => true, Number.POSITIVE_INFINITY, reason);
      // It fails only when the session is closed.
      this.#attempt = attempt.catch(() => {});
    };
    this.#enter({ type: "ready", generation });
    for (const waiter of [...this.#waiters]) waiter.resolve(connection);
  }

  async #pauseAfter(reason: VppError, attempt: number, deadline: number): Promise<void> {
    const mostMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, MOST_PAUSE_MS, deadline - performance.now());
    const retryMs = Math.max(0, Math.random() * mostMs);
    this.#enter({ type: "lost", generation: this.#generation, reason, retryMs });
    await new Promise<void>((resolve) => {
      const stop = onAbort(this.#closing.signal, () => [clearTimeout(this.#pause), resolve()]);
      this.#pause = setTimeout(() => [stop(), resolve()], retryMs);
      if (!this.#isRef) this.#pause.unref();
      if (this.#closing.signal.aborted) [stop(), clearTimeout(this.#pause), resolve()];
    });
  }

  #applyRef(): void {
    if (this.#isRef) this.#transport?.ref();
    else this.#transport?.unref();
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    if (channels.state.hasSubscribers) channels.state.publish({ clientName: this.#clientName, state });
    this.onState(state);
  }
}

/** A VPP that is about to start: its socket is not there yet, or left over from the last one. Or many connect at once. */
function isPassing({ cause }: VppError): boolean {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ECONNREFUSED" || code === "EAGAIN";
}

function hookError(cause: unknown): VppError {
  return new VppError("VPP_CONNECT", `a hook that prepares the connection failed: ${errorText(cause)}`, { cause });
}

function abortedError({ reason }: AbortSignal, failure: VppError | undefined): VppError {
  if (failure?.code === "VPP_ABORTED") return failure;
  const until = failure === undefined ? "" : `; until then: ${failure.message}`;
  return new VppError("VPP_ABORTED", `connecting was aborted${until}`, { cause: reason });
}

function closedError(messageName: string): VppError {
  return new VppError("VPP_CLOSED", `${messageName}: not sent: the client is closed`, { effect: "none", messageName });
}
