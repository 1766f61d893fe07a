import t from "tap";
import type { Measurement } from "../../../bench/measure.ts";
import type { PhaseResult } from "../../../bench/pairs.ts";
import { cpuOf, rateOf, verdictsOf } from "../../../bench/report/verdict.ts";

const CEILING: Measurement = { messages: 1000, refused: 0, ns: 1_000_000, cpuNs: 200_000, p50: 10_000, p99: 20_000 };

t.test("ratios are those of the client to the ceiling", async (t) => {
  const [rate, cpu, p50] = verdictsOf(resultOf({ ...CEILING, ns: 1_250_000, cpuNs: 300_000, p50: 13_000 }));
  t.match(rate, { metric: "rate", ratio: { value: 0.8 } });
  t.match(cpu, { metric: "cpu", ratio: { value: 1.5 } });
  t.match(p50, { metric: "p50", ratio: { value: 1.3 } });
});

t.test("of rates more is better, of times less", async (t) => {
  const met = (ns: number, p50: number) => {
    const [rate, , single] = verdictsOf(resultOf({ ...CEILING, ns, p50 }));
    return [rate?.met, single?.met];
  };
  t.same(met(1_000_000, 11_000), ["aim", "aim"]);
  t.same(met(1_100_000, 12_500), ["must", "must"]);
  t.same(met(2_000_000, 30_000), ["missed", "missed"]);
});

t.test("what has no target has no verdict", async (t) => {
  t.match(verdictsOf(resultOf(CEILING))[1], { metric: "cpu", target: undefined, met: undefined });
});

t.test("rates are thousands of messages a second, CPU is microseconds a message", async (t) => {
  t.equal(rateOf(resultOf(CEILING), "ceiling"), 1000);
  t.equal(cpuOf(resultOf(CEILING), "client"), 0.2);
});

function resultOf(client: Measurement): PhaseResult {
  const targets = { rate: { must: 0.9, aim: 1 }, p50: { must: 1.3, aim: 1.15 } };
  return { clientName: "tsvpp", title: "a test", targets, pairs: [{ client, ceiling: CEILING }] };
}
