import { sockclntCreate, sockclntDelete } from "../../binapi/memclnt.ts";
import { VppError } from "../../errors.ts";
import {
  HEADER_BYTES,
  type Input,
  type Message,
  MessageTable,
  messageBytes,
  readMessageId,
  WireWriter,
  writeFields,
  writeReplyHeader,
  writeRequestHeader,
} from "../../wire/index.ts";

/**
 * The ids that a client knows before it has the message table. They hold in every release.
 *
 * @see VPP src/vlibmemory/memclnt.api
 */
const SOCKCLNT_CREATE_ID = 15;
const SOCKCLNT_CREATE_REPLY_ID = 16;

/** VPP reads the name up to a NUL, for which the field must have room. */
const MAX_NAME_BYTES = 63;

/** Any context will do: nothing else waits for an answer before the registration or after the goodbye. */
const CONTEXT = 1;

/** The bytes of `sockclnt_create_reply` behind the header and before the message table. */
const REPLY_FIELDS_BYTES = 10;

/** The client's entry in VPP, as `sockclnt_create_reply` describes it. */
export interface Entry {
  /** The four bytes that every request carries. */
  readonly clientIndex: number;
  readonly table: MessageTable;
}

/**
 * Encodes the message by which a client registers.
 *
 * @throws {VppError} `VPP_FIELD_RANGE`.
 */
export function createBytes(name: string): Buffer {
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new VppError("VPP_FIELD_RANGE", `name: longer than ${MAX_NAME_BYTES} bytes; give a shorter name`);
  }
  return encode(sockclntCreate, { name }, (view) => writeReplyHeader(view, 0, SOCKCLNT_CREATE_ID, CONTEXT));
}

/** Encodes the message by which a client leaves; undefined when the peer lacks that message, and so is not VPP. */
export function goodbyeBytes({ clientIndex, table }: Entry): Buffer | undefined {
  // One version of the message serves every release.
  const id = table.find(sockclntDelete);
  if (id === undefined) return undefined;
  const fields = { index: clientIndex };
  return encode(sockclntDelete, fields, (view) => writeRequestHeader(view, 0, id, clientIndex, CONTEXT));
}

/**
 * Reads `sockclnt_create_reply`, which has the header of a request:
 *
 *   0             4             8         10
 *   +-------------+-------------+---------+------------------
 *   | response i32|  index u32  |count u16| the message table
 *   +-------------+-------------+---------+------------------
 *
 * @throws {VppError} `VPP_FRAME` for another message, `VPP_WIRE_RANGE`, `VPP_RETVAL`.
 */
export function readEntry(bytes: Buffer, view: DataView, offset: number, byteLength: number): Entry {
  const id = readMessageId(view, offset);
  if (id !== SOCKCLNT_CREATE_REPLY_ID)
    throw new VppError("VPP_FRAME", `it answers the registration with message ${id}`);
  const end = offset + byteLength;
  const at = offset + HEADER_BYTES.request;
  const tableAt = at + REPLY_FIELDS_BYTES;
  if (tableAt > end) throw new VppError("VPP_WIRE_RANGE", `an answer of ${byteLength} bytes is too short`);
  const response = view.getInt32(at);
  if (response < 0) throw new VppError("VPP_RETVAL", `VPP refused the registration (${response})`);
  const table = new MessageTable(bytes.subarray(0, end), tableAt, view.getUint16(at + 8));
  return { clientIndex: view.getUint32(at + 4), table };
}

function encode<T>(message: Message<T>, fields: Input<T>, writeHeader: (view: DataView) => void): Buffer {
  const bytes = Buffer.alloc(messageBytes(message, fields));
  const writer = new WireWriter().over(bytes);
  writeHeader(writer.view);
  writeFields(writer, 0, message, fields);
  return bytes;
}
