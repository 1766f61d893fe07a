import { existsSync } from "node:fs";
import t from "tap";
import { graphNodeGetReply } from "../../src/binapi/graph.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { RawClient } from "./raw-client.ts";
import { TypedClient } from "./typed-client.ts";

const ZEROS = (count: number): string => "00".repeat(count);
const BSID = "cafe00000000000000000000000000e1";
const SID = "fc0000000000000000000000000000e1";

/** Messages that crash VPP 26.06 by themselves, or would have it follow addresses of its client. */
const deadly = [
  { title: "a local SID of a plugin", name: "sr_localsid_add_del", fields: `00 ${SID} 00 0e ${ZEROS(29)}` },
  {
    title: "a policy without segments",
    name: "sr_policy_add",
    fields: `${BSID} 00000000 01 00 00000000 00 00000001 ${ZEROS(256)}`,
  },
  {
    title: "17 segments",
    name: "sr_policy_add",
    fields: `${BSID} 00000000 01 00 00000000 11 00000001 ${ZEROS(256)}`,
  },
  { title: "an address in cli", name: "cli", fields: "0000000000000001" },
  { title: "rpc_call", name: "rpc_call", fields: ZEROS(15) },
  { title: "get_node_graph", name: "get_node_graph", fields: "" },
  { title: "an empty filter function", name: "pcap_set_filter_function", fields: "00000000" },
  { title: "a local path by an interface that is not there", name: "ip_route_add_del", fields: route("00000009", 1) },
  { title: "a DVR path without an interface", name: "ip_route_add_del", fields: route("ffffffff", 8) },
  { title: "an interface-rx path without an interface", name: "ip_route_add_del", fields: route("ffffffff", 9) },
  { title: "a UDP encapsulation that is not there", name: "ip_route_add_del", fields: route("00000001", 3) },
  {
    title: "deleting a link-local address where there is none",
    name: "sw_interface_add_del_address",
    fields: linkLocal(),
  },
];

function linkLocal(): string {
  return `00000001 00 00 01 fe80${ZEROS(13)}07 80`;
}

/** A route to 10.0.0.0/8 with one IPv4 path of this type by this interface. */
function route(swIfIndex: string, type: number): string {
  const path = `${swIfIndex} 00000000 00000000 01 00 0000000${type} ${ZEROS(8)} ${ZEROS(28)} 00 ${ZEROS(16 * 7)}`;
  return `01 00 00000000 00000000 00 0a000000${ZEROS(12)} 08 01 ${path}`;
}

for (const { title, name, fields } of deadly) {
  t.test(`ends all connections over ${title}, and says why`, async (t) => {
    await using simulator = await startSimulator();
    await using witness = await RawClient.register(simulator.socketPath);
    await using client = await RawClient.register(simulator.socketPath);
    await client.ask("{create_loopback} 80000002 00000001 000000000000");
    client.send(`{${name}} 80000002 00000001 ${fields}`);
    t.equal(await client.receiveOrEnd(), undefined);
    t.equal(await witness.receiveOrEnd(), undefined);
    t.equal(simulator.crash?.messageName, name);
    t.type(simulator.crash?.reason, "string");
    t.notOk(existsSync(simulator.socketPath));
  });

  t.test(`refuses ${title} with -7 when it is told to`, async (t) => {
    await using simulator = await startSimulator({ onCrash: "refuse" });
    await using client = await RawClient.register(simulator.socketPath);
    await client.ask("{create_loopback} 80000001 00000001 000000000000");
    const reply = await client.ask(`{${name}} 80000001 11223344 ${fields}`);
    t.equal(reply.slice(0, 20), client.hex(`{${name}_reply} 11223344 fffffff9`));
    t.equal(simulator.crash?.messageName, name);
    t.match(await client.ask("0017 80000001 11223344"), /^0018/, "and goes on");
  });
}

t.test("crashes over all nodes of the graph, but not over one", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const one = `${Buffer.from("ip6-lookup").toString("hex")}${ZEROS(54)}`;
  const reply = await client.raw.ask(`{graph_node_get} 80000001 11223344 ffffffff ffffffff ${one} 00000000 00`);
  t.equal(reply, client.raw.hex(`{${graphNodeGetReply.name}} 11223344 fffffffa ffffffff`));
  await client.request(controlPing, {});
  client.raw.send(`{graph_node_get} 80000001 11223344 ffffffff ffffffff ${ZEROS(64)} 00000000 00`);
  t.equal(await client.raw.receiveOrEnd(), undefined);
});

t.test("crashes at the dump of a local SID whose table never existed, not before", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const decap = `{sr_localsid_add_del} 80000001 11223344 00 ${SID} 00 09 0000004d ${ZEROS(25)}`;
  t.equal(await client.ask(decap), client.hex("{sr_localsid_add_del_reply} 11223344 00000000"));
  t.match(await client.ask("0017 80000001 11223344"), /^0018/);
  client.send("{sr_localsids_dump} 80000001 11223344");
  t.equal(await client.receiveOrEnd(), undefined);
  t.equal(simulator.crash?.messageName, "sr_localsids_dump");
});
