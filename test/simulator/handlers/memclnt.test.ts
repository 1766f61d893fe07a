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

t.test("knows no versions of modules, and no first id of one", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.same(await client.request(apiVersions, {}), { retval: 0, apiVersions: [] });
  t.same(await client.request(getFirstMsgId, { name: "sr" }), { retval: -7, firstMsgId: 0xffff });
});

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
