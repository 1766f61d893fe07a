import { type Input, readFields, readRetval } from "../../wire/index.ts";
import { API_ERRNO, retvalError } from "../connection/index.ts";
import { DumpCall } from "./dump.ts";

/**
 * A dump in pages. A reply follows the details of each page: the dump is over, or goes on at the cursor in the reply. Each page
 * is a request of its own.
 *
 * @see VPP src/vlibapi/api_helper_macros.h REPLY_AND_DETAILS_MACRO
 */
export class PagedDump<T, Details> extends DumpCall<T, Details> {
  /** How many pages were asked for. */
  #pages = 0;
  /** The cursor of a page that is still to be asked for. */
  #cursor: number | undefined;

  protected override sent(): void {
    this.#pages++;
  }

  protected override receiveOther(id: number, view: DataView, offset: number, byteLength: number): boolean {
    if (id !== this.served?.replyId) return false;
    // The caller of a dump that has ended by now is not told of more.
    if (!this.details.isOpen) this.forgetRequest();
    else this.#receiveReply(view, offset, byteLength);
    return true;
  }

  /** VPP keeps the place: a slow caller need not store pages. */
  protected override askNextPage(): void {
    if (this.#cursor === undefined || !this.details.isEmpty) return;
    this.fields = { ...(this.fields as object), cursor: this.#cursor } as Input<T>;
    this.#cursor = undefined;
    this.ask();
  }

  #receiveReply(view: DataView, offset: number, byteLength: number): void {
    try {
      const retval = readRetval(view, offset, byteLength);
      const isFull = retval === API_ERRNO.EAGAIN;
      const isBehindLast = retval === API_ERRNO.INVALID_VALUE && this.#pages > 1;
      if (retval < 0 && !isFull && !isBehindLast) throw retvalError(this.messageName, retval, this.context);
      // The fields behind another negative return value are whatever was in VPP's memory.
      const cursor = isBehindLast ? undefined : this.#readCursor(offset, byteLength);
      this.forgetRequest();
      if (isFull) {
        this.#cursor = cursor;
        this.askNextPage();
      } else this.details.end();
    } catch (reason) {
      this.failByAnswer(reason);
    }
  }

  #readCursor(offset: number, byteLength: number): number {
    const { reader } = this.connection!;
    const reply = readFields(reader, offset, byteLength, this.served!.reply!) as { readonly cursor: number };
    return reply.cursor;
  }
}
