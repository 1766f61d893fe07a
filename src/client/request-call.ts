import type { VppError } from "../errors.ts";
import { readFields, readReplyContext, readRetval, type WireReader } from "../wire/index.ts";
import type { PendingCall } from "./pending.ts";
import { retvalError } from "./retval.ts";
import type { Route } from "./routes.ts";

/** Who learns how a request ended: a promise, or an item of a batch. */
export interface Settle<Reply> {
  resolve(reply: Reply): void;
  reject(reason: VppError): void;
}

/** A request that waits for its reply. */
export class RequestCall<Reply> implements PendingCall {
  deadline: number;
  readonly messageName: string;
  readonly #route: Route;
  readonly #reader: WireReader;
  readonly #settle: Settle<Reply>;

  constructor(route: Route, reader: WireReader, deadline: number, settle: Settle<Reply>) {
    this.messageName = route.request.name;
    this.#route = route;
    this.#reader = reader;
    this.deadline = deadline;
    this.#settle = settle;
  }

  receive(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (id !== this.#route.answerId) return false;
    try {
      const reply = this.#read(view, offset, byteLength);
      this.#settle.resolve(reply);
    } catch (reason) {
      this.#settle.reject(reason as VppError);
    }
    return true;
  }

  fail(reason: VppError): void {
    this.#settle.reject(reason);
  }

  /** The fields behind a negative return value are whatever was in VPP's memory: they are not read. */
  #read(view: DataView, offset: number, byteLength: number): Reply {
    const retval = this.#route.hasRetval ? readRetval(view, offset, byteLength) : 0;
    if (retval < 0) throw retvalError(this.messageName, retval, readReplyContext(view, offset));
    return readFields(this.#reader, offset, byteLength, this.#route.answer) as Reply;
  }
}
