import type { CallBounds } from "../options.ts";
import type { Connection } from "./connection.ts";

/** Provides the connection on which calls are sent. */
export interface ConnectionSource {
  /** The newest connection; it may have ended. */
  readonly connection: Connection;
  /**
   * Returns the next connection, once calls may be sent on it.
   *
   * @throws {VppError} `VPP_TIMEOUT`, `VPP_ABORTED`, `VPP_CLOSED`, naming the message, when there is none.
   */
  next(messageName: string, bounds: CallBounds): Promise<Connection>;
}
