import { directory } from "../../binapi/directory.ts";
import { sockclntDelete } from "../../binapi/memclnt.ts";
import {
  HEADER_BYTES,
  messageBytes,
  nameCrc,
  readRequestContext,
  readRetval,
  WireWriter,
  writeFields,
  writeReplyHeader,
  writeRequestHeader,
} from "../../wire/index.ts";
import type { Registered } from "../registrations.ts";

/** The context of the goodbye. */
const CONTEXT = 1;
/** The return value of a refused message. @see VPP src/vnet/error.h UNIMPLEMENTED */
const UNIMPLEMENTED = -9;

/**
 * The messages that VPP answers with a file descriptor and bytes without a frame: neither passes the tap.
 *
 * @see VPP src/vlibmemory/api.h vl_api_send_fd_msg and its callers
 */
const WITH_DESCRIPTORS: ReadonlySet<string> = new Set([
  "sock_init_shm",
  "app_attach",
  "app_worker_add_del",
  "selog_get_shm",
]);

/** A message that the tap refuses. */
interface RefusedMessage {
  readonly name: string;
  readonly replyId: number;
  readonly replyBytes: number;
}

/** What the tap itself needs to know of the messages of a client. */
export class TapMessages {
  readonly #registered: Registered;
  readonly #goodbyeId: number | undefined;
  readonly #goodbyeReplyId: number | undefined;
  readonly #refused = new Map<number, RefusedMessage>();

  constructor(registered: Registered) {
    this.#registered = registered;
    const ids = new Map([...registered.table].map(([id, name]) => [name, id]));
    const byName = new Map([...ids].map(([name, id]) => [name.replace(/_[0-9a-f]{8}$/, ""), id]));
    this.#goodbyeId = ids.get(nameCrc(sockclntDelete));
    this.#goodbyeReplyId = ids.get(nameCrc(sockclntDelete.reply));
    for (const name of WITH_DESCRIPTORS) {
      const id = byName.get(name);
      const replyId = byName.get(`${name}_reply`);
      const [, , , , , replyBytes] = directory.find(([each]) => each === `${name}_reply`)!;
      if (id !== undefined && replyId !== undefined) this.#refused.set(id, { name, replyId, replyBytes });
    }
  }

  /** Returns whether a message from VPP confirms that a client has left. */
  confirmsGoodbye(id: number, view: DataView, at: number, byteLength: number): boolean {
    return id === this.#goodbyeReplyId && readRetval(view, at, byteLength) >= 0;
  }

  /** Returns a message that the tap refuses; undefined for all others. */
  refused(id: number): RefusedMessage | undefined {
    return this.#refused.get(id);
  }

  /** Encodes the message by which a client leaves; undefined if VPP does not have it. */
  goodbye(): Buffer | undefined {
    if (this.#goodbyeId === undefined) return undefined;
    const { clientIndex } = this.#registered;
    const fields = { index: clientIndex };
    const bytes = Buffer.alloc(messageBytes(sockclntDelete, fields));
    const writer = new WireWriter().over(bytes);
    writeRequestHeader(writer.view, 0, this.#goodbyeId, clientIndex, CONTEXT);
    writeFields(writer, 0, sockclntDelete, fields);
    return bytes;
  }

  /** Encodes the answer to a refused message whose header is at an offset. */
  refusal({ replyId, replyBytes }: RefusedMessage, view: DataView, at: number): Buffer {
    const bytes = Buffer.alloc(replyBytes);
    const writer = new WireWriter().over(bytes);
    writeReplyHeader(writer.view, 0, replyId, readRequestContext(view, at));
    writer.i32(HEADER_BYTES.reply, UNIMPLEMENTED, "retval");
    return bytes;
  }
}
