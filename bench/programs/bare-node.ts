/**
 * Bare Node.js: the minimum cost of any client in Node.js. Sends bytes encoded beforehand, counts the replies, and reads no more
 * of them than the ceiling does. Uses only the codec of tsvpp. Takes the same commands as `client.ts`.
 *
 *   node dist/bench/programs/bare-node.js SOCKET
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

/** Consecutive frames; `at` holds the offset of each frame and, as its last element, the end. */
interface Stream {
  readonly bytes: Buffer;
  readonly at: Uint32Array;
  readonly answerIds: Uint16Array;
}

/** A connection to VPP that splits the incoming bytes into messages. */
class Connection {
  readonly socket: Socket;
  onMessage: (view: DataView, offset: number) => void = () => {};
  /** Called after the last message of each read. */
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

function pipelined(
  connection: Connection,
  { bytes, at, answerIds }: Stream,
  window: number,
): Promise<Partial<Measurement>> {
  const count = answerIds.length;
  let sent = 0;
  let received = 0;
  let refused = 0;
  const send = (): void => {
    const to = Math.min(received + window, count);
    if (to > sent) connection.socket.write(bytes.subarray(at[sent], at[to]));
    sent = to;
  };
  return new Promise((resolve, reject) => {
    connection.onMessage = (view, offset) => {
      if (view.getUint16(offset) !== answerIds[received]) reject(new Error("a reply has another id than expected"));
      if (view.getUint32(offset + 2) !== ++received) reject(new Error("a reply has another context than expected"));
      if (view.getInt32(offset + 6) < 0) refused++;
    };
    connection.onRead = () => {
      if (received < count) send();
      else resolve({ refused });
    };
    send();
  });
}

/** Sends one message at a time, each after the reply to the one before. */
async function single(connection: Connection, stream: Stream): Promise<Partial<Measurement>> {
  const times = new Float64Array(stream.answerIds.length);
  let place = 0;
  let start = performance.now();
  const done = pipelined(connection, stream, 1);
  const { onRead } = connection;
  connection.onRead = () => {
    const now = performance.now();
    times[place++] = now - start;
    start = now;
    onRead();
  };
  return { ...(await done), ...percentilesOf(times) };
}

/** Encodes messages as frames. The contexts are the numbers of the messages, counted from 1. */
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

async function register(connection: Connection): Promise<{ table: MessageTable; clientIndex: number }> {
  const create = Buffer.alloc(CREATE_BYTES);
  writeReplyHeader(new DataView(create.buffer, create.byteOffset), 0, CREATE_ID, 1);
  create.write("bare-node", 6);
  return await new Promise((resolve) => {
    connection.onMessage = (view, offset) => {
      const table = new MessageTable(Buffer.from(view.buffer), offset + 20, view.getUint16(offset + 18));
      resolve({ table, clientIndex: view.getUint32(offset + 14) });
    };
    connection.socket.write(frameOf(create));
  });
}

async function main(): Promise<void> {
  process.on("SIGINT", () => {});
  const connection = new Connection(process.argv[2]!);
  const { table, clientIndex } = await register(connection);
  process.stdout.write("{}\n");
  for await (const line of createInterface({ input: process.stdin })) {
    // `MeasuredClient` writes commands only.
    const { method, work, window } = JSON.parse(line) as Command;
    const stream = encode(messagesOf(work), table, clientIndex);
    const taken = await measure(stream.answerIds.length, () =>
      method === "single" ? single(connection, stream) : pipelined(connection, stream, window),
    );
    process.stdout.write(`${JSON.stringify(taken)}\n`);
  }
  const deletion = Buffer.alloc(14);
  const view = new DataView(deletion.buffer, deletion.byteOffset);
  writeRequestHeader(view, 0, table.find(DELETE)!, clientIndex, 1);
  view.setUint32(10, clientIndex);
  connection.socket.write(frameOf(deletion));
  await once(connection.socket, "close");
}

await main();
