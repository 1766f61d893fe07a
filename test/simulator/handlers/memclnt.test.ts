import t from "tap";
import { apiVersions, getApiJson, getFirstMsgId } from "../../../src/binapi/memclnt.ts";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

t.test("says the version that it plays", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const { program, version } = await client.request(showVersion, {});
  t.same([program, version], ["vpe", "26.06-release"]);
  t.match(
    (await client.request(cliInband, { cmd: "show version" })).reply,
    /^vpp v26\.06-release built by \S+ on \S+ at \S+\n$/,
  );
});

t.test("knows no versions of modules", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.same(await client.request(apiVersions, {}), { retval: 0, apiVersions: [] });
});

// Names that VPP 26.06 listed in "show api plugin"; the last ones it did not know.
for (const shuffleIds of [undefined, "a seed"]) {
  t.test(`gives the first id of a module by its CRC, with ${shuffleIds ?? "no seed"}`, async (t) => {
    await using simulator = await startSimulator({ ...(shuffleIds && { shuffleIds }) });
    await using client = await TypedClient.register(simulator.socketPath);
    for (const [name, first, last, count] of [
      ["vlib_9a9e84e4", "cli", "add_node_next_reply", 18],
      ["ip_a092da9f", "ip_table_add_del", "ip_path_mtu_replace_end_reply", 95],
    ] as const) {
      const { retval, firstMsgId } = await client.request(getFirstMsgId, { name });
      t.same([retval, firstMsgId], [0, Number.parseInt(client.raw.idOf(first), 16)]);
      t.ok(Number.parseInt(client.raw.idOf(last), 16) < firstMsgId + count, "all behind it are its own");
    }
    for (const name of ["vlib", "", "ip_c55aec44", "memclnt_8d3dd881"]) {
      t.same(await client.request(getFirstMsgId, { name }), { retval: -7, firstMsgId: 0xffff });
    }
  });
}

t.test("gives the definitions of all messages but its own bootstrap", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const { retval, json } = await client.request(getApiJson, {});
  t.equal(retval, 0);
  const documents = JSON.parse(json) as { module: string; messages: [string, ...unknown[]][] }[];
  const modules = documents.map(({ module }) => module);
  t.ok(modules.includes("sr"));
  t.notOk(modules.includes("memclnt"));
  t.notOk(modules.some((module) => module.endsWith("_types")));
  const policyDel = documents
    .find(({ module }) => module === "sr")
    ?.messages.find(([name]) => name === "sr_policy_del");
  t.same(policyDel, [
    "sr_policy_del",
    ["u16", "_vl_msg_id"],
    ["u32", "client_index"],
    ["u32", "context"],
    ["vl_api_ip6_address_t", "bsid_addr"],
    ["u32", "sr_policy_index"],
    { crc: "0xcb4d48d5", options: {} },
  ]);
});
