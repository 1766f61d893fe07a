/**
 * Tests an agent without VPP. The agent connects to a simulator on a real socket. The tests check the state that VPP would hold,
 * the messages that the agent sent, and the behavior of the agent when VPP refuses a request.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type VppClient } from "tsvpp";
import { srPolicyAdd, srSteeringAddDel } from "tsvpp/binapi/sr";
import { startSimulator } from "tsvpp/simulator";
import { Srv6 } from "tsvpp/srv6";

/** The tested agent: makes the pods of another node reachable over the overlay. */
async function announce(vpp: VppClient, pods: string, bsid: string, segments: string[]): Promise<void> {
  const srv6 = new Srv6(vpp);
  await srv6.addPolicy({ bsid, segmentLists: [{ segments }] });
  await srv6.steer({ kind: "l3", prefix: pods }, bsid);
}

test("pods of another node are steered into a policy", async () => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  await announce(vpp, "172.16.104.64/26", "cafe::1c3", ["fcff:3::1", "fcdd::11cc:4"]);
  assert.equal(simulator.state.policies.length, 1);
  assert.equal(String(simulator.calls(srSteeringAddDel)[0]?.prefix), "172.16.104.64/26");
});

test("nothing is steered into a policy that VPP refuses", async () => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  simulator.on(srPolicyAdd, () => ({ retval: -12 }));
  await assert.rejects(announce(vpp, "172.16.104.64/26", "cafe::1c3", ["fcdd::11cc:4"]), { code: "VPP_RETVAL" });
  assert.equal(simulator.calls(srSteeringAddDel).length, 0);
});
