import type { Connection, ConnectionSource } from "../connection/index.ts";
import { VppCalls } from "./calls.ts";

/**
 * One connection of a client, from registration to loss. A hook gets it before any call of the client goes through; its calls
 * go by this connection or fail.
 */
export class Generation extends VppCalls {
  /** Counted from 1. */
  readonly number: number;
  /** @internal */
  readonly connection: Connection;

  /** Given to hooks. */
  constructor(number: number, connection: Connection, timeoutMs: number) {
    super(onlyBy(connection), timeoutMs);
    this.number = number;
    this.connection = connection;
  }
}

/** A call that would wait for another connection goes by this one, and fails as it must. */
function onlyBy(connection: Connection): ConnectionSource {
  return { connection, next: () => Promise.resolve(connection) };
}
