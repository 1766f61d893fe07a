import t, { type Test } from "tap";
import { Model } from "../../../src/simulator/model/index.ts";
import {
  type CounterPlace,
  type PacketsAndBytes,
  SimulatorStats,
  VppStats,
} from "../../../src/simulator/stats/index.ts";
import { SegmentReader } from "./segment-reader.ts";

function sceneOf(t: Test, workers = 0): { stats: SimulatorStats; reader: SegmentReader } {
  const all = new VppStats(new Model(false), workers);
  t.teardown(() => all[Symbol.dispose]());
  return { stats: new SimulatorStats(all.table), reader: new SegmentReader(all.segment.memory.descriptor) };
}

t.test("sets a number, a counter, and packets and bytes, without a new epoch", async (t) => {
  const { stats, reader } = sceneOf(t);
  const { epoch } = reader.header;
  stats.set("/sys/vector_rate", 7n);
  stats.set("/if/drops", 3n, { index: 0 });
  stats.set("/net/route/to", { packets: 1n, bytes: 2n ** 64n - 1n }, { index: 2 });
  t.equal(reader.entry("/sys/vector_rate").value, 7n);
  t.same(reader.counters("/if/drops"), [[3n]]);
  t.same(reader.counters("/net/route/to")[0]!.slice(4, 6), [1n, 2n ** 64n - 1n]);
  t.equal(reader.header.epoch, epoch);
});

t.test("a symlink sets the counter that it stands for, of the main thread or of a worker", async (t) => {
  const { stats, reader } = sceneOf(t, 2);
  stats.set("/interfaces/local0/rx", { packets: 1n, bytes: 64n });
  stats.set("/interfaces/local0/rx", { packets: 2n, bytes: 128n }, { thread: 2 });
  t.same(reader.counters("/if/rx"), [
    [1n, 64n],
    [0n, 0n],
    [2n, 128n],
  ]);
  const column = Number(reader.entry("/err/sr-localsid/(SR-Error) No SR header").value >> 32n);
  stats.set("/err/sr-localsid/(SR-Error) No SR header", 9n, { thread: 1 });
  t.equal(reader.counters("/node/errors")[1]![column], 9n);
});

t.test("lists the names of the entries", async (t) => {
  const { names } = sceneOf(t).stats;
  for (const name of ["/sys/heartbeat", "/if/names", "/interfaces/local0/tx"]) t.ok(names.includes(name), name);
});

const PAIR = { packets: 1n, bytes: 64n };
const REFUSED: readonly (readonly [
  name: string,
  value: unknown,
  place: CounterPlace,
  error: { name: string; message: string },
])[] = [
  ["/if/rxx", 1n, {}, { name: "RangeError", message: "stats.set: there is no /if/rxx; there is /if/rx, /if/tx" }],
  ["/if/rx", PAIR, {}, { name: "RangeError", message: "stats.set: /if/rx: index is missing" }],
  [
    "/if/rx",
    PAIR,
    { index: 1 },
    { name: "RangeError", message: "stats.set: /if/rx: index 1 does not exist: there are 1" },
  ],
  [
    "/if/rx",
    PAIR,
    { index: 0, thread: 1 },
    { name: "RangeError", message: "stats.set: /if/rx: thread 1 does not exist: there are 1" },
  ],
  [
    "/interfaces/local0/rx",
    PAIR,
    { index: 0 },
    { name: "RangeError", message: "stats.set: /interfaces/local0/rx: has one number: leave out the index" },
  ],
  [
    "/sys/boottime",
    1n,
    { index: 0 },
    { name: "RangeError", message: "stats.set: /sys/boottime: has one number: leave out the index" },
  ],
  ["/if/rx", 1n, { index: 0 }, { name: "TypeError", message: "stats.set: /if/rx: has packets and bytes" }],
  [
    "/if/drops",
    PAIR,
    { index: 0 },
    { name: "TypeError", message: "stats.set: /if/drops: has one number, not packets and bytes" },
  ],
  ["/if/names", 1n, { index: 0 }, { name: "TypeError", message: "stats.set: /if/names: has names, and no numbers" }],
  ...[-1n, 2n ** 64n, 1, undefined].map(
    (value) =>
      [
        "/sys/boottime",
        value,
        {},
        {
          name: "RangeError",
          message: `stats.set: /sys/boottime: ${value} is no u64: a bigint from 0n to 2n ** 64n - 1n is expected`,
        },
      ] as const,
  ),
];

for (const [name, value, place, error] of REFUSED) {
  t.test(`refuses: ${error.message}`, async (t) => {
    const { stats } = sceneOf(t);
    // What a program without a compiler passes.
    t.throws(() => stats.set(name, value as bigint | PacketsAndBytes, place), error);
  });
}
