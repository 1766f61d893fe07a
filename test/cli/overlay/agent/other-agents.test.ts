import t from "tap";
import { AGENT_NAME, reportOtherAgents, requireNoOtherAgent } from "../../../../src/cli/overlay/agent/index.ts";
import { connect } from "../../../../src/client/index.ts";
import { startSimulator } from "../../../../src/simulator/index.ts";

/** What VPP 26.06 answers to `show api clients`, with clients of these names. */
function listed(...names: readonly string[]): string {
  const lines = names.map((name, at) => `${name.padStart(20)} ${String(at + 13).padStart(8)}\n`);
  return `Socket clients\n                Name  Fildesc\n${lines.join("")}`;
}

/** A VPP that answers so, one answer after the other; the last one again and again. */
function answering(...answers: readonly string[]) {
  let at = 0;
  const cli = async () => answers[Math.min(at++, answers.length - 1)]!;
  return { cli, calls: () => at };
}

const OTHER = "tsvpp-agent:4711";

t.test("the name of an agent is shown as a whole, since VPP shows the first 20 bytes of a name", async (t) => {
  t.equal(AGENT_NAME, `tsvpp-agent:${process.pid}`);
  // The largest number of a process in Linux (PID_MAX_LIMIT).
  t.ok("tsvpp-agent:4194304".length <= 20);
});

t.test("clients that are no agents do not matter", async (t) => {
  const vpp = answering(listed(AGENT_NAME, "tsvpp", "tsvpp-agent", "vppctl"));
  await requireNoOtherAgent(vpp, true, 1);
  t.equal(vpp.calls(), 1);
});

t.test("an agent that ends meanwhile does not matter", async (t) => {
  const vpp = answering(listed(OTHER, AGENT_NAME), listed(AGENT_NAME));
  await requireNoOtherAgent(vpp, true, 1);
  t.equal(vpp.calls(), 2);
});

t.test("an agent that stays is named", async (t) => {
  await t.rejects(requireNoOtherAgent(answering(listed(OTHER, AGENT_NAME)), true, 1), {
    code: "VPP_HAZARD",
    message: "another overlay agent (process 4711) is connected to this VPP: end it first",
  });
});

t.test("an agent in another container with the same number of process is another agent", async (t) => {
  await t.rejects(requireNoOtherAgent(answering(listed(AGENT_NAME, AGENT_NAME)), true, 1), { code: "VPP_HAZARD" });
  await t.rejects(requireNoOtherAgent(answering(listed(AGENT_NAME)), false, 1), { code: "VPP_HAZARD" });
});

t.test("an agent that has come while VPP was gone is reported once VPP is ready", async (t) => {
  await using simulator = await startSimulator();
  const { socketPath } = simulator;
  await using vpp = await connect({ socketPath, name: AGENT_NAME });
  let wake = (_: string) => {};
  const reported = new Promise<string>((resolve) => (wake = resolve));
  const other = await connect({ socketPath, name: OTHER });
  const done = reportOtherAgents(vpp, (text) => wake(text));
  t.match(await reported, /^another overlay agent \(process 4711\) is connected to this VPP as well:/);
  await other.close();
  await vpp.close();
  await done;
});
