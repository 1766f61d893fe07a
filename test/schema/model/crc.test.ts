import { crc32 } from "node:zlib";
import t from "tap";
import { loadCatalogue } from "../../../src/schema/catalogue/catalogue.ts";
import { checkCrcs, MessageCrcs } from "../../../src/schema/model/crc.ts";
import {
  type ApiModule,
  ApiSchema,
  type FieldDefinition,
  type TypeDefinition,
} from "../../../src/schema/model/model.ts";

const header: readonly FieldDefinition[] = [
  { name: "client_index", type: "u32" },
  { name: "context", type: "u32" },
];

const types: readonly TypeDefinition[] = [
  { kind: "alias", name: "index", type: "u32" },
  { kind: "alias", name: "serial", type: "u8", length: 6 },
  {
    kind: "enum",
    name: "mode",
    type: "u8",
    items: [
      ["OFF", 0],
      ["ON", 10],
      ["LATE", 11],
    ],
    compatibleItems: 1,
  },
  { kind: "enum", name: "late", type: "u8", items: [["A", 0]], compatibleItems: 1 },
  { kind: "enumflag", name: "flags", type: "u8", items: [["LOW", 1]] },
  {
    kind: "union",
    name: "either",
    fields: [
      { name: "a", type: "mode" },
      { name: "b", type: "u8", array: { kind: "fixed", length: 2 } },
    ],
  },
  {
    kind: "typedef",
    name: "pair",
    fields: [
      { name: "x", type: "either" },
      { name: "y", type: "index" },
    ],
  },
];

/** Fields, and all text that VPP computes the CRC of. @see VPP src/tools/vppapigen/vppapigen.py `foldup_crcs` */
const texts: readonly (readonly [fields: readonly FieldDefinition[], text: string])[] = [
  [[], "[]"],
  [header, "[['u32', 'client_index'], ['u32', 'context']]"],
  [[{ name: "x", type: "f64", default: 1.5 }], "[['f64', 'x']]"],
  [[{ name: "x", type: "u8", array: { kind: "fixed", length: 16 } }], "[['u8', 'x', 16, None]]"],
  [[{ name: "x", type: "u8", array: { kind: "counted", by: "n" } }], "[['u8', 'x', 0, 'n']]"],
  [[{ name: "x", type: "string", array: { kind: "fixed", length: 64 } }], "[['string', 'x', 64, None]]"],
  [[{ name: "x", type: "string", array: { kind: "variable" } }], "[['string', 'x', 0, None]]"],
  [[{ name: "x", type: "index" }], "[['vl_api_index_t', 'x']][]"],
  [[{ name: "x", type: "serial" }], "[['vl_api_serial_t', 'x']][]"],
  [[{ name: "x", type: "mode" }], "[['vl_api_mode_t', 'x']][['OFF', 0], ['ON', 10]]"],
  [[{ name: "x", type: "late" }], "[['vl_api_late_t', 'x']][]"],
  [[{ name: "x", type: "flags" }], "[['vl_api_flags_t', 'x']][['LOW', 1]]"],
  [
    [{ name: "x", type: "either", case: "ON" }],
    "[['vl_api_either_t', 'x']][['vl_api_mode_t', 'a'], ['u8', 'b', 2, None]][['OFF', 0], ['ON', 10]]",
  ],
  [
    [
      { name: "p", type: "pair", array: { kind: "fixed", length: 2 } },
      { name: "q", type: "index" },
    ],
    "[['vl_api_pair_t', 'p', 2, None], ['vl_api_index_t', 'q']]" +
      "[['vl_api_either_t', 'x'], ['vl_api_index_t', 'y']]" +
      "[['vl_api_mode_t', 'a'], ['u8', 'b', 2, None]][['OFF', 0], ['ON', 10]][][]",
  ],
];

for (const [fields, text] of texts) {
  t.test(`the CRC is that of ${text}`, async (t) => {
    t.equal(crcsOf(types).crcOf(fields), crcOfText(text));
  });
}

/** As VPP has them. @see VPP src/vlibmemory/memclnt.api */
const known: readonly (readonly [fields: readonly FieldDefinition[], crc: string])[] = [
  [header, "51077d14"],
  [
    [
      { name: "context", type: "u32" },
      { name: "retval", type: "i32" },
    ],
    "e8d4e804",
  ],
];

for (const [fields, crc] of known) {
  t.test(`fields ${fields.map(({ name }) => name).join(", ")} have the CRC ${crc}`, async (t) => {
    t.equal(crcsOf([]).crcOf(fields), crc);
  });
}

t.test("types that use each other twice have a CRC, though its text is longer than any memory", async (t) => {
  const double = (at: number): TypeDefinition => {
    const type = at === 0 ? "u8" : `t${at - 1}`;
    return {
      kind: "typedef",
      name: `t${at}`,
      fields: [
        { name: "a", type },
        { name: "b", type },
      ],
    };
  };
  const crcs = crcsOf(Array.from({ length: 60 }, (_, at) => double(at)));
  const inner = "[['u8', 'a'], ['u8', 'b']]";
  const text = `[['vl_api_t1_t', 'x']][['vl_api_t0_t', 'a'], ['vl_api_t0_t', 'b']]${inner}${inner}`;
  t.equal(crcs.crcOf([{ name: "x", type: "t1" }]), crcOfText(text));
  t.match(crcs.crcOf([{ name: "x", type: "t59" }]), /^[0-9a-f]{8}$/);
});

t.test("an unknown type has no CRC", async (t) => {
  t.throws(() => crcsOf([]).crcOf([{ name: "x", type: "nowhere" }]), {
    code: "VPP_SCHEMA",
    message: "no type nowhere",
  });
});

t.test("a CRC that does not fit its definition is told", async (t) => {
  const module: ApiModule = {
    name: "m",
    folder: "plugins",
    version: "1.0.0",
    fileCrc: "0x0",
    imports: [],
    types: [],
    messages: [
      { name: "good", crc: "51077d14", fields: header, options: {} },
      { name: "bad", crc: "00000000", fields: header, options: {} },
    ],
  };
  t.same(checkCrcs(new ApiSchema("26.06", [module])), [
    { module: "m", message: "bad", stated: "00000000", computed: "51077d14" },
  ]);
});

/**
 * Those that use an enumeration with `backwards_compatible` items, of which a catalogue knows nothing.
 *
 * @see VPP 26.06: sr_behavior, tunnel_encap_decap_flags, ipsec_crypto_alg, ipsec_sad_flags, virtio_flags, tap_flags,
 * af_packet_flags, af_xdp_flag
 */
const COMPATIBLE_26_06 =
  `af_packet_create_v3 af_xdp_create_v3 gre_tunnel_add_del gre_tunnel_add_del_v2 gre_tunnel_details
  gre_tunnel_details_v2 gre_tunnel_v2_details ipip_add_tunnel ipip_tunnel_details ipsec_sa_details ipsec_sa_v2_details
  ipsec_sa_v3_details ipsec_sa_v4_details ipsec_sa_v5_details ipsec_sad_entry_add ipsec_sad_entry_add_del
  ipsec_sad_entry_add_del_v2 ipsec_sad_entry_add_del_v3 ipsec_sad_entry_add_v2 ipsec_sad_entry_update sr_localsid_add_del
  sr_localsid_add_del_v2 sr_localsids_details sr_localsids_with_packet_stats_details sw_interface_tap_v2_details
  tap_create_v2 tap_create_v3 virtio_pci_create_v2`.split(/\s+/);

t.test("every other CRC of 26.06 fits its definition", async (t) => {
  const wrong = checkCrcs(loadCatalogue("26.06")).map(({ message }) => message);
  t.same(wrong.sort(), COMPATIBLE_26_06);
});

function crcsOf(known: readonly TypeDefinition[]): MessageCrcs {
  return new MessageCrcs((name) => known.find((type) => type.name === name));
}

function crcOfText(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
