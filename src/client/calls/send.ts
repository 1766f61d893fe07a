import { rejection } from "../../errors.ts";
import type { Input } from "../../wire/index.ts";
import { type Connection, RequestCall, type Resolve } from "../connection/index.ts";
import { abortError, type CallBounds, onAbort } from "../options.ts";
import type { ServedRequest } from "../versions/index.ts";

/** Sends a request, whose reply or failure ends a promise. Returns its context. @throws {VppError} as `Connection.send`. */
export function send<T, Reply>(
  connection: Connection,
  served: ServedRequest,
  fields: Input<T>,
  timeoutMs: number,
  resolve: Resolve<Reply>,
): number {
  return connection.send(served, fields, new RequestCall(served, connection, timeoutMs, resolve));
}

/** Sends a request, whose reply, failure or abortion ends a promise. @throws {VppError} as `Connection.send`. */
export function sendAbortable<T, Reply>(
  connection: Connection,
  served: ServedRequest,
  fields: Input<T>,
  { timeoutMs, signal }: CallBounds,
  resolve: Resolve<Reply>,
): void {
  let stop = (): void => {};
  const ended: Resolve<Reply> = (reply) => {
    stop();
    resolve(reply);
  };
  const context = send(connection, served, fields, timeoutMs, ended);
  stop = onAbort(signal, (cause) => {
    const reason = abortError(served.request.name, cause, { context });
    connection.forget(context, reason);
    resolve(rejection(reason));
  });
}
