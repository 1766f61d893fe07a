import t from "tap";
import { prometheusText, type Span, traceCalls, watchStates } from "../../examples/observe.ts";
import { srPolicyDel } from "../../src/binapi/sr.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";

t.test("calls become spans, states lines of a log, counters a page of metrics", async (t) => {
  const spans: string[] = [];
  const states: string[] = [];
  traceCalls((name): Span => {
    const parts = [name];
    return {
      setAttribute: (key, value) => void parts.push(`${key}=${value}`),
      recordException: ({ message }) => void parts.push(message),
      end: () => void spans.push(parts.join(" ")),
    };
  });
  watchStates((text) => void states.push(text));
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath, name: "agent" });
  await vpp.request(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 }).catch(() => {});
  t.match(spans, ["sr_policy_del vpp.outcome=failed sr_policy_del: refused by VPP (-1)"]);
  t.match(prometheusText(vpp), /^# TYPE tsvpp_sent_total counter\ntsvpp_sent_total 1\n/);
  await vpp.close();
  t.same(states, ["agent: connecting, generation 1", "agent: ready, generation 1", "agent: closed, generation 1"]);
});
