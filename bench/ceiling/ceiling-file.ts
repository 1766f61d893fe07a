/** Writes messages, encoded by the codec of tsvpp, to a file for `ceiling.c`. The comment there describes the format. */
import { writeFileSync } from "node:fs";
import { messageBytes, nameCrc, WireWriter, writeFields } from "../../src/wire/index.ts";
import type { Item } from "../workload.ts";

const NAME_BYTES = 64;
const COUNT_BYTES = 4;
const ENTRY_BYTES = 6;

export function writeCeilingFile(path: string, items: readonly Item[]): void {
  const names = [...new Set(items.map(({ message }) => message))];
  const kinds = new Map(names.map((message, at) => [message, at]));
  const lengths = items.map(({ message, fields }) => messageBytes(message, fields));
  const namesEnd = COUNT_BYTES + names.length * 2 * NAME_BYTES;
  const total = lengths.reduce((sum, length) => sum + ENTRY_BYTES + length, namesEnd + COUNT_BYTES);
  const bytes = Buffer.alloc(total);
  bytes.writeUInt32BE(names.length, 0);
  names.forEach((message, at) => {
    const answer = message.kind === "dump" ? message.details : message.reply;
    bytes.write(nameCrc(message), COUNT_BYTES + at * 2 * NAME_BYTES);
    bytes.write(nameCrc(answer), COUNT_BYTES + (at * 2 + 1) * NAME_BYTES);
  });
  let end = bytes.writeUInt32BE(items.length, namesEnd);
  const writer = new WireWriter().over(bytes);
  items.forEach(({ message, fields }, at) => {
    bytes.writeUInt16BE(kinds.get(message)!, end);
    bytes.writeUInt32BE(lengths[at]!, end + 2);
    writeFields(writer, end + ENTRY_BYTES, message, fields);
    end += ENTRY_BYTES + lengths[at]!;
  });
  writeFileSync(path, bytes);
}
