import { VppError } from "../../errors.ts";
import {
  type JsonValue,
  type Message,
  readClientIndex,
  readFields,
  readReplyContext,
  readRequestContext,
  toJson,
  WireReader,
} from "../../wire/index.ts";
import type { RecordedMessage } from "../recorded-message.ts";
import { idOf, viewOf } from "../registrations.ts";
import { type Definitions, splitNameCrc } from "./definitions.ts";

/** A message in words. */
export interface Description {
  /** VPP's name, or `message 815` for an id that is not in the message table. */
  readonly name: string;
  readonly crc: string | undefined;
  /** Undefined for a message that has none. */
  readonly clientIndex: number | undefined;
  /** Undefined for a message that has none. */
  readonly context: number | undefined;
  /** The fields in JSON form; undefined if they cannot be read. */
  readonly fields: { readonly [name: string]: JsonValue } | undefined;
  /** Why they cannot be read. */
  readonly fault: string | undefined;
}

/** Describes a message by its definition. */
export function describeMessage(
  { bytes = Buffer.alloc(0), nameCrc }: Pick<RecordedMessage, "bytes" | "nameCrc">,
  definitions: Definitions,
): Description {
  const nothing = { crc: undefined, clientIndex: undefined, context: undefined, fields: undefined, fault: undefined };
  const id = idOf(bytes);
  if (nameCrc === undefined) {
    const name = id === undefined ? "no message" : `message ${id}`;
    return { ...nothing, name, fault: id === undefined ? "it has no message id" : "the message table lacks its id" };
  }
  const { name, crc } = splitNameCrc(nameCrc);
  const defined = definitions.find(nameCrc);
  if (defined === undefined)
    return { ...nothing, name, crc, fault: "no definition with this CRC is known; --api names a file with it" };
  const { descriptor } = defined;
  try {
    const fields = readFields(new WireReader().over(bytes), 0, bytes.length, descriptor as Message<unknown>);
    return {
      name,
      crc,
      ...headerOf(bytes, descriptor),
      fields: toJson(descriptor as Message<unknown>, fields),
      fault: undefined,
    };
  } catch (reason) {
    if (reason instanceof VppError) return { ...nothing, name, crc, fault: reason.message };
    throw reason;
  }
}

/** Returns the numbers in the header of a message that is long enough. */
export function headerOf(
  bytes: Buffer,
  { header }: Pick<Message<unknown>, "header">,
): Pick<Description, "clientIndex" | "context"> {
  const view = viewOf(bytes);
  const hasIndex = header === "request" || header === "event";
  const clientIndex = hasIndex ? readClientIndex(view, 0) : undefined;
  if (header === "request") return { clientIndex, context: readRequestContext(view, 0) };
  return { clientIndex, context: header === "reply" ? readReplyContext(view, 0) : undefined };
}
