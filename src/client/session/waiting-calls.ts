import { VppError } from "../../errors.ts";
import type { Connection } from "../connection/index.ts";
import { inLaterTurn } from "../later-turn.ts";

interface WaitingCall {
  readonly messageName: string;
  resolve(connection: Connection): void;
  reject(reason: VppError): void;
}

/** The calls that wait for the next connection of a client. */
export class WaitingCalls {
  readonly #calls = new Set<WaitingCall>();
  #isClosed = false;

  /**
   * Adds a call.
   *
   * @returns the next connection, and a function that removes the call when it waits no longer.
   * @throws {VppError} `VPP_CLOSED` when the client is closed first; from the promise.
   */
  add(messageName: string): { readonly connection: Promise<Connection>; readonly remove: () => void } {
    let remove = (): void => {};
    const connection = new Promise<Connection>((resolve, reject) => {
      const call = { messageName, resolve, reject };
      this.#calls.add(call);
      remove = () => this.#calls.delete(call);
      if (this.#isClosed) close(call);
    });
    return { connection, remove };
  }

  /** Gives the connection to all calls. */
  resolve(connection: Connection): void {
    for (const call of this.#calls) call.resolve(connection);
  }

  /** Fails all calls, and those that are still added, with `VPP_CLOSED`. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.#calls) close(call);
  }
}

/** Rejects in a later turn: a caller that calls again at once would block the event loop. */
function close({ messageName, reject }: WaitingCall): void {
  const text = `${messageName}: not sent: the client is closed`;
  inLaterTurn(() => reject(new VppError("VPP_CLOSED", text, { effect: "none", messageName })));
}
