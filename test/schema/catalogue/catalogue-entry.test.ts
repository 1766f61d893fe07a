import t from "tap";
import {
  type Fact,
  factsOf,
  formatFact,
  formatField,
  moduleOf,
  parseFact,
} from "../../../src/schema/catalogue/catalogue-entry.ts";
import type { ApiModule, FieldDefinition } from "../../../src/schema/model/model.ts";

/** Lines of `api-json/sr.jsonl` and others, without the releases. */
const lines: readonly string[] = [
  '{"module":"2.1.0","folder":"core","fileCrc":"0x46cb0a07","imports":["interface_types"]}',
  '{"typedef":"srv6_sid_list","fields":[["u8","num_sids"],["u32","weight"],["ip6_address","sids",16]]}',
  '{"union":"address_union","fields":[["ip4_address","ip4"],["ip6_address","ip6"]]}',
  '{"enum":"sr_steer","type":"u8","items":[["SR_STEER_API_L2",2],["SR_STEER_API_IPV4",4]]}',
  '{"enumflag":"flags","type":"u32","items":[["A",1]]}',
  '{"alias":"mac_address","type":"u8","length":6}',
  '{"alias":"interface_index","type":"u32"}',
  '{"message":"sr_policies_dump","crc":"51077d14","fields":[["u32","client_index"],["u32","context"]],"service":{"reply":"sr_policies_details","stream":true}}',
  '{"message":"old","crc":"01234567","options":{"deprecated":""},"fields":[["string","tag",0],["u8","n"],["u8","data",0,"n"],["u32","id",{"default":4294967295}]]}',
];

for (const line of lines) {
  t.test(`a line is the same when it was read: ${line.slice(0, 40)}`, async (t) => {
    t.equal(JSON.stringify(formatFact(parseFact(JSON.parse(line)))), line);
  });
}

t.test("a message is read with its fields, options and service", async (t) => {
  t.strictSame(parseFact(JSON.parse(lines[7]!)), {
    kind: "message",
    value: {
      name: "sr_policies_dump",
      crc: "51077d14",
      fields: [
        { name: "client_index", type: "u32" },
        { name: "context", type: "u32" },
      ],
      options: {},
      service: { reply: "sr_policies_details", stream: true },
    },
  });
});

t.test("a type is read by its kind", async (t) => {
  t.strictSame(parseFact(JSON.parse(lines[4]!)), {
    kind: "type",
    value: { kind: "enumflag", name: "flags", type: "u32", items: [["A", 1]] },
  });
  t.strictSame(parseFact(JSON.parse(lines[5]!)), {
    kind: "type",
    value: { kind: "alias", name: "mac_address", type: "u8", length: 6 },
  });
});

t.test("comments and compatible items are in no line", async (t) => {
  const fact: Fact = {
    kind: "type",
    value: { kind: "enum", name: "e", type: "u8", items: [["A", 1]], compatibleItems: 1 },
  };
  t.equal(JSON.stringify(formatFact(fact)), '{"enum":"e","type":"u8","items":[["A",1]]}');
});

const MODULE: ApiModule = {
  name: "made_up",
  folder: "plugins",
  version: "1.2.3",
  fileCrc: "0xabc",
  imports: ["ip_types"],
  types: [{ kind: "alias", name: "tag", type: "u8", length: 4 }],
  messages: [{ name: "m", crc: "01234567", fields: [], options: {} }],
};

t.test("a module is the facts about itself, its types and its messages", async (t) => {
  t.same(
    factsOf(MODULE).map(({ kind }) => kind),
    ["module", "type", "message"],
  );
  t.strictSame(moduleOf("made_up", factsOf(MODULE)), MODULE);
});

t.test("facts without those about the module itself are refused", async (t) => {
  const message = 'the catalogue has no line {"module": ...} for made_up';
  t.throws(() => moduleOf("made_up", factsOf(MODULE).slice(1)), { code: "VPP_SCHEMA", message });
});

const fields: readonly (readonly [field: FieldDefinition, json: unknown[]])[] = [
  [{ name: "x", type: "address" }, ["address", "x"]],
  [{ name: "x", type: "u8", array: { kind: "fixed", length: 3 } }, ["u8", "x", 3]],
  [{ name: "x", type: "u8", array: { kind: "counted", by: "n" } }, ["u8", "x", 0, "n"]],
  [{ name: "x", type: "string", array: { kind: "variable" } }, ["string", "x", 0]],
  [{ name: "x", type: "u32", default: 0, limit: 2 }, ["u32", "x", { default: 0, limit: 2 }]],
];

for (const [field, json] of fields) {
  t.test(`a field is written as ${JSON.stringify(json)}`, async (t) => {
    t.strictSame(formatField(field), json);
  });
}
