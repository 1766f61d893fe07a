/**
 * What a call leaves on the heap for the garbage collector, in bytes: everything that is allocated, as V8 samples it. What the
 * heap has grown by says less: it counts whole pages. Runs in a process of its own; prints one line of JSON.
 *
 *   node dist/bench/programs/heap.js SOCKET
 */
import { type HeapProfiler, Session } from "node:inspector/promises";
import { controlPing, controlPingReply } from "../../src/binapi/memclnt.ts";
import { srLocalsidAddDel, srSetEncapHopLimit } from "../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import {
  HEADER_BYTES,
  type Input,
  messageBytes,
  type Request,
  WireReader,
  WireWriter,
  writeFields,
} from "../../src/wire/index.ts";
import { median } from "../report/statistics.ts";
import { messagesOf } from "../workload.ts";

export interface HeapResult {
  /** Of how many each is the mean. */
  readonly count: number;
  /** From the call to the settled promise, without who awaits it and without the reply object. */
  readonly promised: number;
  /** From `add` to the outcome, without the reply object. */
  readonly batched: number;
  /** The same of a message whose reply says only how it ended, as all that change SR do: they share it. */
  readonly batchedChange: number;
  /** Writing the fields of a message. */
  readonly encoding: number;
  /** One reply object of control_ping. */
  readonly reply: number;
}

/** As the hot configuration loop has them: what a batch takes as a whole is a small part then. */
const COUNT = 100_000;
const RUNS = 7;
const WINDOW = 500;

async function measureHeap(vpp: VppClient): Promise<HeapResult> {
  const reply = await bytesPerItem(async () => readReplies());
  return {
    count: COUNT,
    promised: (await bytesPerItem(() => promised(vpp))) - reply,
    batched: (await bytesPerItem(() => batched(vpp, controlPing, ALL_NO_FIELDS))) - reply,
    batchedChange: await bytesPerItem(() => batched(vpp, srSetEncapHopLimit, ALL_HOP_LIMITS)),
    encoding: await bytesPerItem(async () => encode()),
    reply,
  };
}

/** Only the last call of a window is awaited: VPP answers in order. */
async function promised(vpp: VppClient): Promise<void> {
  for (let sent = 0; sent < COUNT; sent += WINDOW) {
    for (let at = 1; at < WINDOW; at++) void vpp.request(controlPing, NO_FIELDS);
    await vpp.request(controlPing, NO_FIELDS);
  }
}

/** Each item has fields of its own, as in any batch that changes something. */
async function batched<T>(vpp: VppClient, message: Request<T, unknown>, fields: readonly Input<T>[]): Promise<void> {
  await vpp.batch((batch) => {
    // An iterator would be of the measure.
    for (let at = 0; at < COUNT; at++) batch.add(message, fields[at]!);
  });
}

function encode(): void {
  for (let at = 0; at < COUNT; at++) writeFields(writer, 0, srLocalsidAddDel, LOCAL_SID.fields as never);
}

function readReplies(): void {
  for (let at = 0; at < COUNT; at++) kept[at] = controlPingReply.codec.read(reader, HEADER_BYTES.reply);
}

async function bytesPerItem(work: () => Promise<void>): Promise<number> {
  for (let run = 0; run < RUNS; run++) await work();
  const found: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await session.post("HeapProfiler.startSampling", SAMPLING);
    await work();
    const { profile } = await session.post("HeapProfiler.stopSampling");
    found.push(bytesOf(profile.head) / COUNT);
  }
  return median(found);
}

function bytesOf({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((bytes, child) => bytes + bytesOf(child), selfSize);
}

/** Of what was allocated, not only of what is there still. */
const SAMPLING = {
  samplingInterval: 256,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

const NO_FIELDS = {};
const ALL_NO_FIELDS = Array.from({ length: COUNT }, () => ({}));
/** That of a VPP which was just started. */
const ALL_HOP_LIMITS = Array.from({ length: COUNT }, () => ({ hopLimit: 64 }));
const LOCAL_SID = messagesOf({ kind: "localSid", action: "add", count: 1 })[0]!;
const kept: unknown[] = new Array(COUNT).fill(undefined);
const writer = new WireWriter().over(Buffer.alloc(messageBytes(LOCAL_SID.message, LOCAL_SID.fields)));
const reader = new WireReader().over(Buffer.alloc(64));
reader.end = reader.bytes.length;

const session = new Session();
session.connect();
await session.post("HeapProfiler.enable");
await using vpp = await connect({ socketPath: process.argv[2]!, name: "tsvpp-bench-heap" });
console.log(JSON.stringify(await measureHeap(vpp)));
