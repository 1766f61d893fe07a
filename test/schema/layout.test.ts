import t from "tap";
import { listReleases, loadCatalogue } from "../../src/schema/catalogue/catalogue.ts";
import { Layouts } from "../../src/schema/layout.ts";
import { type ApiModule, ApiSchema, type FieldDefinition, type TypeDefinition } from "../../src/schema/model/model.ts";

const vpp = loadCatalogue();
const layouts = new Layouts(vpp);

/** Lengths of common types. @see VPP src/vnet/ip/ip_types.api, src/vlibmemory/memclnt.api */
const typeBytes: Readonly<Record<string, number>> = {
  interface_index: 4,
  ip4_address: 4,
  ip6_address: 16,
  mac_address: 6,
  address_family: 1,
  address_union: 16,
  address: 17,
  prefix: 18,
  address_with_prefix: 18,
  ip4_prefix: 5,
  ip6_prefix: 17,
  ip4_address_and_mask: 8,
  ip6_address_and_mask: 32,
  mprefix: 35,
  if_status_flags: 4,
  sub_if_flags: 4,
  mtu_proto: 4,
  link_duplex: 4,
  rx_mode: 4,
  if_type: 4,
  direction: 1,
  ip_proto: 1,
  ip_dscp: 1,
  ip_ecn: 1,
  sr_behavior: 1,
  sr_steer: 1,
  sr_policy_op: 1,
  sr_policy_type: 1,
  srv6_sid_list: 261,
  srv6_sid_list_with_sl_index: 265,
  module_version: 76,
};

for (const [type, byteLength] of Object.entries(typeBytes)) {
  t.test(`${type} is ${byteLength} bytes long`, async (t) => {
    const [layout] = layouts.fields([{ name: "x", type }], ownerOf(type));
    t.equal(layout?.shape.leastBytes, byteLength);
    t.equal(layout?.shape.isVariable, false);
  });
}

/** Where fields of VPP's SRv6 messages lie, counted from the message id. @see VPP src/vnet/srv6/sr.api */
const offsets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  sr_localsid_add_del: {
    is_del: 10,
    localsid: 11,
    end_psp: 27,
    behavior: 28,
    sw_if_index: 29,
    vlan_index: 33,
    fib_table: 37,
    nh_addr: 41,
  },
  sr_localsid_add_del_v2: { nh_addr: 41, locator_block_len: 58, locator_node_len: 59, function_len: 60 },
  sr_policy_add: { bsid_addr: 10, weight: 26, is_encap: 30, is_spray: 31, fib_table: 32, sids: 36 },
  sr_policy_add_v2: { type: 31, sids: 36, encap_src: 297 },
  sr_policy_mod: { sr_policy_index: 26, fib_table: 30, operation: 34, sl_index: 35, weight: 39, sids: 43 },
  sr_policy_mod_v2: { sids: 43, encap_src: 304 },
  sr_steering_add_del: {
    is_del: 10,
    bsid_addr: 11,
    sr_policy_index: 27,
    table_id: 31,
    prefix: 35,
    sw_if_index: 53,
    traffic_type: 57,
  },
  sr_localsids_details: { addr: 6, behavior: 23, vlan_index: 28, xconnect_iface_or_vrf_table: 49 },
  sr_policies_v2_details: { encap_src: 22, type: 38, num_sid_lists: 44, sid_lists: 45 },
  sr_steering_pol_details: { traffic_type: 6, prefix: 11, sw_if_index: 29, bsid: 33 },
  show_version_reply: { retval: 6, program: 10, version: 42, build_date: 74, build_directory: 106 },
};

for (const [name, expected] of Object.entries(offsets)) {
  t.test(`the fields of ${name} lie where VPP has them`, async (t) => {
    const { message, module } = messageOf(name);
    const found = layouts.fields([{ name: "_vl_msg_id", type: "u16" }, ...message.fields], module);
    t.match(Object.fromEntries(found.map(({ field, offset }) => [field.name, offset])), expected);
  });
}

t.test("a field of variable length begins behind all others and has no length of its own", async (t) => {
  const { message, module } = messageOf("sr_policies_v2_details");
  const last = layouts.fields(message.fields, module).at(-1);
  t.match(last?.shape, { kind: "counted", by: "num_sid_lists", leastBytes: 0, isVariable: true });
});

t.test("a block whose last field is of variable length is itself", async (t) => {
  const { message, module } = messageOf("ip_route_add_del");
  t.match(layouts.fields(message.fields, module).at(-1)?.shape, { kind: "struct", leastBytes: 27, isVariable: true });
});

for (const release of listReleases()) {
  t.test(`every message of ${release} can be laid out`, async (t) => {
    const schema = loadCatalogue(release);
    const ofRelease = new Layouts(schema);
    for (const module of schema.modules.values()) {
      for (const { fields } of module.messages) ofRelease.fields(fields, module);
    }
    t.pass();
  });
}

const blob: FieldDefinition = { name: "data", type: "u8", array: { kind: "counted", by: "len" } };
const len: FieldDefinition = { name: "len", type: "u8" };
const open: TypeDefinition = { kind: "typedef", name: "open", fields: [len, blob] };

/** Definitions that cannot be laid out. */
const faults: readonly (readonly [
  what: string,
  fields: readonly FieldDefinition[],
  types: TypeDefinition[],
  text: string,
])[] = [
  ["an unknown type", [{ name: "x", type: "nowhere" }], [], "made_up: no type nowhere"],
  [
    "a typedef that contains itself",
    [{ name: "x", type: "a" }],
    [{ kind: "typedef", name: "a", fields: [{ name: "a", type: "a" }] }],
    "made_up: type a contains itself",
  ],
  [
    "types that contain each other",
    [{ name: "x", type: "a" }],
    [
      { kind: "union", name: "a", fields: [{ name: "b", type: "b" }] },
      { kind: "alias", name: "b", type: "a", length: 2 },
    ],
    "made_up: type a contains itself",
  ],
  [
    "a field behind a variable one",
    [len, blob, { name: "x", type: "u8" }],
    [],
    "made_up: data is of variable length but x follows",
  ],
  [
    "a field behind a typedef that ends with a variable one",
    [
      { name: "x", type: "open" },
      { name: "y", type: "u8" },
    ],
    [open],
    "made_up: x is of variable length but y follows",
  ],
  ["a string without a length", [{ name: "x", type: "string" }], [], "made_up: x: a string needs a length"],
  [
    "a variable array without a counter",
    [{ name: "x", type: "u32", array: { kind: "variable" } }],
    [],
    "made_up: x: only text can be of variable length without a counter",
  ],
  [
    "a counter that does not exist",
    [blob],
    [],
    "made_up: data is counted by len, which is not an earlier u8, u16 or u32 field",
  ],
  [
    "a fixed array of typedefs of variable length",
    [{ name: "x", type: "open", array: { kind: "fixed", length: 2 } }],
    [open],
    "made_up: x: items of variable length need a counter",
  ],
  [
    "a union with an arm of variable length",
    [{ name: "x", type: "a" }],
    [open, { kind: "union", name: "a", fields: [{ name: "b", type: "open" }] }],
    "made_up: b: an arm cannot be of variable length",
  ],
];

for (const [what, fields, types, text] of faults) {
  t.test(`refuses ${what}`, async (t) => {
    const module: ApiModule = { ...ownerOf("address"), name: "made_up", types, messages: [] };
    const madeUp = new Layouts(new ApiSchema("0.0", [module]));
    t.throws(() => madeUp.fields(fields, module), { code: "VPP_SCHEMA", message: text });
  });
}

function ownerOf(type: string): ApiModule {
  return [...vpp.modules.values()].find(({ types }) => types.some(({ name }) => name === type))!;
}

function messageOf(name: string): { message: ApiModule["messages"][number]; module: ApiModule } {
  for (const module of vpp.modules.values()) {
    const message = module.messages.find((each) => each.name === name);
    if (message !== undefined) return { message, module };
  }
  throw new Error(`no message ${name}`);
}
