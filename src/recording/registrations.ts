import { sockclntCreate, sockclntCreateReply } from "../binapi/memclnt.ts";
import { VppError } from "../errors.ts";
import { type Message, readFields, readMessageId, WireReader } from "../wire/index.ts";

/**
 * The ids that a client knows before it has the message table. They hold in every release.
 *
 * @see VPP src/vlibmemory/memclnt.api
 */
export const SOCKCLNT_CREATE_ID = 15;
export const SOCKCLNT_CREATE_REPLY_ID = 16;

/** The offset of the message table in `sockclnt_create_reply`, in front of which clients differ. */
export const TABLE_AT = 20;

/** The names of the messages that have an id before the handshake. */
const HANDSHAKE: ReadonlyMap<number, string> = new Map([
  [SOCKCLNT_CREATE_ID, nameCrcOf(sockclntCreate)],
  [SOCKCLNT_CREATE_REPLY_ID, nameCrcOf(sockclntCreateReply)],
]);

/** A registration as VPP has answered it. */
export interface Registered {
  /** The client's entry in VPP. */
  readonly clientIndex: number;
  /** `name_crc` by message id. */
  readonly table: ReadonlyMap<number, string>;
}

/** A client: what its handshake says of it. */
export class Conversation {
  /** The name in `sockclnt_create`; empty before. */
  client = "";
  /** Undefined until VPP has answered the registration. */
  registered: Registered | undefined;

  /** Notes a message if it is one of the handshake. */
  note(bytes: Buffer, isToVpp: boolean): void {
    const id = idOf(bytes);
    if (isToVpp && id === SOCKCLNT_CREATE_ID) this.client = read(bytes, sockclntCreate)?.name ?? "";
    if (!isToVpp && id === SOCKCLNT_CREATE_REPLY_ID) this.registered ??= readRegistered(bytes);
  }

  /** Returns `name_crc` of a message; undefined for an id that the message table lacks. */
  nameCrcOf(bytes: Buffer): string | undefined {
    const id = idOf(bytes);
    return id === undefined ? undefined : (HANDSHAKE.get(id) ?? this.registered?.table.get(id));
  }
}

/** Returns the id of a message; undefined if it is too short to have one. */
export function idOf(bytes: Buffer): number | undefined {
  return bytes.length < 2 ? undefined : readMessageId(viewOf(bytes), 0);
}

/** Returns a view of the same memory. */
export function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function readRegistered(bytes: Buffer): Registered | undefined {
  const reply = read(bytes, sockclntCreateReply);
  if (reply === undefined || reply.response < 0) return undefined;
  return { clientIndex: reply.index, table: new Map(reply.messageTable.map(({ index, name }) => [index, name])) };
}

function read<T>(bytes: Buffer, message: Message<T>): T | undefined {
  try {
    return readFields(new WireReader().over(bytes), 0, bytes.length, message);
  } catch (reason) {
    if (reason instanceof VppError) return undefined;
    throw reason;
  }
}

function nameCrcOf({ name, crc }: Message<unknown>): string {
  return `${name}_${crc}`;
}
