import { spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import t, { type Test } from "tap";
import { aclAddReplace } from "../../../src/binapi/acl.ts";
import { swInterfaceEvent } from "../../../src/binapi/interface.ts";
import { sfdpInterfaceInputSet } from "../../../src/binapi/interface_input.ts";
import { srLocalsidAddDel, srLocalsidsDump, srPolicyModV2, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { type ConnectOptions, prepare, type VppClient } from "../../../src/client/index.ts";
import { type ApiSchema, mapDefinitions } from "../../../src/schema/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { bytes, stopClock, temporaryFolder } from "../../helpers.ts";
import { connectedPair, PEER_TABLE, ScriptedPeer } from "../../scripted-peer.ts";

const HOP_LIMIT = 0x33f;
const SHOW_VERSION = 0x30;
const GET_API_JSON = 0x1b;
const PING = 0x17;
/** As good as no time. */
const BRIEF = { timeoutMs: 1 };
const LOCAL_SID = {
  isDel: false,
  localsid: "fc00::1",
  endPsp: false,
  behavior: 1,
  swIfIndex: 0xffffffff,
  vlanIndex: 0,
  fibTable: 0,
  nhAddr: "::",
} as const;

/** What a VPP has in place of `sr_set_encap_hop_limit` and its reply. */
const SKEWED = { sr_set_encap_hop_limit_aaaaaaaa: HOP_LIMIT, sr_set_encap_hop_limit_reply_bbbbbbbb: 0x340 };
/** That it can be asked for its definitions. */
const TELLING = { get_api_json_51077d14: GET_API_JSON, get_api_json_reply_ea715b59: 0x1c };

/** VPP's definitions of those, as it writes them. */
const DOCUMENT = {
  types: [["hops", ["u8", "unused"], ["u16", "limit"]]],
  messages: [
    [
      "sr_set_encap_hop_limit",
      ["u16", "_vl_msg_id"],
      ["u32", "client_index"],
      ["u32", "context"],
      ["u8", "color", { default: 3 }],
      ["u16", "hop_limit"],
      ["vl_api_hops_t", "hops"],
      { crc: "0xaaaaaaaa" },
    ],
    [
      "sr_set_encap_hop_limit_reply",
      ["u16", "_vl_msg_id"],
      ["u32", "context"],
      ["u32", "color"],
      ["i32", "retval"],
      { crc: "0xbbbbbbbb" },
    ],
  ],
  unions: [],
  enums: [],
  enumflags: [],
  services: { sr_set_encap_hop_limit: { reply: "sr_set_encap_hop_limit_reply" } },
  options: { version: "1.0.0" },
  aliases: {},
  vl_api_version: "0x12345678",
  imports: [],
};
const SENT = "03 0009 00 0000";

type Table = Readonly<Record<string, number>>;

/** A client of a VPP that has some messages in other versions. */
function skewedPair(t: Test, table: Table, options: ConnectOptions = {}) {
  const names = new Set(["sr_set_encap_hop_limit", "sr_set_encap_hop_limit_reply", ...Object.keys(table).map(nameOf)]);
  const without = Object.entries(PEER_TABLE).filter(([entry]) => !names.has(nameOf(entry)));
  return connectedPair(t, options, { greeting: ScriptedPeer.greeting({ ...Object.fromEntries(without), ...table }) });
}

/** The name in an entry of a message table. */
function nameOf(entry: string): string {
  return entry.slice(0, -9);
}

/** A folder with a document. */
function apiFolder(t: Test, document: string): string {
  const folder = temporaryFolder(t);
  mkdirSync(`${folder}/core`);
  writeFileSync(`${folder}/core/sr.api.json`, document);
  return folder;
}

/** The answer to `get_api_json`. */
function apiJsonReply(context: string, json: string): string {
  const body = Buffer.from(json);
  return `001c ${context} 00000000 ${body.length.toString(16).padStart(8, "0")} ${body.toString("hex")}`;
}

/** That messages which match are answered as ever. */
async function isAlive(t: Test, vpp: VppClient, peer: ScriptedPeer): Promise<void> {
  const version = vpp.request(showVersion, {});
  const { context } = await peer.next(SHOW_VERSION);
  peer.send(`0031 ${context} 00000000 ${"61".padEnd(2 * 352, "0")}`);
  t.equal((await version).program, "a");
}

t.test("another version of a message is found in a folder, and spoken", async (t) => {
  const { vpp, peer } = await skewedPair(t, SKEWED, { apiFolder: apiFolder(t, JSON.stringify(DOCUMENT)) });
  const done = vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
  const { context, bytes: sent } = await peer.next(HOP_LIMIT);
  t.equal(sent.toString("hex"), bytes("033f 80000001", context, SENT).toString("hex"));
  peer.send(`0340 ${context} 00000005 00000000`);
  t.same(await done, { retval: 0 });
  const refused = vpp.request(srSetEncapHopLimit, { hopLimit: 0 });
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000005 fffffff9`);
  await t.rejects(refused, { code: "VPP_RETVAL", retval: -7, messageName: "sr_set_encap_hop_limit" });
});

t.test("another version of a prepared request takes the fields that were prepared", async (t) => {
  const { vpp, peer } = await skewedPair(t, SKEWED, { apiFolder: apiFolder(t, JSON.stringify(DOCUMENT)) });
  const prepared = prepare(srSetEncapHopLimit, { hopLimit: 9 });
  for (const [fields, expected] of [
    [{}, SENT],
    [{ hopLimit: 7 }, SENT.replace("0009", "0007")],
  ] as const) {
    vpp.request(prepared, fields).catch(() => {});
    const { context, bytes: sent } = await peer.next(HOP_LIMIT);
    t.equal(sent.toString("hex"), bytes("033f 80000001", context, expected).toString("hex"));
  }
});

t.test("a VPP is asked for the definitions that nobody else has, once", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const calls = [1, 2].map(() => vpp.request(srSetEncapHopLimit, { hopLimit: 9 }));
  peer.send(apiJsonReply((await peer.next(GET_API_JSON)).context, JSON.stringify([DOCUMENT])));
  for (const _ of calls) {
    const { context, bytes: sent } = await peer.next(HOP_LIMIT);
    t.equal(sent.toString("hex"), bytes("033f 80000001", context, SENT).toString("hex"));
    peer.send(`0340 ${context} 00000000 00000000`);
  }
  t.same(await Promise.all(calls), [{ retval: 0 }, { retval: 0 }]);
});

t.test("a version that some release has is found in the catalogue", async (t) => {
  // VPP 26.02, which has no is_ip6; without a reply of another CRC.
  const { vpp, peer } = await skewedPair(t, {
    sfdp_interface_input_set_fca1e31a: 0x200,
    sfdp_interface_input_set_reply_e8d4e804: 0x201,
    ...TELLING,
  });
  const set = { swIfIndex: 7, tenantId: 3, isDisable: 1 };
  const done = vpp.request(sfdpInterfaceInputSet, set);
  const { context, bytes: sent } = await peer.next(0x200);
  t.equal(sent.toString("hex"), bytes("0200 80000001", context, "00000007 00000003 01").toString("hex"));
  peer.send(`0201 ${context} 00000000`);
  await done;
  await t.rejects(vpp.request(sfdpInterfaceInputSet, { ...set, isIp6: 1 }), {
    code: "VPP_FIELD_MISSING",
    effect: "none",
    messageName: "sfdp_interface_input_set",
    message:
      "sfdp_interface_input_set (c80a0902 here, fca1e31a in VPP): " +
      "field is_ip6 does not exist in VPP's version: leave it out, or give its default",
  });
});

t.test("a version that nobody knows is told, with what would help", async (t) => {
  const { vpp, peer } = await skewedPair(t, SKEWED);
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 9 }), {
    code: "VPP_MESSAGE_MISSING",
    effect: "none",
    messageName: "sr_set_encap_hop_limit",
    message: /^sr_set_encap_hop_limit: this VPP has version aaaaaaaa .*the bindings have aa75d7d0\); set apiFolder /,
  });
  await isAlive(t, vpp, peer);
});

t.test("a VPP with another version of the question itself is not asked", async (t) => {
  const { vpp } = await skewedPair(t, {
    ...SKEWED,
    get_api_json_51077d14: GET_API_JSON,
    get_api_json_reply_cccccccc: 0x1c,
  });
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 9 }), { code: "VPP_MESSAGE_MISSING" });
});

t.test("a missing reply settles it, before a definition is looked for", async (t) => {
  const { vpp, peer } = await skewedPair(t, { sr_set_encap_hop_limit_aaaaaaaa: HOP_LIMIT, ...TELLING });
  await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 9 }), {
    code: "VPP_MESSAGE_MISSING",
    messageName: "sr_set_encap_hop_limit_reply",
  });
  await isAlive(t, vpp, peer);
  t.notOk(peer.heard.some(({ id }) => id === GET_API_JSON));
});

const json = JSON.stringify([DOCUMENT]);
const nested = (open: string, close: string) => open.repeat(1e6) + close.repeat(1e6);

/** Answers to `get_api_json` behind its context. */
const hostile: readonly (readonly [what: string, answer: (context: string) => string, code: string])[] = [
  ["1 GB by its length", (context) => `001c ${context} 00000000 40000000 5b5d`, "VPP_WIRE_RANGE"],
  ["4 GB by its length", (context) => `001c ${context} 00000000 ffffffff 5b5d`, "VPP_WIRE_RANGE"],
  ["without a length", (context) => `001c ${context} 00000000`, "VPP_WIRE_RANGE"],
  ["a refusal", (context) => `001c ${context} ffffffff 00000000`, "VPP_RETVAL"],
  ["cut short", (context) => apiJsonReply(context, json.slice(0, -20)), "VPP_SCHEMA"],
  ["empty", (context) => apiJsonReply(context, ""), "VPP_SCHEMA"],
  ["no list", (context) => apiJsonReply(context, JSON.stringify(DOCUMENT)), "VPP_SCHEMA"],
  ["a list of other things", (context) => apiJsonReply(context, "[1, null, [], {}]"), "VPP_MESSAGE_MISSING"],
  ["a million lists", (context) => apiJsonReply(context, nested("[", "]")), "VPP_MESSAGE_MISSING"],
  ["a million lists that do not end", (context) => apiJsonReply(context, "[".repeat(1e6)), "VPP_SCHEMA"],
  ["a million objects", (context) => apiJsonReply(context, `[${nested('{"messages":', "}")}]`), "VPP_SCHEMA"],
  [
    "a document whose types make no sense",
    (context) => apiJsonReply(context, json.replace('"u16","limit"', '"vl_api_hops_t","limit"')),
    "VPP_SCHEMA",
  ],
  [
    "a document with code in place of a name",
    (context) => apiJsonReply(context, json.replaceAll('"color"', '"x\\"]];process.exit(9);//"')),
    "VPP_SCHEMA",
  ],
  [
    "a document whose fields have one name in TypeScript",
    (context) => apiJsonReply(context, json.replace('"unused"', '"li_mit"').replace('"limit"', '"liMit"')),
    "VPP_SCHEMA",
  ],
];

for (const [what, answer, code] of hostile) {
  t.test(`definitions that are ${what} fail the call that needs them, and no other`, async (t) => {
    const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
    const failed = t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 9 }), {
      code,
      effect: "none",
      messageName: "sr_set_encap_hop_limit",
      message: /^sr_set_encap_hop_limit: /,
    });
    const { context } = await peer.next(GET_API_JSON);
    const before = process.memoryUsage().rss;
    peer.send(answer(context));
    await failed;
    t.ok(process.memoryUsage().rss - before < 400e6, "memory is bounded");
    await isAlive(t, vpp, peer);
  });
}

t.test("a VPP that does not tell its definitions in time is asked again another time", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const clock = stopClock(t);
  const batch = vpp.batch((batch) => {
    batch.add(srSetEncapHopLimit, { hopLimit: 9 });
    batch.add(showVersion, {});
  });
  await peer.next(GET_API_JSON);
  clock.advance(20_000);
  peer.send(`0031 ${(await peer.next(SHOW_VERSION)).context} 00000000 ${"00".repeat(352)}`);
  t.match(await batch, [{ ok: false, error: { code: "VPP_TIMEOUT", effect: "none" } }, { ok: true }]);
  const done = vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
  peer.send(apiJsonReply((await peer.next(GET_API_JSON)).context, json));
  peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000 00000000`);
  t.same(await done, { retval: 0 });
});

/** Each asks VPP for a message of which it has another version, within 1 ms. */
const searches: readonly (readonly [
  what: string,
  search: (vpp: VppClient) => Promise<unknown>,
  messageName: string,
])[] = [
  ["request", (vpp) => vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, BRIEF), "sr_set_encap_hop_limit"],
  ["dump", (vpp) => vpp.dump(srLocalsidsDump, {}, BRIEF).next(), "sr_localsids_dump"],
  ["comparison", (vpp) => vpp.compatibility(["sr_set_encap_hop_limit"], BRIEF), "get_api_json"],
];

for (const [what, search, messageName] of searches) {
  t.test(`the deadline of a ${what} holds while VPP's version is looked for, which goes on for others`, async (t) => {
    const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING, sr_localsids_details_cccccccc: 0x344 });
    const patient = vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
    await t.rejects(search(vpp), { code: "VPP_TIMEOUT", effect: "none", messageName });
    peer.send(apiJsonReply((await peer.next(GET_API_JSON)).context, json));
    peer.send(`0340 ${(await peer.next(HOP_LIMIT)).context} 00000000 00000000`);
    t.same(await patient, { retval: 0 });
    t.equal(peer.heard.filter(({ id }) => id === GET_API_JSON).length, 1);
  });
}

t.test("a batch waits for versions of messages no longer than for answers, however many it has", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING, sr_localsid_add_del_cccccccc: 0x32f });
  const outcomes = await vpp.batch((batch) => {
    for (let hopLimit = 0; hopLimit < 5000; hopLimit++) batch.add(srSetEncapHopLimit, { hopLimit: hopLimit & 0xff });
    batch.add(srLocalsidAddDel, LOCAL_SID);
  }, BRIEF);
  t.equal(outcomes.length, 5001);
  for (const [place, messageName] of [
    [0, "sr_set_encap_hop_limit"],
    [4999, "sr_set_encap_hop_limit"],
    [5000, "sr_localsid_add_del"],
  ] as const) {
    const error = {
      code: "VPP_TIMEOUT",
      effect: "none",
      messageName,
      message: new RegExp(`^${messageName}: not sent: `),
    };
    t.match(outcomes[place], { ok: false, error });
  }
  t.notOk(peer.heard.some(({ id }) => id === HOP_LIMIT));
});

t.test("what the search for a version took is taken off the deadline", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const clock = stopClock(t);
  const options = { timeoutMs: 1000 };
  const request = vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, options);
  const batch = vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 8 }), options);
  const { context } = await peer.next(GET_API_JSON);
  clock.advance(900);
  peer.send(apiJsonReply(context, json));
  await peer.next(HOP_LIMIT);
  await peer.next(HOP_LIMIT);
  clock.advance(101);
  await t.rejects(request, { code: "VPP_TIMEOUT", effect: "unknown" });
  t.match(await batch, [{ ok: false, error: { code: "VPP_TIMEOUT", effect: "unknown" } }]);
});

t.test("a search whose answer comes when the time is over sends nothing", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const clock = stopClock(t);
  const request = vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, { timeoutMs: 1000 });
  const { context } = await peer.next(GET_API_JSON);
  clock.advance(1000);
  peer.send(apiJsonReply(context, json));
  await t.rejects(request, { code: "VPP_TIMEOUT", effect: "none" });
  await isAlive(t, vpp, peer);
  t.notOk(peer.heard.some(({ id }) => id === HOP_LIMIT));
});

t.test("a comparison obeys its signal", async (t) => {
  const { vpp } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const controller = new AbortController();
  const comparison = vpp.compatibility(["sr_set_encap_hop_limit"], { signal: controller.signal });
  controller.abort();
  await t.rejects(comparison, { code: "VPP_ABORTED", effect: "none" });
});

t.test("VPP's own definitions that it does not send, although it goes on, are not waited for", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const request = vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, { timeoutMs: 60_000 });
  await peer.next(GET_API_JSON);
  const ping = await peer.next(PING);
  peer.send(`0018 ${ping.context} 00000000 00000000 00000000`);
  await t.rejects(request, { code: "VPP_NO_REPLY", effect: "none", messageName: "sr_set_encap_hop_limit" });
});

/** `sw_interface_event` in another version: the flags come first. */
const EVENT_DOCUMENT = {
  ...DOCUMENT,
  types: [],
  services: {},
  messages: [
    [
      "sw_interface_event",
      ["u16", "_vl_msg_id"],
      ["u32", "client_index"],
      ["u32", "pid"],
      ["u32", "flags"],
      ["u32", "sw_if_index"],
      ["bool", "deleted"],
      { crc: "0xcccccccc" },
    ],
  ],
};
const SKEWED_EVENT = { sw_interface_event_cccccccc: 0x153, ...TELLING };
const WANT = 0x151;

t.test("an event of another version is listened to as long as somebody reads it", async (t) => {
  const { vpp, peer } = await skewedPair(t, SKEWED_EVENT);
  const events = vpp.events(swInterfaceEvent);
  const first = events.next();
  peer.send(apiJsonReply((await peer.next(GET_API_JSON)).context, JSON.stringify([EVENT_DOCUMENT])));
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`, "0153 80000001 00000000 00000003 00000007 00");
  t.match((await first).value, { type: "event", fields: { swIfIndex: 7, flags: 3 } });
  await events.return();
  await peer.next(WANT);
  peer.send("0153 80000001 00000000 00000003 00000007 00");
  await isAlive(t, vpp, peer);
  t.match(vpp.counters, { events: 1, unknown: 1 });
});

t.test("a stream that is left while the event's version is looked for is not subscribed", async (t) => {
  const { vpp, peer } = await skewedPair(t, SKEWED_EVENT);
  const events = vpp.events(swInterfaceEvent);
  const { context } = await peer.next(GET_API_JSON);
  await events.return();
  peer.send(apiJsonReply(context, JSON.stringify([EVENT_DOCUMENT])));
  await isAlive(t, vpp, peer);
  await vpp.close();
  t.notOk(peer.heard.some(({ id }) => id === WANT));
});

t.test("another reader of that event is subscribed when the first one has left", async (t) => {
  const { vpp, peer } = await skewedPair(t, SKEWED_EVENT);
  const [left, kept] = [vpp.events(swInterfaceEvent), vpp.events(swInterfaceEvent)];
  const { context } = await peer.next(GET_API_JSON);
  await left.return();
  const event = kept.next();
  peer.send(apiJsonReply(context, JSON.stringify([EVENT_DOCUMENT])));
  peer.send(`0152 ${(await peer.next(WANT)).context} 00000000`, "0153 80000001 00000000 00000003 00000007 00");
  t.match((await event).value, { type: "event", fields: { swIfIndex: 7 } });
});

t.test("a call that is aborted while VPP's version is looked for ends at once, and is not sent", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING });
  const abortion = new AbortController();
  const aborted = vpp.request(srSetEncapHopLimit, { hopLimit: 1 }, { signal: abortion.signal });
  const { context } = await peer.next(GET_API_JSON);
  abortion.abort();
  await t.rejects(aborted, { code: "VPP_ABORTED", effect: "none", messageName: "sr_set_encap_hop_limit" });
  peer.send(apiJsonReply(context, json));
  const done = vpp.request(srSetEncapHopLimit, { hopLimit: 2 });
  const sent = await peer.next(HOP_LIMIT);
  t.equal(sent.bytes.toString("hex", 11, 13), "0002");
  peer.send(`0340 ${sent.context} 00000000 00000000`);
  await done;
  t.equal(getEventListeners(abortion.signal, "abort").length, 0);
});

t.test("a dump that is left while VPP's version is looked for is not sent", async (t) => {
  const { vpp, peer } = await skewedPair(t, { ...SKEWED, ...TELLING, sr_localsids_details_cccccccc: 0x344 });
  const dump = vpp.dump(srLocalsidsDump, {});
  await dump.return?.();
  await isAlive(t, vpp, peer);
  t.same((await dump.next()).done, true);
});

t.test("a second version may be answered with the reply of the first, which has the same fields", async (t) => {
  const { vpp, peer } = await skewedPair(t, {
    sr_policy_mod_v2_c0544823: 0x200,
    sr_policy_mod_v2_reply_e8d4e804: 0x201,
    sr_policy_mod_reply_e8d4e804: 0x202,
  });
  const sids = { numSids: 0, weight: 1, sids: [] };
  const fields = { bsidAddr: "cafe::1", srPolicyIndex: 0, fibTable: 0, operation: 2, slIndex: 7, weight: 0, sids };
  const refused = vpp.request(srPolicyModV2, { ...fields, encapSrc: "::" });
  peer.send(`0202 ${(await peer.next(0x200)).context} ffffffea`);
  await t.rejects(refused, { code: "VPP_RETVAL", retval: -22, messageName: "sr_policy_mod_v2" });
});

t.test("a return value that is not the reply's first field refuses all the same", async (t) => {
  const { vpp, peer } = await skewedPair(t, { acl_add_replace_ee5c2f18: 0x200, acl_add_replace_reply_ac407b0c: 0x201 });
  const acl = { aclIndex: 0xffffffff, tag: "a", r: [] };
  const refused = vpp.request(aclAddReplace, acl);
  peer.send(`0201 ${(await peer.next(0x200)).context} 00000007 fffffffa`);
  await t.rejects(refused, { code: "VPP_RETVAL", retval: -6, messageName: "acl_add_replace" });
  const done = vpp.request(aclAddReplace, acl);
  peer.send(`0201 ${(await peer.next(0x200)).context} 00000007 00000000`);
  t.same(await done, { aclIndex: 7, retval: 0 });
});

t.test(
  "where code from strings is forbidden, only messages of other versions fail, and the way out is named",
  async (t) => {
    const alter = (api: ApiSchema) =>
      mapDefinitions(api, {
        message: (each) => (each.name === "sr_set_encap_hop_limit" ? { ...each, crc: "aaaaaaaa" } : each),
      });
    await using simulator = await startSimulator({ alter });
    const child = spawn(
      process.execPath,
      ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", CHILD, simulator.socketPath],
      { stdio: ["ignore", "pipe", "inherit"], cwd: new URL("../../../", import.meta.url) },
    );
    const [stdout] = await Promise.all([text(child.stdout), once(child, "exit")]);
    const [version, limit] = JSON.parse(stdout);
    t.match(version, { value: { program: "vpe" } });
    t.match(limit, { code: "VPP_NO_EVAL", effect: "none", messageName: "sr_set_encap_hop_limit" });
    t.match(limit.message, "tsvpp generate --input SOCKET");
  },
);

/** Calls a message that matches, and one that does not. */
const CHILD = `
  import { connect } from "./src/client/index.js";
  import { srSetEncapHopLimit } from "./src/binapi/sr.js";
  import { showVersion } from "./src/binapi/vpe.js";
  const vpp = await connect({ socketPath: process.argv[1] });
  const tell = ({ code, effect, messageName, message }) => ({ code, effect, messageName, message });
  const outcome = (call) => call.then((value) => ({ value }), tell);
  console.log(JSON.stringify([
    await outcome(vpp.request(showVersion, {})),
    await outcome(vpp.request(srSetEncapHopLimit, { hopLimit: 9 })),
  ]));
  await vpp.close();
`;
