import { unlinkSync } from "node:fs";
import t from "tap";
import { type EntryChange, openStats, type StatsChange } from "../../../src/stats/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { NATIVE } from "../../native.ts";
import { SegmentWriter, serveSegment, TYPES } from "../segment-file.ts";

const TIMEOUT_MS = 20_000;

interface Counters {
  readonly rx: readonly (readonly [bigint, bigint])[];
  readonly drops: readonly bigint[];
  readonly gauge: bigint;
}

function segmentOf({ rx, drops, gauge }: Counters, epoch: bigint): Buffer {
  const writer = new SegmentWriter();
  // Two threads, of which the second has counted as much as the first.
  writer.combined("/if/rx", [rx, rx]);
  writer.simple("/if/drops", [drops, drops]);
  writer.entry(TYPES.gauge, gauge, "/gauge");
  writer.simple("/histogram", [[2n, ...drops]], TYPES.histogram);
  writer.names("/if/names", ["a"]);
  return writer.finish({ epoch });
}

/** Returns a change with its fields as own ones, since counters compute them when they are asked for. */
function plain(change: EntryChange | undefined): object | undefined {
  if (change === undefined || "value" in change) return change;
  const { kind, reset } = change;
  if (change.kind === "combined") return { kind, reset, packets: change.packets, bytes: change.bytes };
  return { kind, reset, differences: change.differences, perSecond: change.perSecond };
}

async function next(changes: AsyncGenerator<StatsChange, void, void>): Promise<StatsChange> {
  const { value } = await changes.next();
  return value as StatsChange;
}

/** Returns the next change in which something differs. */
async function nextDifference(changes: AsyncGenerator<StatsChange, void, void>): Promise<StatsChange> {
  for (;;) {
    const change = await next(changes);
    const gauge = change.entries.get("/gauge");
    if (change.reset || (gauge?.kind === "gauge" && gauge.difference !== 0n)) return change;
  }
}

t.test("gives differences of all threads, and rates by the time between the copies", NATIVE, async (t) => {
  const served = serveSegment(t, segmentOf({ rx: [[1n, 10n]], drops: [5n], gauge: 9n }, 1n));
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  const changes = stats.watch("", { intervalMs: 5 });
  t.equal((await next(changes)).reset, false);
  served.write(
    segmentOf(
      {
        rx: [
          [4n, 40n],
          [2n, 20n],
        ],
        drops: [5n],
        gauge: 7n,
      },
      2n,
    ),
    0,
  );
  const { seconds, entries, reset } = await nextDifference(changes);
  await changes.return();
  t.equal(reset, false);
  t.ok(seconds > 0);
  t.same(plain(entries.get("/if/rx")), {
    kind: "combined",
    reset: false,
    packets: { differences: new BigUint64Array([6n, 4n]), perSecond: new Float64Array([6 / seconds, 4 / seconds]) },
    bytes: { differences: new BigUint64Array([60n, 40n]), perSecond: new Float64Array([60 / seconds, 40 / seconds]) },
  });
  const unchanged = { reset: false, differences: new BigUint64Array([0n]), perSecond: new Float64Array([0]) };
  t.same(plain(entries.get("/if/drops")), { kind: "simple", ...unchanged });
  t.same(plain(entries.get("/histogram")), { kind: "histogram", ...unchanged });
  t.same(plain(entries.get("/gauge")), { kind: "gauge", value: 7n, difference: -2n });
  t.notOk(entries.has("/if/names"));
});

t.test("a counter that went back is a reset with no rate; others of the entry go on", NATIVE, async (t) => {
  const served = serveSegment(t, segmentOf({ rx: [[9n, 9n]], drops: [8n, 1n], gauge: 1n }, 1n));
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  const changes = stats.watch(/./, { intervalMs: 1 });
  await next(changes);
  served.write(segmentOf({ rx: [[9n, 8n]], drops: [7n, 2n], gauge: 2n }, 2n), 0);
  const { entries, reset, seconds } = await nextDifference(changes);
  await changes.return();
  t.equal(reset, false);
  t.match(plain(entries.get("/if/rx")), { reset: true, bytes: { differences: [0n] } });
  t.same(plain(entries.get("/if/drops")), {
    kind: "simple",
    reset: true,
    differences: new BigUint64Array([0n, 2n]),
    perSecond: new Float64Array([0, 2 / seconds]),
  });
});

t.test("another VPP is a reset, and nothing comes while there is none", NATIVE, async (t) => {
  const folder = temporaryFolder(t);
  const first = serveSegment(t, segmentOf({ rx: [[1n, 1n]], drops: [1n], gauge: 1n }, 1n), folder);
  await using stats = await openStats({ socketPath: first.socketPath, timeoutMs: TIMEOUT_MS });
  const changes = stats.watch("/", { intervalMs: 1 });
  await next(changes);
  first.stop();
  unlinkSync(first.socketPath);
  const waiting = next(changes);
  await t.rejects(stats.list(), { code: "VPP_CONNECT" });
  serveSegment(t, segmentOf({ rx: [[5n, 5n]], drops: [5n], gauge: 5n }, 1n), folder);
  const change = await waiting;
  t.equal(change.reset, true);
  t.match(plain(change.entries.get("/if/drops")), { reset: true, differences: [0n], perSecond: [0] });
  t.same(plain(change.entries.get("/gauge")), { kind: "gauge", value: 5n, difference: 0n });
  t.equal((await next(changes)).reset, false);
  await changes.return();
});

t.test("an entry that is new has no change before its second reading", NATIVE, async (t) => {
  const writer = new SegmentWriter();
  writer.entry(TYPES.gauge, 1n, "/gauge");
  const served = serveSegment(t, writer.finish());
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  const changes = stats.watch("/", { intervalMs: 1 });
  await next(changes);
  served.write(segmentOf({ rx: [[1n, 1n]], drops: [1n], gauge: 2n }, 2n), 0);
  t.same([...(await nextDifference(changes)).entries.keys()], ["/gauge"]);
  t.ok((await next(changes)).entries.has("/if/drops"));
  await changes.return();
});

t.test("a signal ends it with VPP_ABORTED, also one that is aborted before", NATIVE, async (t) => {
  const served = serveSegment(t, segmentOf({ rx: [], drops: [], gauge: 1n }, 1n));
  await using stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  const stop = new AbortController();
  const changes = stats.watch("/", { intervalMs: 1, signal: stop.signal });
  await next(changes);
  stop.abort(new Error("enough"));
  await t.rejects(changes.next(), { code: "VPP_ABORTED", cause: { message: "enough" } });
  t.same(await changes.next(), { done: true, value: undefined });
  const late = stats.watch("/", { intervalMs: 60_000, signal: AbortSignal.abort() });
  await t.rejects(late.next(), { code: "VPP_ABORTED" });
});

t.test("a wrong pattern or interval, and closed statistics, are errors", NATIVE, async (t) => {
  const served = serveSegment(t, segmentOf({ rx: [], drops: [], gauge: 1n }, 1n));
  const stats = await openStats({ socketPath: served.socketPath, timeoutMs: TIMEOUT_MS });
  t.throws(() => stats.watch("(", { intervalMs: 1 }), { code: "VPP_FIELD_RANGE" });
  for (const intervalMs of [0, -1, Number.NaN, 2 ** 31, "1" as never]) {
    await t.rejects(stats.watch("/", { intervalMs }).next(), { code: "VPP_FIELD_RANGE", message: /intervalMs/ });
  }
  const changes = stats.watch("/", { intervalMs: 1 });
  await next(changes);
  await stats.close();
  await t.rejects(changes.next(), { code: "VPP_CLOSED" });
});
