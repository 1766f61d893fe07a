import type { VppError } from "../errors.ts";
import { readFields, readReplyContext, readRetval, type WireReader } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import type { PendingCall } from "./pending.ts";
import { retvalError } from "./retval.ts";
import type { Route } from "./routes.ts";

/** Who learns how a request ended. */
export interface Settle<Reply> {
  resolve(reply: Reply): void;
  reject(reason: VppError): void;
}

/** A request that waits for its reply. */
export class RequestCall<Reply> implements PendingCall {
  readonly deadline: number;
  readonly #route: Route;
  readonly #connection: Connection;
  readonly #settle: Settle<Reply>;

  constructor(route: Route, connection: Connection, deadline: number, settle: Settle<Reply>) {
    this.#route = route;
    this.#connection = connection;
    this.deadline = deadline;
    this.#settle = settle;
  }

  get messageName(): string {
    return this.#route.request.name;
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    return receiveReply(this.#route, this.#connection, id, view, offset, byteLength, this.#settle);
  }

  fail(reason: VppError): void {
    this.#settle.reject(reason);
  }
}

/** Settles a request by its reply; false when the message is not the reply. */
export function receiveReply<Reply>(
  route: Route,
  connection: Connection,
  id: number,
  view: DataView,
  offset: number,
  byteLength: number,
  settle: Settle<Reply>,
): boolean {
  if (id !== route.answerId && id !== route.otherAnswerId) return false;
  const { name } = route.request;
  const context = readReplyContext(view, offset);
  let reply: Reply;
  try {
    reply = readReply(route, connection.reader, view, offset, byteLength) as Reply;
  } catch (reason) {
    connection.publishEnd(name, context, reason as VppError);
    settle.reject(reason as VppError);
    return true;
  }
  connection.publishEnd(name, context);
  settle.resolve(reply);
  return true;
}

function checkRetval(retval: number, { request }: Route, view: DataView, offset: number): void {
  if (retval < 0) throw retvalError(request.name, retval, readReplyContext(view, offset));
}

/** The fields behind a negative return value are whatever was in VPP's memory: they are not read. */
function readReply(route: Route, reader: WireReader, view: DataView, offset: number, byteLength: number): unknown {
  checkRetval(route.retval === "first" ? readRetval(view, offset, byteLength) : 0, route, view, offset);
  const reply = readFields(reader, offset, byteLength, route.answer);
  if (route.retval === "inside") checkRetval((reply as { retval: number }).retval, route, view, offset);
  return reply;
}
