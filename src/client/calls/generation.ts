import type { Connection, ConnectionSource } from "../connection/index.ts";
import { VppCalls } from "./calls.ts";

/**
 * One connection of a client, from registration to loss. Hooks get it before any call of the client is sent on it. Its calls
 * are sent on this connection or fail.
 */
export class Generation extends VppCalls {
  /** Counted from 1. */
  readonly number: number;
  /** @internal */
  readonly connection: Connection;

  /** Hooks get one; see `VppClient.onReady`. */
  constructor(number: number, connection: Connection, timeoutMs: number) {
    super(onlyBy(connection), timeoutMs);
    this.number = number;
    this.connection = connection;
  }
}

/** Returns a source of this connection alone: a call that waits for the next one fails as this one does. */
function onlyBy(connection: Connection): ConnectionSource {
  return { connection, next: () => Promise.resolve(connection) };
}
