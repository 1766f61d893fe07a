import t from "tap";
import { sfdpInterfaceInputSet } from "../../../src/binapi/interface_input.ts";
import { getApiJson } from "../../../src/binapi/memclnt.ts";
import { srPolicyDel } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import {
  type ApiModule,
  type ApiSchema,
  loadCatalogue,
  mapDefinitions,
  parseApiJsonList,
} from "../../../src/schema/index.ts";
import { type SimulatorOptions, startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";
import { TypedClient } from "../typed-client.ts";

const OLDEST = "22.10";
const FC00_4 = `fc00${"00".repeat(13)}04`;
const CAFE_1 = `cafe${"00".repeat(13)}01`;

/** The message table of a simulator: id by `name_crc`. */
async function tableOf(options: SimulatorOptions): Promise<Map<string, number>> {
  await using simulator = await startSimulator(options);
  await using client = await RawClient.connect(simulator.socketPath);
  client.send(`000f 00000000 ${"61".padEnd(128, "0")}`);
  const table = (await client.receive()).subarray(20);
  const found = new Map<string, number>();
  for (let at = 0; at < table.length; at += 66) {
    found.set(table.toString("latin1", at + 2, at + 66).replace(/\0.*/s, ""), table.readUInt16BE(at));
  }
  return found;
}

t.test("has the messages of its release, with their CRCs", async (t) => {
  const table = await tableOf({ release: OLDEST });
  const messages = [...loadCatalogue(OLDEST).modules.values()].flatMap((module) => module.messages);
  t.same(new Set(table.keys()), new Set(messages.map(({ name, crc }) => `${name}_${crc}`)));
  // VPP 22.10 src/plugins/ikev2/ikev2.api; get_api_json came with 24.06.
  t.ok(table.has("ikev2_set_ike_transforms_076d7378"));
  t.notOk(table.has("get_api_json_51077d14"));
});

t.test("bootstrap messages have the same ids in every order, and all others have some", async (t) => {
  for (const shuffleIds of [undefined, "1", "2"]) {
    const table = await tableOf(shuffleIds === undefined ? {} : { shuffleIds });
    t.equal(table.get("sockclnt_create_455fb9c4"), 15);
    t.equal(table.get("sockclnt_create_reply_35166268"), 16);
    t.equal(table.get("get_api_json_reply_ea715b59"), 28);
    const ids = [...table.values()].sort((a, b) => a - b);
    t.same(
      ids,
      ids.map((_, place) => place + 1),
    );
  }
});

t.test("the order of ids depends on the seed, and on nothing else", async (t) => {
  const [plain, one, again, two] = await Promise.all([
    tableOf({}),
    tableOf({ shuffleIds: "1" }),
    tableOf({ shuffleIds: "1" }),
    tableOf({ shuffleIds: "2" }),
  ]);
  t.same(one, again);
  for (const [a, b] of [
    [plain, one],
    [one, two],
  ] as const) {
    const moved = [...a].filter(([name, id]) => b.get(name) !== id);
    t.ok(moved.length > 0.99 * (a.size - 28), `${moved.length} of ${a.size} have moved`);
  }
});

t.test("says which release it is", async (t) => {
  await using simulator = await startSimulator({ release: "24.02" });
  await using client = await TypedClient.register(simulator.socketPath);
  t.match(await client.request(showVersion, {}), { program: "vpe", version: "24.02-release" });
});

t.test("tells the definitions of its release", async (t) => {
  await using simulator = await startSimulator({ release: "24.06" });
  await using client = await TypedClient.register(simulator.socketPath);
  const told = parseApiJsonList((await client.request(getApiJson, {})).json, "24.06");
  const { modules } = loadCatalogue("24.06");
  const messagesOf = (all: Iterable<ApiModule>) => [...all].map(({ name, messages }) => [name, messages] as const);
  t.same(
    messagesOf(told.modules.values()),
    messagesOf(modules.values()).filter(([name, messages]) => name !== "memclnt" && messages.length > 0),
  );
});

t.test("reads a message of another version as its handler knows it", async (t) => {
  await using simulator = await startSimulator({ release: "26.02" });
  await using client = await RawClient.register(simulator.socketPath);
  simulator.on(sfdpInterfaceInputSet, ({ tenantId }) => ({ retval: -tenantId }));
  // 26.02 has no is_ip6 between tenant_id and is_disable.
  const reply = await client.ask("{sfdp_interface_input_set} 80000001 11223344 00000007 00000003 01");
  t.equal(reply, client.hex("{sfdp_interface_input_set_reply} 11223344 fffffffd"));
  const heard = { swIfIndex: 7, tenantId: 3, isIp6: 0, isDisable: 1 };
  t.same(simulator.calls(sfdpInterfaceInputSet), [heard]);
});

t.test("does not take a message that is shorter than in its release", async (t) => {
  await using simulator = await startSimulator({ release: "26.02" });
  await using client = await RawClient.register(simulator.socketPath);
  client.send("{sfdp_interface_input_set} 80000001 11223344 00000007 00000003");
  t.match(await client.ask("0017 80000001 11223344"), /^0018/);
  t.match(simulator.warnings, [/^truncated message sfdp_interface_input_set/]);
});

/** VPP 26.06 with details and replies that begin with a field more. */
function withColors(api: ApiSchema): ApiSchema {
  const names = ["sr_localsids_details", "sr_policy_del_reply", "sw_interface_set_promisc_reply"];
  return mapDefinitions(api, {
    message: (each) => {
      const [context, ...rest] = each.fields;
      return names.includes(each.name)
        ? { ...each, fields: [context!, { name: "color", type: "u32" }, ...rest] }
        : each;
    },
  });
}

t.test("answers in the layout of definitions that were altered", async (t) => {
  await using simulator = await startSimulator({ alter: withColors });
  await using client = await RawClient.register(simulator.socketPath);
  const sid = `00 ${FC00_4} 00 01 ffffffff 00000000 00000000 00 ${"00".repeat(16)}`;
  t.equal(
    await client.ask(`{sr_localsid_add_del} 80000001 00000001 ${sid}`),
    client.hex("{sr_localsid_add_del_reply} 00000001 00000000"),
  );
  t.equal(
    await client.ask("{sr_localsids_dump} 80000001 00000002"),
    client.hex(
      `{sr_localsids_details} 00000002 00000000 ${FC00_4} 00 01 00000000 00000000 00 ${"00".repeat(16)} 00000000`,
    ),
  );
  t.equal(
    await client.ask(`{sr_policy_del} 80000001 00000003 ${CAFE_1} 00000000`),
    client.hex("{sr_policy_del_reply} 00000003 00000000 ffffffff"),
  );
  // Not modelled; -9 is UNIMPLEMENTED.
  t.equal(
    await client.ask("{sw_interface_set_promisc} 80000001 00000004 00000000 01"),
    client.hex("{sw_interface_set_promisc_reply} 00000004 00000000 fffffff7"),
  );
});

t.test("a handler of a test can take what the simulator would do itself, in another version too", async (t) => {
  await using simulator = await startSimulator({ alter: withColors });
  await using client = await RawClient.register(simulator.socketPath);
  simulator.on(srPolicyDel, (_, answer) => ({ retval: answer()!.retval - 1 }));
  t.equal(
    await client.ask(`{sr_policy_del} 80000001 00000003 ${CAFE_1} 00000000`),
    client.hex("{sr_policy_del_reply} 00000003 00000000 fffffffe"),
  );
});

// VPP src/vnet/srv6/sr_api.c of each release: with which id the handlers of second versions reply.
const replies: readonly (readonly [release: string, request: string, reply: string])[] = [
  ["24.02", "sr_policy_add_v2", "sr_policy_add_reply"],
  ["24.06", "sr_policy_add_v2", "sr_policy_add_v2_reply"],
  ["25.02", "sr_policy_mod_v2", "sr_policy_mod_reply"],
  ["25.06", "sr_policy_mod_v2", "sr_policy_mod_v2_reply"],
];

for (const [release, request, reply] of replies) {
  t.test(`VPP ${release} answers ${request} with ${reply}`, async (t) => {
    await using simulator = await startSimulator({ release });
    await using client = await RawClient.register(simulator.socketPath);
    const bytes = { sr_policy_add_v2: 303, sr_policy_mod_v2: 310 }[request]!;
    const answer = await client.ask(`{${request}} 80000001 11223344 ${"00".repeat(bytes - 17)} 01 ${"00".repeat(16)}`);
    t.match(answer, client.hex(`{${reply}} 11223344`));
  });
}

t.test("does not start as a release that nobody knows", async (t) => {
  await t.rejects(startSimulator({ release: "24.03" }), {
    code: "VPP_SCHEMA",
    message: /^no release 24\.03: .*22\.10/,
  });
});

t.test("does not start with definitions of which there can be no VPP", async (t) => {
  const without = (name: string) => (api: ApiSchema) =>
    mapDefinitions(api, { message: (each) => (each.name === name ? undefined : each) });
  await t.rejects(startSimulator({ alter: without("sr_policy_add_reply") }), {
    code: "VPP_SCHEMA",
    message: "sr_policy_add is answered by sr_policy_add_reply, but VPP 26.06 has no such message",
  });
  const alter = (api: ApiSchema) =>
    mapDefinitions(api, { message: (each) => ({ ...each, fields: [...each.fields, { name: "x", type: "nothing" }] }) });
  await t.rejects(startSimulator({ alter }), { code: "VPP_SCHEMA" });
});
