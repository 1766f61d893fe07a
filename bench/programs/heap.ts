/**
 * Measures the bytes that a call allocates on the heap, by V8's sampling profiler; the growth of the heap would count whole
 * pages. Runs in a process of its own and prints a `HeapResult` as one line of JSON.
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
  /** The number of operations of which each value is the mean. */
  readonly count: number;
  /** Bytes of a call up to its settled promise, without the caller's `await` and without the reply object. */
  readonly promised: number;
  /** Bytes of an item of a batch, from `add` to the outcome, without the reply object. */
  readonly batched: number;
  /** The same for a message whose reply holds only a return value, as of all messages that change SR: these share one outcome. */
  readonly batchedChange: number;
  /** Bytes of encoding the fields of a message. */
  readonly encoding: number;
  /** Bytes of a reply object of control_ping. */
  readonly reply: number;
}

/** The number of items of a batch: so many that the bytes of the batch itself are a small part. */
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

/** Awaits only the last call of each window: VPP answers in order. */
async function promised(vpp: VppClient): Promise<void> {
  for (let sent = 0; sent < COUNT; sent += WINDOW) {
    for (let at = 1; at < WINDOW; at++) void vpp.request(controlPing, NO_FIELDS);
    await vpp.request(controlPing, NO_FIELDS);
  }
}

/** Sends one batch. Each item has a fields object of its own, as in a usual batch. */
async function batched<T>(vpp: VppClient, message: Request<T, unknown>, fields: readonly Input<T>[]): Promise<void> {
  await vpp.batch((batch) => {
    // The allocations of an iterator would be measured too.
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

/** Includes objects that the garbage collector has already removed. */
const SAMPLING = {
  samplingInterval: 256,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

const NO_FIELDS = {};
const ALL_NO_FIELDS = Array.from({ length: COUNT }, () => ({}));
/** The default of VPP, so that its state does not change. */
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
