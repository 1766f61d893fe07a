/** Measures decoding messages to plain objects. Not measured: finding the call to which a message belongs. */
import { srLocalsidsDetails, srPoliciesDetails, srSteeringPolDetails } from "../../src/binapi/sr.ts";
import {
  HEADER_BYTES,
  type Message,
  readFields,
  type WireReader,
  type WireWriter,
  writeFields,
} from "../../src/wire/index.ts";
import { createMemory, ITEMS } from "./codec.ts";
import { type Case, OPERATIONS } from "./suite.ts";

const MESSAGE_BYTES = 4096;

export const decodeCases: Case[] = [
  ...ITEMS.map(([name, { message, fields }]) =>
    decodeCase(name, message, (writer) => writeFields(writer, 0, message, fields)),
  ),
  detailsCase(srLocalsidsDetails),
  detailsCase(srPoliciesDetails, (writer) => writer.view.setUint8(HEADER_BYTES.reply + 22, 1)),
  detailsCase(srSteeringPolDetails),
];

/** A case for details that hold zeros, except for the bytes that `fill` writes (the number of segment lists). */
function detailsCase(message: Message<unknown>, fill: (writer: WireWriter) => void = () => {}): Case {
  return decodeCase(message.name, message, fill);
}

function decodeCase(name: string, message: Message<unknown>, fill: (writer: WireWriter) => void): Case {
  const { writer, reader } = createMemory();
  fill(writer);
  return { name, run: () => decode(reader, message) };
}

function decode(reader: WireReader, message: Message<unknown>): void {
  for (let at = 0; at < OPERATIONS; at++) kept = readFields(reader, 0, MESSAGE_BYTES, message);
  if (kept === undefined) throw new Error(`${message.name}: nothing was decoded`);
}
/** Holds the last result, so that the compiler cannot remove the decoding. */
let kept: unknown;
