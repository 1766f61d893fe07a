/**
 * What Node.js itself leaves to any client: bytes encoded beforehand, of which answers are counted and looked at no more than
 * the ceiling does. It takes the place of the client, and has nothing of it but the codec. Speaks as `client.ts`.
 */
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { frameOf } from "../../src/transport/index.ts";
import {
  MessageTable,
  messageBytes,
  WireWriter,
  writeFields,
  writeReplyHeader,
  writeRequestHeader,
} from "../../src/wire/index.ts";
import { type Measurement, measure, percentilesOf } from "../measure.ts";
import { type Item, messagesOf } from "../workload.ts";
import type { Command } from "./client.ts";

const FRAME_BYTES = 16;
const LENGTH_AT = 8;
const READ_BYTES = 64 * 1024;
const CREATE_BYTES = 70;
const CREATE_ID = 15;
const DELETE = { name: "sockclnt_delete", crc: "8ac76db6" };

/** Frames one behind the other, and where each begins; the last place is the end. */
interface Stream {
  readonly bytes: Buffer;
  readonly at: Uint32Array;
  readonly answerIds: Uint16Array;
}

/** A connection that takes what comes in by a function that is set. */
class Link {
  readonly socket: Socket;
  onMessage: (view: DataView, offset: number) => void = () => {};
  /** Called when all messages of a read have been taken. */
  onRead: () => void = () => {};
  #bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;

  constructor(path: string) {
    this.socket = createConnection({
      path,
      onread: { buffer: () => this.#space(), callback: (count) => this.#received(count) },
    });
    this.socket.resume();
  }

  #space(): Buffer {
    if (this.#end === this.#bytes.length) {
      const bytes = Buffer.allocUnsafeSlow(2 * this.#end);
      this.#bytes.copy(bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return this.#bytes.subarray(this.#end);
  }

  #received(count: number): boolean {
    this.#end += count;
    let start = 0;
    while (this.#end - start >= FRAME_BYTES) {
      const next = start + FRAME_BYTES + this.#view.getUint32(start + LENGTH_AT);
      if (next > this.#end) break;
      this.onMessage(this.#view, start + FRAME_BYTES);
      start = next;
    }
    this.#bytes.copyWithin(0, start, this.#end);
    this.#end -= start;
    this.onRead();
    return true;
  }
}

function pipelined(link: Link, { bytes, at, answerIds }: Stream, window: number): Promise<Partial<Measurement>> {
  const count = answerIds.length;
  let sent = 0;
  let received = 0;
  let refused = 0;
  const send = (): void => {
    const to = Math.min(received + window, count);
    if (to > sent) link.socket.write(bytes.subarray(at[sent], at[to]));
    sent = to;
  };
  return new Promise((resolve, reject) => {
    link.onMessage = (view, offset) => {
      if (view.getUint16(offset) !== answerIds[received]) reject(new Error("a reply has another id than expected"));
      if (view.getUint32(offset + 2) !== ++received) reject(new Error("a reply has another context than expected"));
      if (view.getInt32(offset + 6) < 0) refused++;
    };
    link.onRead = () => {
      if (received < count) send();
      else resolve({ refused });
    };
    send();
  });
}

/** One at a time. */
async function single(link: Link, stream: Stream): Promise<Partial<Measurement>> {
  const times = new Float64Array(stream.answerIds.length);
  let place = 0;
  let start = performance.now();
  const done = pipelined(link, stream, 1);
  const { onRead } = link;
  link.onRead = () => {
    const now = performance.now();
    times[place++] = now - start;
    start = now;
    onRead();
  };
  return { ...(await done), ...percentilesOf(times) };
}

/** Contexts are the messages' places, counted from 1. */
function encode(items: readonly Item[], table: MessageTable, clientIndex: number): Stream {
  const at = new Uint32Array(items.length + 1);
  items.forEach(({ message, fields }, place) => {
    at[place + 1] = at[place]! + FRAME_BYTES + messageBytes(message, fields);
  });
  const writer = new WireWriter().over(Buffer.alloc(at.at(-1)!));
  const answerIds = Uint16Array.from(items, ({ message, fields }, place) => {
    const offset = at[place]! + FRAME_BYTES;
    writer.view.setUint32(offset - FRAME_BYTES + LENGTH_AT, messageBytes(message, fields));
    writeFields(writer, offset, message, fields);
    writeRequestHeader(writer.view, offset, table.find(message)!, clientIndex, place + 1);
    return table.find(message.kind === "dump" ? message.details : message.reply)!;
  });
  return { bytes: writer.bytes, at, answerIds };
}

async function register(link: Link): Promise<{ table: MessageTable; clientIndex: number }> {
  const create = Buffer.alloc(CREATE_BYTES);
  writeReplyHeader(new DataView(create.buffer, create.byteOffset), 0, CREATE_ID, 1);
  create.write("node-floor", 6);
  return await new Promise((resolve) => {
    link.onMessage = (view, offset) => {
      const table = new MessageTable(Buffer.from(view.buffer), offset + 20, view.getUint16(offset + 18));
      resolve({ table, clientIndex: view.getUint32(offset + 14) });
    };
    link.socket.write(frameOf(create));
  });
}

async function main(): Promise<void> {
  process.on("SIGINT", () => {});
  const link = new Link(process.argv[2]!);
  const { table, clientIndex } = await register(link);
  process.stdout.write("{}\n");
  for await (const line of createInterface({ input: process.stdin })) {
    // What the runner writes.
    const { how, work, window } = JSON.parse(line) as Command;
    const stream = encode(messagesOf(work), table, clientIndex);
    const taken = await measure(stream.answerIds.length, () =>
      how === "single" ? single(link, stream) : pipelined(link, stream, window),
    );
    process.stdout.write(`${JSON.stringify(taken)}\n`);
  }
  const goodbye = Buffer.alloc(14);
  const view = new DataView(goodbye.buffer, goodbye.byteOffset);
  writeRequestHeader(view, 0, table.find(DELETE)!, clientIndex, 1);
  view.setUint32(10, clientIndex);
  link.socket.write(frameOf(goodbye));
  await once(link.socket, "close");
}

await main();
