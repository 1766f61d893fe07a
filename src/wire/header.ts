/**
 * The message header. Only this file has its offsets.
 *
 *            0        2                6                10
 *            +--------+----------------+----------------+
 *   request  | id u16 | clientIndex u32|  context u32   |  fields
 *            +--------+----------------+----------------+
 *   reply    | id u16 |  context u32   |  fields (a reply's first is retval i32)
 *            +--------+----------------+
 *   event    | id u16 | clientIndex u32|  fields (no context: route by id first)
 *            +--------+----------------+
 *   bare     | id u16 |  fields
 *            +--------+
 *
 * All numbers are big-endian. `clientIndex` and `context` are opaque to the receiver: VPP copies the context to the reply, and
 * the client repeats the client index that registration returned.
 *
 * @see VPP src/vlibapi/api_common.h, src/vlibmemory/memclnt.api
 */

/** The header of a message: which of the three fields it has. */
export type HeaderKind = "request" | "reply" | "event" | "bare";

const CLIENT_INDEX_AT = 2;
const REPLY_CONTEXT_AT = 2;
const REQUEST_CONTEXT_AT = 6;

/** The number of bytes before the first field, by kind of header. */
export const HEADER_BYTES: Readonly<Record<HeaderKind, number>> = { request: 10, reply: 6, event: 6, bare: 2 };

/** Writes the header of a request. */
export function writeRequestHeader(view: DataView, at: number, id: number, clientIndex: number, context: number): void {
  view.setUint16(at, id);
  view.setUint32(at + CLIENT_INDEX_AT, clientIndex);
  view.setUint32(at + REQUEST_CONTEXT_AT, context);
}

/** Writes the header of a reply, of details, or of `sockclnt_create`, which has no client index. */
export function writeReplyHeader(view: DataView, at: number, id: number, context: number): void {
  view.setUint16(at, id);
  view.setUint32(at + REPLY_CONTEXT_AT, context);
}

/** Writes the header of an event. */
export function writeEventHeader(view: DataView, at: number, id: number, clientIndex: number): void {
  view.setUint16(at, id);
  view.setUint32(at + CLIENT_INDEX_AT, clientIndex);
}

/** Returns the message id of a message with any header. */
export function readMessageId(view: DataView, at: number): number {
  return view.getUint16(at);
}

/** Returns the context of a reply or of details. */
export function readReplyContext(view: DataView, at: number): number {
  return view.getUint32(at + REPLY_CONTEXT_AT);
}

/** Returns the context of a request, or of `sockclnt_create_reply`, which has a request's header. */
export function readRequestContext(view: DataView, at: number): number {
  return view.getUint32(at + REQUEST_CONTEXT_AT);
}

/** Returns the return value of a reply whose first field is `retval`; 0 when the message is too short to hold one. */
export function readRetval(view: DataView, at: number, byteLength: number): number {
  return byteLength < HEADER_BYTES.reply + 4 ? 0 : view.getInt32(at + HEADER_BYTES.reply);
}

/** Returns the client index of a request or an event. */
export function readClientIndex(view: DataView, at: number): number {
  return view.getUint32(at + CLIENT_INDEX_AT);
}
