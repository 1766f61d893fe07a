import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Test } from "tap";
import type { DirectoryEntry } from "../src/binapi/directory.ts";
import { parseApiJson } from "../src/schema/api-json.ts";
import { loadCatalogue } from "../src/schema/catalogue.ts";
import { ApiSchema } from "../src/schema/model.ts";
import { ownTypes } from "../src/schema/own-types.ts";
import {
  type HeaderKind,
  type Input,
  type JsonValue,
  type Message,
  messageBytes,
  readFields,
  WireReader,
  WireWriter,
  writeEventHeader,
  writeFields,
  writeReplyHeader,
  writeRequestHeader,
} from "../src/wire/index.ts";

/** The numbers in a message's header. */
export interface Header {
  readonly messageId: number;
  readonly clientIndex: number;
  readonly context: number;
}

/** A message as VPP's own Python client packs it; `scripts/vectors.py` tells more. */
export interface Vector {
  readonly name: string;
  readonly crc: string;
  readonly case: string;
  /** In JSON form. */
  readonly fields: JsonValue;
  /** The whole message. */
  readonly hex: string;
}

/** What the header holds where a test does not care. */
const HEADER: Header = { messageId: 0x0102, clientIndex: 0x80000001, context: 0x11223344 };

/** What memory holds before it is written, and on both sides of a message. */
const DIRT = 0xaa;
const MARGIN_BYTES = 5;

/** A folder that is removed when the test has ended. */
export function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Makes `performance.now` a clock that only the test moves, until it ends. */
export function stopClock(t: Test): { advance(ms: number): void } {
  let now = performance.now();
  performance.now = () => now;
  t.teardown(() => Reflect.deleteProperty(performance, "now"));
  return {
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Bytes from hex digits, with white space anywhere. */
export function bytes(...hex: string[]): Buffer {
  const digits = hex.join("").replaceAll(/\s/g, "");
  const result = Buffer.from(digits, "hex");
  if (result.length * 2 !== digits.length) throw new Error(`not hex: ${digits}`);
  return result;
}

/** The text of a file below `test`. */
export function readText(path: string): string {
  return readFileSync(new URL(`../../test/${path}`, import.meta.url), "utf8");
}

/** The made-up module `sample` and the modules of VPP 26.06 that it imports. */
export function sampleSchema(): ApiSchema {
  const { modules } = loadCatalogue("26.06");
  const sample = parseApiJson(readText("golden/sample.api.json"), "plugins", "sample");
  return new ApiSchema("26.06", ownTypes([sample, modules.get("ip_types")!, modules.get("ethernet_types")!]));
}

/** The messages in `test/golden`: all of VPP 26.06, and what is in the header of each. */
export function readGolden(): Header & { readonly vectors: readonly Vector[] } {
  const url = new URL("../../test/golden/vectors-v26.06.json.gz", import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(url)).toString()) as Header & { vectors: Vector[] };
}

/** VPP's message table: for each message its id and `name_crc` in 64 bytes. */
export function tableBytes(entries: Readonly<Record<string, number>>): Buffer {
  const hex = (text: string) => Buffer.from(text).toString("hex");
  return bytes(
    ...Object.entries(entries).map(([nameCrc, id]) => id.toString(16).padStart(4, "0") + hex(nameCrc).padEnd(128, "0")),
  );
}

/** A whole message, written into dirty memory whose other bytes must stay as they are. */
export function encode<T>(message: Message<T>, fields: Input<T>, header: Header = HEADER): Buffer {
  const byteLength = messageBytes(message, fields);
  const memory = Buffer.alloc(byteLength + 2 * MARGIN_BYTES, DIRT);
  const writer = writerOn(memory);
  writeHeader(writer.view, MARGIN_BYTES, message.header, header);
  writeFields(writer, MARGIN_BYTES, message, fields);
  const margins = [...memory.subarray(0, MARGIN_BYTES), ...memory.subarray(MARGIN_BYTES + byteLength)];
  if (margins.some((byte) => byte !== DIRT))
    throw new Error(`${message.name} is written outside its ${byteLength} bytes`);
  return memory.subarray(MARGIN_BYTES, MARGIN_BYTES + byteLength);
}

/** The fields of a whole message, read from the middle of memory that holds other things too. */
export function decode<T>(message: Message<T>, received: Uint8Array): T {
  const memory = Buffer.alloc(received.length + 2 * MARGIN_BYTES, DIRT);
  memory.set(received, MARGIN_BYTES);
  return readFields(readerOn(memory), MARGIN_BYTES, received.length, message);
}

/** A writer on this memory. */
export function writerOn(memory: Buffer): WireWriter {
  return new WireWriter().over(memory);
}

/** A reader on this memory, all of which is the message. */
export function readerOn(memory: Buffer): WireReader {
  const reader = new WireReader().over(memory);
  reader.end = memory.length;
  return reader;
}

/** A view of the same memory. */
export function viewOf(memory: Uint8Array): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.length);
}

function writeHeader(view: DataView, at: number, kind: HeaderKind, { messageId, clientIndex, context }: Header): void {
  if (kind === "request") writeRequestHeader(view, at, messageId, clientIndex, context);
  if (kind === "reply") writeReplyHeader(view, at, messageId, context);
  if (kind === "event") writeEventHeader(view, at, messageId, clientIndex);
  if (kind === "bare") view.setUint16(at, messageId);
}

/** Every message of a directory by VPP's name. */
export async function loadDescriptors(entries: readonly DirectoryEntry[]): Promise<Map<string, Message<unknown>>> {
  const found = new Map<string, Message<unknown>>();
  for (const module of new Set(entries.map((entry) => entry[2]))) {
    const bindings: Record<string, unknown> = await import(`../src/binapi/${module}.ts`);
    for (const value of Object.values(bindings)) if (isMessage(value)) found.set(value.name, value);
  }
  return found;
}

function isMessage(value: unknown): value is Message<unknown> {
  return typeof value === "object" && value !== null && "header" in value;
}
