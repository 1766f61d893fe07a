import type { CallBounds } from "../options.ts";
import type { Connection } from "./connection.ts";

/** Where calls find the connection that they go by. */
export interface ConnectionSource {
  /** The newest; it may have ended. */
  readonly connection: Connection;
  /**
   * The next connection, once calls may go by it.
   *
   * @throws {VppError} `VPP_TIMEOUT`, `VPP_ABORTED`, `VPP_CLOSED`, naming the message, when there is none.
   */
  next(messageName: string, bounds: CallBounds): Promise<Connection>;
}
