import { truncateSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { openStats, type SimpleEntry, type StatsEntry } from "../../src/stats/index.ts";
import { leftSocket, temporaryFolder } from "../helpers.ts";
import { NATIVE } from "../native.ts";
import { openSegment, SegmentWriter, serveSegment, TYPES, u64 } from "./segment-file.ts";

const TIMEOUT_MS = 20_000;
const EPOCH_AT = 16;
const IN_PROGRESS_AT = 24;

/** A segment with an entry of each kind. */
function everyKind(): SegmentWriter {
  const writer = new SegmentWriter();
  writer.entry(TYPES.scalar, 1795239580n, "/sys/boottime");
  writer.entry(TYPES.gauge, 2n ** 63n, "/buffer-pools/default-numa-0/used");
  const simple = writer.simple("/if/drops", [[1n, 2n, 3n], undefined, [10n, 2n ** 64n - 1n, 30n]]);
  const combined = writer.combined("/if/rx", [
    [
      [1n, 64n],
      [2n, 128n],
    ],
    [
      [10n, 640n],
      [20n, 1280n],
    ],
  ]);
  writer.names("/if/names", ["local0", undefined, "lööp1", Buffer.of(0x61, 0xff)]);
  writer.entry(TYPES.empty, 3n, "/removed");
  writer.symlink("/interfaces/loop0/drops", simple, 1);
  writer.symlink("/interfaces/loop0/rx", combined, 1);
  const histogram = writer.simple(
    "/histogram",
    [
      [4n, 1n, 2n],
      [3n, 5n, 6n, 7n],
    ],
    TYPES.histogram,
  );
  writer.symlink("/histograms", histogram, 1);
  const entries = ["a1", "b2", "c3", "d4"].map((text) => Buffer.from(text));
  writer.ring("/ring", {
    entrySize: 2,
    ringSize: 3,
    schema: "two letters",
    threads: [entries, entries.slice(0, 2), []],
  });
  writer.entry(77n, 1n, "/newer");
  return writer;
}

/** Returns typed arrays as arrays, and so on. */
function plain(entry: StatsEntry<"bigint" | "number"> | undefined): unknown {
  if (entry === undefined || !("threads" in entry)) return entry;
  const unpacked = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString();
    if (ArrayBuffer.isView(value)) return [...(value as BigUint64Array)];
    if (Array.isArray(value)) return value.map(unpacked);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unpacked(each)]));
  };
  const { kind, threads } = entry;
  return "sum" in entry ? { kind, threads: unpacked(threads), sum: unpacked(entry.sum()) } : unpacked(entry);
}

t.test("reads an entry of every kind", NATIVE, async (t) => {
  const stats = await openSegment(t, everyKind().finish());
  const entries = await stats.read();
  const expected: Record<string, unknown> = {
    "/sys/boottime": { kind: "scalar", value: 1795239580n },
    "/buffer-pools/default-numa-0/used": { kind: "gauge", value: 2n ** 63n },
    "/if/drops": {
      kind: "simple",
      threads: [[1n, 2n, 3n], [], [10n, 2n ** 64n - 1n, 30n]],
      sum: [11n, 1n, 33n],
    },
    "/if/rx": {
      kind: "combined",
      threads: [
        { packets: [1n, 2n], bytes: [64n, 128n] },
        { packets: [10n, 20n], bytes: [640n, 1280n] },
      ],
      sum: { packets: [11n, 22n], bytes: [704n, 1408n] },
    },
    "/if/names": { kind: "names", names: ["local0", undefined, "lööp1", "a\udcff"] },
    "/interfaces/loop0/drops": { kind: "simple", threads: [[2n], [], [2n ** 64n - 1n]], sum: [1n] },
    "/interfaces/loop0/rx": {
      kind: "combined",
      threads: [
        { packets: [2n], bytes: [128n] },
        { packets: [20n], bytes: [1280n] },
      ],
      sum: { packets: [22n], bytes: [1408n] },
    },
    "/histogram": {
      kind: "histogram",
      threads: [
        { minExponent: 4, bins: [1n, 2n] },
        { minExponent: 3, bins: [5n, 6n, 7n] },
      ],
      sum: { minExponent: 3, bins: [5n, 7n, 9n] },
    },
    "/ring": {
      kind: "ring",
      schemaVersion: 7,
      schema: "two letters",
      threads: [
        { sequence: 4n, entries: ["b2", "c3", "d4"] },
        { sequence: 2n, entries: ["a1", "b2"] },
        { sequence: 0n, entries: [] },
      ],
    },
    "/newer": { kind: "unknown", type: 77 },
  };
  expected["/histograms"] = expected["/histogram"];
  for (const [name, entry] of Object.entries(expected)) t.same(plain(entries.get(name)), entry, name);
  t.same([...entries.keys()].sort(), Object.keys(expected).sort());
});

t.test("gives numbers when they are asked for", NATIVE, async (t) => {
  const writer = new SegmentWriter();
  writer.combined("/if/rx", [[[1n, 2n ** 53n - 1n]], [[2n, 1n]]]);
  writer.entry(TYPES.scalar, 5n, "/sys/heartbeat");
  const stats = await openSegment(t, writer.finish());
  const entries = await stats.read("/", { as: "number" });
  t.same(entries.get("/sys/heartbeat"), { kind: "scalar", value: 5 });
  const rx = entries.get("/if/rx")!;
  if (rx.kind !== "combined") throw new Error("the kind is combined");
  t.same(rx.threads[0]!.bytes, new Float64Array([2 ** 53 - 1]));
  t.throws(() => rx.sum(), { code: "VPP_FIELD_RANGE", message: "/if/rx: 9007199254740992 is beyond 2^53" });
});

t.test(
  "a number beyond 2^53 is an error that names the entry; an index that was not asked for is none",
  NATIVE,
  async (t) => {
    const writer = new SegmentWriter();
    const simple = writer.simple("/if/drops", [[1n, 2n ** 53n]]);
    writer.symlink("/interfaces/a/drops", simple, 0);
    writer.symlink("/interfaces/b/drops", simple, 1);
    writer.entry(TYPES.scalar, 2n ** 60n, "/sys/boottime");
    const stats = await openSegment(t, writer.finish());
    for (const name of ["/if/drops", "/interfaces/b/drops", "/sys/boottime"]) {
      const read = stats.read(`^${name}$`, { as: "number" });
      await t.rejects(read, {
        code: "VPP_FIELD_RANGE",
        effect: "none",
        message: new RegExp(`^${name}: \\d+ is beyond`),
      });
    }
    const entry = (await stats.read("/a/drops", { as: "number" })).get("/interfaces/a/drops") as SimpleEntry<"number">;
    t.same([...entry.sum()], [1]);
  },
);

t.test(
  "a symlink that leads to no counters is not followed, and one without an index has no counters",
  NATIVE,
  async (t) => {
    const writer = new SegmentWriter();
    const simple = writer.simple("/if/drops", [[1n], [1n, 2n]]);
    const empty = writer.entry(TYPES.empty, 0n, "");
    const first = writer.symlink("/first", simple, 1);
    writer.symlink("/second", first, 0);
    writer.symlink("/itself", writer.symlink("/before", 0, 0) + 1, 0);
    writer.symlink("/removed", empty, 0);
    writer.symlink("/nowhere", 0xffff_ffff, 0);
    writer.symlink("/beyond", simple, 0xffff_ffff);
    const entries = await (await openSegment(t, writer.finish())).read();
    t.same(plain(entries.get("/first")), { kind: "simple", threads: [[], [2n]], sum: [2n] });
    t.same(entries.get("/removed"), { kind: "empty" });
    t.same(plain(entries.get("/beyond")), { kind: "simple", threads: [[], []], sum: [] });
    for (const name of ["/second", "/itself", "/nowhere"])
      t.same(entries.get(name), { kind: "unknown", type: 6 }, name);
  },
);

t.test("names are selected by text, regular expression, or several of them", NATIVE, async (t) => {
  const stats = await openSegment(t, everyKind().finish());
  t.same(await stats.list("^/if/"), ["/if/drops", "/if/rx", "/if/names"]);
  t.same(await stats.list(/RX$/gi), ["/if/rx", "/interfaces/loop0/rx"]);
  t.same(await stats.list(["^/if/rx$", /^.sys/y]), ["/sys/boottime", "/if/rx"]);
  t.same(await stats.list([]), []);
  t.same([...(await stats.read([])).keys()], []);
  t.equal((await stats.list()).length, 11, "removed entries have no name");
  await t.rejects(stats.list("("), { code: "VPP_FIELD_RANGE", message: /^pattern: / });
  await t.rejects(stats.read(5 as never), { code: "VPP_FIELD_RANGE", message: /^pattern: / });
});

t.test("a name of 128 bytes needs no NUL, and one that is no UTF-8 keeps its bytes", NATIVE, async (t) => {
  const writer = new SegmentWriter();
  writer.entry(TYPES.scalar, 1n, "x".repeat(200));
  writer.entry(TYPES.scalar, 2n, Buffer.of(0x2f, 0xff));
  t.same(await (await openSegment(t, writer.finish())).list(), ["x".repeat(128), "/\udcff"]);
});

t.test("an entry that is added or renamed is seen with the next epoch", NATIVE, async (t) => {
  const writer = new SegmentWriter();
  writer.entry(TYPES.scalar, 1n, "/one");
  const memory = writer.finish();
  const served = serveSegment(t, memory);
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  t.same(await stats.list(), ["/one"]);
  const longer = new SegmentWriter();
  longer.entry(TYPES.scalar, 1n, "/first");
  longer.entry(TYPES.scalar, 2n, "/second");
  served.write(longer.finish({ epoch: 2n }), 0);
  t.same(await stats.list(), ["/first", "/second"]);
});

t.test("a symlink that is renamed or added without a new epoch is not read under its old name", NATIVE, async (t) => {
  const make = (name: string): Buffer => {
    const writer = new SegmentWriter();
    writer.symlink(name, writer.simple("/if/drops", [[7n]]), 0);
    return writer.finish();
  };
  const served = serveSegment(t, make("/interfaces/old/drops"));
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  t.same([...(await stats.read("old")).keys()], ["/interfaces/old/drops"]);
  served.write(make("/interfaces/new/drops"), 0);
  t.same([...(await stats.read("old")).keys()], []);
  t.same([...(await stats.read("new")).keys()], ["/interfaces/new/drops"]);
});

t.test("waits while VPP changes the segment, until the deadline", NATIVE, async (t) => {
  const writer = new SegmentWriter();
  writer.entry(TYPES.scalar, 1n, "/one");
  const served = serveSegment(t, writer.finish({ inProgress: 1n }));
  await using hasty = await openStats({ socketPath: served.socketPath, timeoutMs: 100 });
  await t.rejects(hasty.read(), { code: "VPP_STATS_BUSY", effect: "none" });
  await t.rejects(hasty.list(), { code: "VPP_STATS_BUSY" });
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  const waiting = stats.read();
  served.write(u64(2n, 0n), EPOCH_AT);
  t.same((await waiting).get("/one"), { kind: "scalar", value: 1n });
});

t.test("a call that waits fails when the statistics are closed, and so does each later one", NATIVE, async (t) => {
  const writer = new SegmentWriter();
  const served = serveSegment(t, writer.finish({ inProgress: 1n }));
  const stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  const waiting = stats.read();
  await stats.close();
  await t.rejects(waiting, { code: "VPP_CLOSED" });
  await t.rejects(stats.list(), { code: "VPP_CLOSED" });
  await t.rejects(stats.read(), { code: "VPP_CLOSED" });
  await stats.close();
});

t.test("connects to the next VPP after a restart", NATIVE, async (t) => {
  const folder = temporaryFolder(t);
  const make = (value: bigint): Buffer => {
    const writer = new SegmentWriter();
    writer.entry(TYPES.scalar, value, "/value");
    return writer.finish();
  };
  const first = serveSegment(t, make(1n), folder);
  await using stats = await openStats({ socketPath: first.socketPath, timeoutMs: TIMEOUT_MS });
  t.same((await stats.read()).get("/value"), { kind: "scalar", value: 1n });
  first.stop();
  unlinkSync(first.socketPath);
  await t.rejects(stats.read(), { code: "VPP_CONNECT", message: /no such socket/ });
  serveSegment(t, make(2n), folder);
  const both = await Promise.all([stats.read(), stats.read()]);
  for (const entries of both) t.same(entries.get("/value"), { kind: "scalar", value: 2n });
});

t.test("a segment that is cut is an error, not the end of the process", NATIVE, async (t) => {
  const memory = everyKind().finish();
  const served = serveSegment(t, memory);
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  await stats.read();
  for (const size of [memory.indexOf("/if/rx"), 100, 39, 0]) {
    truncateSync(served.file, size);
    await t.rejects(stats.read(), { code: "VPP_STATS", effect: "none", message: /damaged/ }, `${size} bytes`);
  }
});

t.test("another version of the layout is refused", NATIVE, async (t) => {
  const served = serveSegment(t, new SegmentWriter().finish({ version: 3n }));
  await t.rejects(openStats({ socketPath: served.socketPath }), {
    code: "VPP_STATS",
    message: "VPP's statistics have version 3; only version 2 is known",
  });
});

t.test("a socket without VPP, and wrong options, are named", NATIVE, async (t) => {
  await t.rejects(openStats({ socketPath: join(temporaryFolder(t), "none.sock") }), { code: "VPP_CONNECT" });
  await t.rejects(openStats({ socketPath: leftSocket(t) }), { code: "VPP_CONNECT" });
  await t.rejects(openStats({ socketPath: 5 as never }), { code: "VPP_FIELD_RANGE", message: /socketPath/ });
  await t.rejects(openStats({ timeoutMs: -1 }), { code: "VPP_FIELD_RANGE", message: /timeoutMs/ });
  await t.rejects(openStats({ timeoutMs: "1" as never }), { code: "VPP_FIELD_RANGE", message: /timeoutMs/ });
});

t.test("the epoch and the mark of a change lie where VPP has them", NATIVE, async (t) => {
  const memory = new SegmentWriter().finish({ epoch: 5n, inProgress: 6n });
  t.equal(memory.readBigUInt64LE(EPOCH_AT), 5n);
  t.equal(memory.readBigUInt64LE(IN_PROGRESS_AT), 6n);
});
