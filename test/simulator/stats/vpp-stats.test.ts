/** The directory of a simulated VPP beside that of a VPP 26.06, which `scripts/stats-directory.py` has recorded. */
import { readFileSync } from "node:fs";
import t, { type Test } from "tap";
import { Ip4Address, MacAddress, Prefix } from "../../../src/address/index.ts";
import { FibSource, Model } from "../../../src/simulator/model/index.ts";
import { SimulatorStats, VppStats } from "../../../src/simulator/stats/index.ts";
import { SegmentReader } from "./segment-reader.ts";

const RECORDED = readFileSync(new URL("../../../../test/golden/stats-directory-v26.06.txt", import.meta.url), "utf8");
/** VPP's flags of a part with one tag. */
const ONE_TAG = 2;

const NO_MAC = new MacAddress(0, 0);

function sceneOf(t: Test, workers = 0): { model: Model; stats: VppStats; reader: SegmentReader } {
  const model = new Model(false);
  const stats = new VppStats(model, workers);
  t.teardown(() => stats[Symbol.dispose]());
  return { model, stats, reader: new SegmentReader(stats.segment.memory.descriptor) };
}

function recordedSteps(): Map<string, string[]>[] {
  return RECORDED.split(/^# /m)
    .slice(1)
    .map((step) => {
      const [command = "", ...lines] = step.trimEnd().split("\n");
      return new Map([[command, lines]]);
    });
}

t.test("has the entries of VPP, in its order, while interfaces and routes come and go", async (t) => {
  const { model, reader } = sceneOf(t);
  const { interfaces, fib, subInterfaces } = model;
  const commands: Record<string, () => void> = {
    start: () => {},
    "create loopback interface": () => interfaces.createLoopback(NO_MAC),
    "create sub-interfaces loop0 5": () =>
      subInterfaces.create({ parentIndex: 1, id: 5, flags: ONE_TAG, outerVlanId: 5, innerVlanId: 0 }),
    "delete sub-interface loop0.5": () => interfaces.removePart(interfaces.get(2)!),
    "delete loopback interface intfc loop0": () => interfaces.deleteLoopback(1),
    "ip route add 10.0.0.0/24 via drop": () =>
      fib.addSpecial(fib.find(4, 0)!, new Prefix(Ip4Address.parse("10.0.0.0"), 24), FibSource.defaultRoute, []),
  };
  let first: string[] | undefined;
  for (const step of recordedSteps()) {
    for (const [command, lines] of step) {
      commands[command]!();
      const found = reader.lines();
      t.strictSame(
        first === undefined ? found : found.filter((line) => !first?.includes(line)),
        lines,
        `after ${command}`,
      );
      first ??= found;
    }
  }
});

t.test("has counters for each worker, and says how many there are", async (t) => {
  const { reader } = sceneOf(t, 2);
  t.equal(reader.entry("/sys/num_worker_threads").value, 2n);
  t.equal(reader.counters("/if/rx").length, 3);
  t.same(
    reader.counters("/sys/loops_per_worker").map(({ length }) => length),
    [4],
  );
});

t.test("the counters of an index are 0 when another interface or route gets it", async (t) => {
  const { model, stats, reader } = sceneOf(t);
  const { interfaces, fib } = model;
  const set = new SimulatorStats(stats.table);
  const prefix = new Prefix(Ip4Address.parse("10.0.0.0"), 24);
  const change = (): void => {
    interfaces.createLoopback(NO_MAC);
    fib.addSpecial(fib.find(4, 0)!, prefix, FibSource.defaultRoute, []);
  };
  change();
  set.set("/interfaces/loop0/rx", { packets: 1n, bytes: 64n });
  set.set("/net/route/to", { packets: 2n, bytes: 128n }, { index: 8 });
  interfaces.deleteLoopback(1);
  fib.remove(fib.find(4, 0)!, prefix, FibSource.defaultRoute);
  t.same(reader.counters("/if/rx"), [[0n, 0n, 1n, 64n]], "a deleted interface keeps its counters");
  t.same(reader.counters("/net/route/to")[0]!.slice(16), [2n, 128n]);
  change();
  t.same(reader.counters("/if/rx"), [[0n, 0n, 0n, 0n]]);
  t.same(reader.counters("/net/route/to")[0]!.slice(16), [0n, 0n]);
});

t.test("the name of an interface in a symlink has no slashes", async (t) => {
  const { model, reader } = sceneOf(t);
  model.interfaces.add({ name: "memif1/0", deviceType: "memif", linkMtuBytes: 0 });
  t.same(reader.names("/if/names"), ["local0", "memif1/0"]);
  t.ok(reader.entry("/interfaces/memif1_0/rx"));
});

t.test("10 000 interfaces come and go, and the directory does not grow", async (t) => {
  const { model, reader } = sceneOf(t);
  const { interfaces } = model;
  const run = (): void => {
    interfaces.createLoopback(NO_MAC);
    interfaces.deleteLoopback(1);
  };
  run();
  const { length } = reader.entries;
  for (let count = 0; count < 10_000; count++) run();
  t.equal(reader.entries.length, length);
  t.equal(reader.header.inProgress, 0n);
});
