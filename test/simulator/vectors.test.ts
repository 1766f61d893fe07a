import t from "tap";
import { startSimulator } from "../../src/simulator/index.ts";
import { RawClient } from "./raw-client.ts";

/**
 * Captured from VPP 26.06 as its first client, in one session: what was sent and what came back. Only the message ids, which
 * are new with every start, and the process id are not compared.
 */
const SESSION = [
  {
    title: "sr_set_encap_hop_limit of 0",
    sent: "{sr_set_encap_hop_limit} 80000001 11223344 00",
    received: ["{sr_set_encap_hop_limit_reply} 11223344 fffffff9"],
  },
  {
    title: "sr_localsid_add_del of an End",
    sent: `{sr_localsid_add_del} 80000001 11223344 00 fc0000000000000000000000000000e1 00 01 ffffffff 00000000 00000000
      00 ${"00".repeat(16)}`,
    received: ["{sr_localsid_add_del_reply} 11223344 00000000"],
  },
  {
    title: "sr_localsids_dump",
    sent: "{sr_localsids_dump} 80000001 0000000b",
    received: [
      `{sr_localsids_details} 0000000b fc0000000000000000000000000000e1 00 01 00000000 00000000
       00 ${"00".repeat(16)} 00000000`,
    ],
  },
  {
    title: "sr_policy_add of two segments",
    sent: `{sr_policy_add} 80000001 11223344 cafe00000000000000000000000000e1 00000000 01 00 00000000 02 00000005
      fc000000000000000000000000000001 fc000000000000000000000000000002 ${"00".repeat(224)}`,
    received: ["{sr_policy_add_reply} 11223344 00000000"],
  },
  {
    title: "sr_policies_v2_dump",
    sent: "{sr_policies_v2_dump} 80000001 0000000b",
    received: [
      `{sr_policies_v2_details} 0000000b cafe00000000000000000000000000e1 ${"00".repeat(16)} 00 01 00000000 01 02 00000005
       fc000000000000000000000000000001 fc000000000000000000000000000002 ${"00".repeat(224)}`,
    ],
  },
  {
    title: "sr_steering_add_del of an IPv4 prefix",
    sent: `{sr_steering_add_del} 80000001 11223344 00 cafe00000000000000000000000000e1 00000000 00000000
      00 0a010000 ${"00".repeat(12)} 10 ffffffff 04`,
    received: ["{sr_steering_add_del_reply} 11223344 00000000"],
  },
  {
    title: "sr_steering_pol_dump",
    sent: "{sr_steering_pol_dump} 80000001 0000000b",
    received: [
      `{sr_steering_pol_details} 0000000b 04 00000000 00 0a010000 ${"00".repeat(12)} 10 00000000
       cafe00000000000000000000000000e1`,
    ],
  },
  {
    title: "sockclnt_delete",
    sent: "0011 80000001 00000063 80000001",
    received: ["0012 00000063 00000001"],
  },
];

t.test("answers byte by byte what VPP answered", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  for (const { title, sent, received } of SESSION) {
    client.send(sent);
    for (const expected of received) t.equal((await client.receive()).toString("hex"), client.hex(expected), title);
  }
});

t.test("answers control_ping with its process id", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const reply = await client.ask("0017 80000001 11223344");
  t.equal(reply, `0018112233440000000000000000${process.pid.toString(16).padStart(8, "0")}`);
});
