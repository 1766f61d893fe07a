import { readFileSync } from "node:fs";
import t from "tap";
import { swInterfaceDump, swInterfaceSetFlags } from "../../src/binapi/interface.ts";
import { IfStatusFlags } from "../../src/binapi/interface_types.ts";
import {
  srLocalsidAddDel,
  srLocalsidsDump,
  srPolicyAdd,
  srPolicyDel,
  srSetEncapHopLimit,
} from "../../src/binapi/sr.ts";
import { SrBehavior } from "../../src/binapi/sr_types.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { apply, inverse, parseDocument, plan, verify } from "../../src/desired/index.ts";
import type { FieldDefinition } from "../../src/schema/index.ts";
import type { MessageTable } from "../../src/wire/index.ts";
import {
  type Alteration,
  all,
  fields,
  items,
  message,
  renumber,
  retype,
  simulatedVpp,
  typedef,
  without,
} from "./altered.ts";

/** The length of an underscore and the eight digits of a CRC. */
const CRC_SUFFIX = 9;

const overlay = await parseDocument(readFileSync(new URL("../../../examples/overlay.yaml", import.meta.url), "utf8"));

const color: FieldDefinition = { name: "color", type: "u32" };
const reversed = (fields: readonly FieldDefinition[]) => [...fields].reverse();
const prepended =
  (...added: FieldDefinition[]) =>
  (fields: readonly FieldDefinition[]) => [...added, ...fields];

/** Alterations of the messages of the overlay that keep all fields that it sends or reads. */
const harmless: Readonly<Record<string, Alteration>> = {
  "another CRC": message("sr_policy_add", (definition) => ({ ...definition, crc: "deadbeef" })),
  "a field added": fields("sr_policy_add", prepended(color)),
  "a field added that has a default": fields("sr_policy_add", prepended({ name: "hops", type: "u8", default: 7 })),
  "a field removed that is not used": fields("sr_policy_add", without("weight")),
  "fields in another order": fields("sr_policy_add", reversed),
  "wider fields": all(
    fields("sr_set_encap_hop_limit", retype("hop_limit", "u16")),
    fields("sr_steering_add_del", retype("table_id", "u64")),
  ),
  "a wider field in a typedef, of requests and of details": typedef("srv6_sid_list", retype("weight", "u64")),
  "a typedef in another order": typedef("srv6_sid_list", reversed),
  "an enumeration with other numbers": renumber("sr_behavior", (value) => 200 - value),
  "an enumeration with other numbers, in steering": renumber("sr_steer", (value) => value + 3),
  "a reply with more in front": fields("sr_policy_add_reply", prepended(color, { name: "name", type: "ip6_address" })),
  "details with more, in another order": all(
    fields("sr_localsids_details", (fields) => reversed(prepended(color)(fields))),
    fields("sr_steering_pol_details", (fields) => reversed(prepended(color)(fields))),
  ),
  "fields that are called as what every object has": fields(
    "sr_policy_add",
    prepended(...["constructor", "__proto__", "to_string"].map((name) => ({ name, type: "u32" }))),
  ),
  "a dump with a field": fields("sr_localsids_dump", prepended(color)),
};

const everything = all(...Object.entries(harmless).flatMap(([name, alter]) => (name === "another CRC" ? [] : alter)));

for (const [what, alter] of Object.entries({ ...harmless, "all of this": everything })) {
  t.test(`a VPP whose messages have ${what} is brought to the state of a document, and back`, async (t) => {
    const { simulator, vpp } = await simulatedVpp(t, { alter, shuffleIds: what });
    const { state } = simulator;
    const objects = () => [state.localSids.length, state.policies.length, state.steering.length];
    const steps = await plan(vpp, overlay);
    t.ok((await apply(vpp, steps)).every(({ ok }) => ok));
    t.same((await verify(vpp, overlay)).differences, []);
    t.same(objects(), [2, 3, 3]);
    t.equal(state.encapHopLimit, 128);
    t.same(
      state.policies.map(({ segmentLists }) => segmentLists.map(({ weight }) => weight)),
      [[1], [1], [3, 1]],
    );
    t.ok((await apply(vpp, inverse(steps))).every(({ ok }) => ok));
    t.same(objects(), [0, 0, 0]);
    t.same(simulator.warnings, []);
  });
}

const policy = {
  bsidAddr: "cafe::1",
  weight: 0,
  isEncap: true,
  isSpray: false,
  fibTable: 0,
  sids: { numSids: 1, weight: 1, sids: ["fc00::1"] },
};
const localSid = {
  localsid: "fc00::4",
  endPsp: false,
  behavior: SrBehavior.SR_BEHAVIOR_API_END,
  swIfIndex: 0xffffffff,
  vlanIndex: 0,
  fibTable: 0,
  nhAddr: "0.0.0.0",
};

t.test("a field that VPP's version does not have may hold its default, and nothing else", async (t) => {
  const alter = all(fields("sr_policy_add", without("weight")), fields("sr_localsid_add_del", without("sw_if_index")));
  const { simulator, vpp } = await simulatedVpp(t, { alter });
  await vpp.request(srPolicyAdd, policy);
  await vpp.request(srLocalsidAddDel, localSid);
  const { swIfIndex, ...unset } = localSid;
  await vpp.request(srLocalsidAddDel, { ...unset, localsid: "fc00::5" });
  const [policyCrc, sidCrc] = ["sr_policy_add", "sr_localsid_add_del"].map((name) => crcIn(vpp.messageTable, name));
  const lost = { code: "VPP_FIELD_MISSING", effect: "none" };
  await t.rejects(vpp.request(srPolicyAdd, { ...policy, bsidAddr: "cafe::2", weight: 5 }), {
    ...lost,
    messageName: "sr_policy_add",
    message:
      `sr_policy_add (44ac92e8 here, ${policyCrc} in VPP): ` +
      "field weight does not exist in VPP's version: leave it out, or give its default",
  });
  // Zero is the index of an interface, and not the default.
  await t.rejects(vpp.request(srLocalsidAddDel, { ...localSid, localsid: "fc00::6", swIfIndex: 0 }), {
    ...lost,
    message: new RegExp(`^sr_localsid_add_del \\(5a36c324 here, ${sidCrc} in VPP\\): field sw_if_index `),
  });
  t.equal(simulator.calls(srPolicyAdd).length, 1);
  t.equal(simulator.calls(srLocalsidAddDel).length, 2);
});

t.test("in a batch, only the request that has no place for a value fails", async (t) => {
  const { simulator, vpp } = await simulatedVpp(t, { alter: fields("sr_policy_add", without("is_spray")) });
  const outcomes = await vpp.batch((batch) => {
    batch.add(srPolicyAdd, policy);
    batch.add(srPolicyAdd, { ...policy, bsidAddr: "cafe::2", isSpray: true });
    batch.add(srPolicyAdd, { ...policy, bsidAddr: "cafe::3" });
  });
  t.match(outcomes, [{ ok: true }, { ok: false, error: { code: "VPP_FIELD_MISSING" } }, { ok: true }]);
  t.same(
    simulator.state.policies.map(({ bsid }) => String(bsid)),
    ["cafe::1", "cafe::3"],
  );
});

t.test("a value that a narrower field cannot hold is refused", async (t) => {
  const { vpp } = await simulatedVpp(t, { alter: fields("sr_policy_add", retype("weight", "u8")) });
  await vpp.request(srPolicyAdd, { ...policy, weight: 255 });
  await t.rejects(vpp.request(srPolicyAdd, { ...policy, weight: 256 }), {
    code: "VPP_FIELD_RANGE",
    message: "sr_policy_add.weight: 256 is not a u8",
  });
});

t.test("an item that VPP's version does not have is refused, and nothing is taken for another", async (t) => {
  const alter = items("sr_behavior", (items) => items.filter(([name]) => name !== "SR_BEHAVIOR_API_DT4"));
  const { vpp } = await simulatedVpp(t, { alter });
  await vpp.request(srLocalsidAddDel, localSid);
  await t.rejects(vpp.request(srLocalsidAddDel, { ...localSid, behavior: SrBehavior.SR_BEHAVIOR_API_DT4 }), {
    code: "VPP_FIELD_MISSING",
    message: /behavior cannot be SR_BEHAVIOR_API_DT4 in VPP's version/,
  });
});

t.test("flags keep their names, not their bits", async (t) => {
  const { simulator, vpp } = await simulatedVpp(t, { alter: renumber("if_status_flags", (bit) => bit * 4) });
  await vpp.request(swInterfaceSetFlags, { swIfIndex: 0, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  t.equal(simulator.calls(swInterfaceSetFlags)[0]?.flags, IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP);
  const [local0] = await collect(vpp.dump(swInterfaceDump, { nameFilter: "", nameFilterValid: false }));
  t.equal(local0!.flags & IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP, IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP);
});

t.test("a refusal is one wherever the reply has its return value", async (t) => {
  const alter = fields("sr_policy_del_reply", prepended(color));
  const { vpp } = await simulatedVpp(t, { alter });
  await t.rejects(vpp.request(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 }), {
    code: "VPP_RETVAL",
    messageName: "sr_policy_del",
    retval: -1,
  });
});

t.test("a message that VPP does not have is told with what it has instead, at its first use", async (t) => {
  const { simulator, vpp } = await simulatedVpp(t, { alter: message("sr_policy_add", () => undefined) });
  for (const attempt of [1, 2]) {
    await t.rejects(
      vpp.request(srPolicyAdd, policy),
      {
        code: "VPP_MESSAGE_MISSING",
        message: "sr_policy_add: this VPP does not have the message; it has sr_policy_add_v2",
      },
      `attempt ${attempt}`,
    );
  }
  t.equal((await vpp.request(showVersion, {})).retval, 0);
  t.same(simulator.state.policies, []);
});

t.test("values may change after the call, also while VPP's version is looked for", async (t) => {
  const { simulator, vpp } = await simulatedVpp(t, { alter: fields("sr_policy_add", reversed) });
  const sids = ["fc00::1"];
  const added = vpp.request(srPolicyAdd, { ...policy, sids: { numSids: 1, weight: 1, sids } });
  sids[0] = "fc00::2";
  await added;
  t.equal(String(simulator.state.policies[0]?.segmentLists[0]?.segments[0]), "fc00::1");
});

t.test("details of another version are read by name", async (t) => {
  const { vpp } = await simulatedVpp(t, {
    alter: fields("sr_localsids_details", (fields) => [color, ...reversed(without("vlan_index")(fields))]),
  });
  await vpp.request(srLocalsidAddDel, localSid);
  const [details] = await collect(vpp.dump(srLocalsidsDump, {}));
  t.match(details, { behavior: SrBehavior.SR_BEHAVIOR_API_END, fibTable: 0, vlanIndex: 0 });
  t.equal(String(details?.addr), "fc00::4");
});

t.test("tells what differs, field by field", async (t) => {
  const alter = all(
    fields("sr_policy_add", (fields) => prepended(color)(without("weight")(retype("fib_table", "u64")(fields)))),
    fields("sr_policy_del", reversed),
    renumber("sr_steer", (value) => value * 2),
    message("sr_set_encap_hop_limit", () => undefined),
  );
  const { vpp } = await simulatedVpp(t, { alter });
  const found = await vpp.compatibility(["sr_policy_add", "sr_policy_del", "sr_steering_add_del"]);
  t.match(found, [
    {
      name: "sr_policy_add",
      module: "sr",
      state: "differs",
      crc: "44ac92e8",
      serverCrc: crcIn(vpp.messageTable, "sr_policy_add"),
      fields: [
        { path: "weight", change: "removed", before: "u32" },
        { path: "fib_table", change: "changed", before: "u32", after: "u64" },
        { path: "color", change: "added", after: "u32" },
      ],
    },
    { name: "sr_policy_del", state: "differs", fields: [{ change: "moved" }, { change: "moved" }] },
    {
      name: "sr_steering_add_del",
      state: "differs",
      fields: [
        { path: "traffic_type.SR_STEER_API_L2", change: "changed", before: "2", after: "4" },
        { path: "traffic_type.SR_STEER_API_IPV4", change: "changed", before: "4", after: "8" },
        { path: "traffic_type.SR_STEER_API_IPV6", change: "changed", before: "6", after: "12" },
      ],
    },
  ]);
  t.match(await vpp.compatibility(["sr_set_encap_hop_limit"]), [{ state: "missing", fields: [] }]);
  t.match(await vpp.compatibility(["show_version"]), [{ state: "same", fields: [] }]);
  t.ok((await vpp.compatibility()).length > 2000);
});

t.test("nothing fails before it is used", async (t) => {
  const { vpp } = await simulatedVpp(t, {
    alter: all(
      everything,
      message("sr_policy_mod", () => undefined),
    ),
  });
  await vpp.request(srSetEncapHopLimit, { hopLimit: 9 });
  t.equal((await vpp.request(showVersion, {})).program, "vpe");
});

/** Returns the CRC of a message in a table. */
function crcIn(table: MessageTable, name: string): string | undefined {
  const entries = [...table.entries()].map(([entry]) => entry);
  return entries.find((entry) => entry.slice(0, -CRC_SUFFIX) === name)?.slice(1 - CRC_SUFFIX);
}

async function collect<T>(details: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of details) found.push(each);
  return found;
}
