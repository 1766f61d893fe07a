import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Test } from "tap";
import type { DirectoryEntry } from "../src/binapi/directory.ts";
import { parseApiJson } from "../src/schema/api-json/api-json.ts";
import { loadCatalogue } from "../src/schema/catalogue/catalogue.ts";
import { ApiSchema } from "../src/schema/model/model.ts";
import { ownTypes } from "../src/schema/model/own-types.ts";
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

/** The numbers in the header of a message. */
export interface Header {
  readonly messageId: number;
  readonly clientIndex: number;
  readonly context: number;
}

/** A message encoded by VPP's own Python client; `scripts/vectors.py` describes the properties. */
export interface Vector {
  readonly name: string;
  readonly crc: string;
  readonly case: string;
  /** The fields in JSON form. */
  readonly fields: JsonValue;
  /** The bytes of the whole message. */
  readonly hex: string;
}

/** The header of messages in tests that do not depend on it. */
const HEADER: Header = { messageId: 0x0102, clientIndex: 0x80000001, context: 0x11223344 };

/** The value of all bytes of a test's memory before a message is written, and of the margins around the message. */
const DIRT = 0xaa;
const MARGIN_BYTES = 5;

/** Creates a folder that is removed at the end of the test. */
export function temporaryFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Creates the socket of a process that has ended, in a folder that is removed at the end of the test. */
export function leftSocket(t: Test): string {
  const path = join(temporaryFolder(t), "left.sock");
  const program = 'require("node:net").createServer().listen(process.argv[1], () => process.exit())';
  execFileSync(process.execPath, ["-e", program, path]);
  return path;
}

/** Replaces `performance.now` until the end of the test by a clock that only `advance` moves. */
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

/** Returns the bytes of hex digits, in which white space is ignored. */
export function bytes(...hex: string[]): Buffer {
  const digits = hex.join("").replaceAll(/\s/g, "");
  const result = Buffer.from(digits, "hex");
  if (result.length * 2 !== digits.length) throw new Error(`not hex: ${digits}`);
  return result;
}

/** Returns the text of a file below `test`. */
export function readText(path: string): string {
  return readFileSync(new URL(`../../test/${path}`, import.meta.url), "utf8");
}

/** Returns a schema of the invented module `sample` and the modules of VPP 26.06 that it imports. */
export function sampleSchema(): ApiSchema {
  const { modules } = loadCatalogue("26.06");
  const sample = parseApiJson(readText("golden/sample.api.json"), "plugins", "sample");
  return new ApiSchema("26.06", ownTypes([sample, modules.get("ip_types")!, modules.get("ethernet_types")!]));
}

/** Returns the vectors in `test/golden` (all messages of VPP 26.06) and the header that all of them have. */
export function readGolden(): Header & { readonly vectors: readonly Vector[] } {
  const url = new URL("../../test/golden/vectors-v26.06.json.gz", import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(url)).toString()) as Header & { vectors: Vector[] };
}

/** Encodes a message table as VPP does: for each message its id, then `name_crc` in 64 bytes. */
export function tableBytes(entries: Readonly<Record<string, number>>): Buffer {
  const hex = (text: string) => Buffer.from(text).toString("hex");
  return bytes(
    ...Object.entries(entries).map(([nameCrc, id]) => id.toString(16).padStart(4, "0") + hex(nameCrc).padEnd(128, "0")),
  );
}

/** Encodes a whole message. Throws if the encoder writes outside of the message. */
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

/** Decodes the fields of a whole message, from the middle of larger memory. */
export function decode<T>(message: Message<T>, received: Uint8Array): T {
  const memory = Buffer.alloc(received.length + 2 * MARGIN_BYTES, DIRT);
  memory.set(received, MARGIN_BYTES);
  return readFields(readerOn(memory), MARGIN_BYTES, received.length, message);
}

/** Creates a writer on `memory`. */
export function writerOn(memory: Buffer): WireWriter {
  return new WireWriter().over(memory);
}

/** Creates a reader of one message that takes all of `memory`. */
export function readerOn(memory: Buffer): WireReader {
  const reader = new WireReader().over(memory);
  reader.end = memory.length;
  return reader;
}

/** Creates a view of the same memory. */
export function viewOf(memory: Uint8Array): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.length);
}

function writeHeader(view: DataView, at: number, kind: HeaderKind, { messageId, clientIndex, context }: Header): void {
  if (kind === "request") writeRequestHeader(view, at, messageId, clientIndex, context);
  if (kind === "reply") writeReplyHeader(view, at, messageId, context);
  if (kind === "event") writeEventHeader(view, at, messageId, clientIndex);
  if (kind === "bare") view.setUint16(at, messageId);
}

/** Loads the descriptors of all messages of a directory, by VPP's name. */
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
