import t from "tap";
import { changeJson, changeLines } from "../../../src/cli/stats/change-lines.ts";

const packets = { differences: BigUint64Array.of(0n, 10n, 0n), perSecond: Float64Array.of(0, 5, 0) };
const bytes = { differences: BigUint64Array.of(0n, 640n, 1n), perSecond: Float64Array.of(0, 320, 0.5) };

t.test("only counters that have changed have lines", async (t) => {
  t.same(changeLines("/if/rx", { kind: "combined", reset: false, packets, bytes }), [
    "/if/rx[1] 5.0 packets/s, 320.0 bytes/s",
    "/if/rx[2] 0.0 packets/s, 0.5 bytes/s",
  ]);
  t.same(changeLines("/if/drops", { kind: "simple", reset: false, ...packets }), ["/if/drops[1] 5.0/s"]);
});

t.test("a number has its value and its difference", async (t) => {
  t.same(changeLines("/sys/heartbeat", { kind: "scalar", value: 7n, difference: 1n }), ["/sys/heartbeat 7 (+1)"]);
  t.same(changeLines("/sys/vector_rate", { kind: "gauge", value: 7n, difference: -2n }), ["/sys/vector_rate 7 (-2)"]);
  t.same(changeLines("/sys/boottime", { kind: "scalar", value: 7n, difference: 0n }), []);
});

t.test("JSON has differences as texts, and rates as numbers", async (t) => {
  t.same(changeJson({ kind: "scalar", value: 7n, difference: -1n }), { kind: "scalar", value: "7", difference: "-1" });
  t.same(changeJson({ kind: "simple", reset: true, ...packets }), {
    kind: "simple",
    reset: true,
    differences: ["0", "10", "0"],
    perSecond: [0, 5, 0],
  });
  t.match(changeJson({ kind: "combined", reset: false, packets, bytes }), {
    bytes: { differences: ["0", "640", "1"] },
  });
});
