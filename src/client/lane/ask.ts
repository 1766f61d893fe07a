import type { Input, Request } from "../../wire/index.ts";
import { type Connection, OwnCall } from "../connection/index.ts";
import type { CallBounds } from "../options.ts";
import { NO_VERSION, within } from "../within.ts";

/** How long to wait for VPP's answers. */
export type Bounds = Pick<CallBounds, "timeoutMs" | "signal">;

/** Sends a request of the client itself. @throws {VppError} as `VppCalls.request`. */
export async function ask<T, Reply>(
  connection: Connection,
  message: Request<T, Reply>,
  fields: Input<T>,
  bounds: Bounds,
): Promise<Reply> {
  const { name } = message;
  const served = await within(Promise.resolve(connection.served.of(message)), name, bounds, NO_VERSION);
  const reply = new Promise<Reply>((resolve, reject) => {
    connection.send(served, fields, new OwnCall<Reply>(served, connection, bounds.timeoutMs, resolve, reject));
  });
  return await within(reply, name, bounds, "no answer");
}
