import t from "tap";
import { pathRoute, prefixRoute } from "../../overlay/agent/scene.ts";
import { startAgent } from "./scene.ts";

t.test("follows a packet from a pod to prefix, node, path and lists", async (t) => {
  const agent = await startAgent(t);
  const node2 = await agent.peer("127.0.0.2");
  node2.announce([
    prefixRoute("172.16.104.64/26", "fd12::1000"),
    pathRoute("fd12::1000", "cafe::201", ["fcff:3::1", "fcdd:0:0:12aa::4"], { behavior: 19 }),
  ]);
  await agent.out(/^tunnel/);
  const { exitCode, stdout, stderr } = await agent.ask("explain", "172.16.104.65");
  t.same([exitCode, stderr], [0, ""]);
  t.equal(
    stdout.replaceAll(/\d{4}-[\dT:.-]+Z/g, "TIME"),
    `packets from pods of this node to 172.16.104.65
├─ prefix 172.16.104.64/26 of node fd12::1000, from 127.0.0.2 since TIME
├─ cafe::201, best effort from 127.0.0.2 (router ID 10.0.0.2) since TIME, adds 80 bytes
│  └─ 100 % (weight 1): fcff:3::1 -> fcdd:0:0:12aa::4
└─ VPP has path and steering
`,
  );
  const json = JSON.parse((await agent.ask("explain", "172.16.104.65", "--json")).stdout);
  t.match(json, { destination: "172.16.104.65", prefix: { node: "fd12::1000" }, tunnel: { state: "up" } });
});

const problems: readonly (readonly [address: string, problem: string])[] = [
  ["10.0.0.1", "no node has announced a prefix that holds it"],
  ["172.16.104.1", "it is an address of a pod of this node"],
  ["fdfb:af47:32af:2::1", "no IPv6 path to the node is known that can be used"],
];

for (const [address, problem] of problems) {
  t.test(`the exit code is 1 for ${address}: ${problem}`, async (t) => {
    const agent = await startAgent(t);
    const node2 = await agent.peer("127.0.0.2");
    node2.announce([prefixRoute("fdfb:af47:32af:2::/122", "fd12::1000")]);
    await agent.ask("status", "--until", "peer=127.0.0.2");
    const { exitCode, stdout } = await agent.ask("explain", address);
    t.equal(exitCode, 1);
    t.match(stdout, problem);
  });
}

t.test("refuses what is no address", async (t) => {
  const agent = await startAgent(t);
  const { exitCode, stderr } = await agent.ask("explain", "node2");
  t.equal(exitCode, 2);
  t.match(stderr, "node2");
});
