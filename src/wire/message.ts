import { VppError } from "../errors.ts";
import type { Input, Message } from "./descriptor.ts";
import { HEADER_BYTES } from "./header.ts";
import type { WireReader } from "./reader.ts";
import type { WireWriter } from "./writer.ts";

/** Returns the number of bytes of a message with these fields, header included. */
export function messageBytes<T>(message: Message<T>, fields: Input<T>): number {
  const { codec } = message;
  return HEADER_BYTES[message.header] + (codec.byteLength === undefined ? codec.leastBytes : codec.byteLength(fields));
}

/**
 * Writes the fields of a message whose header begins at `at`. The caller writes the header.
 *
 * @throws {VppError} `VPP_FIELD_RANGE` when a value does not fit its field.
 */
export function writeFields<T>(writer: WireWriter, at: number, message: Message<T>, fields: Input<T>): void {
  writer.begin(message.name);
  message.codec.write(writer, at + HEADER_BYTES[message.header], fields);
}

/**
 * Reads the fields of a message of `byteLength` bytes whose header begins at `at`. Bytes behind the last field are ignored.
 *
 * @throws {VppError} `VPP_WIRE_RANGE` when the message is too short.
 */
export function readFields<T>(reader: WireReader, at: number, byteLength: number, message: Message<T>): T {
  return message.codec.read(reader, beginFields(reader, at, byteLength, message));
}

/**
 * Sets a reader to a message, and returns the offset of its fields.
 *
 * @throws {VppError} `VPP_WIRE_RANGE` when the message is too short.
 */
export function beginFields<T>(reader: WireReader, at: number, byteLength: number, message: Message<T>): number {
  const start = HEADER_BYTES[message.header];
  const { codec } = message;
  if (byteLength < start + codec.leastBytes) {
    const least = start + codec.leastBytes;
    throw new VppError("VPP_WIRE_RANGE", `${message.name}: ${byteLength} bytes received, at least ${least} expected`, {
      messageName: message.name,
    });
  }
  reader.end = at + byteLength;
  reader.messageName = message.name;
  return at + start;
}
