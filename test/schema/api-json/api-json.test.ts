import t from "tap";
import { parseApiJson, parseField } from "../../../src/schema/api-json/api-json.ts";
import type { ApiModule, FieldDefinition } from "../../../src/schema/model/model.ts";
import { readText } from "../../helpers.ts";

const text = readText("golden/sample.api.json");
const sample = parseApiJson(text, "plugins", "other");

const fields: readonly (readonly [json: Parameters<typeof parseField>[0], field: FieldDefinition])[] = [
  [["u32", "x"], { name: "x", type: "u32" }],
  [["vl_api_address_t", "x"], { name: "x", type: "address" }],
  [["u32", "x", { default: 10 }], { name: "x", type: "u32", default: 10 }],
  [["u32", "x", { default: 0 }], { name: "x", type: "u32", default: 0 }],
  [["f64", "x", { default: 1.5 }], { name: "x", type: "f64", default: 1.5 }],
  [["bool", "x", { default: "true" }], { name: "x", type: "bool", default: true }],
  [["bool", "x", { default: false }], { name: "x", type: "bool", default: false }],
  [["u8", "x", 16], { name: "x", type: "u8", array: { kind: "fixed", length: 16 } }],
  [["string", "x", 64], { name: "x", type: "string", array: { kind: "fixed", length: 64 } }],
  [["string", "x", 0], { name: "x", type: "string", array: { kind: "variable" } }],
  [["u8", "x", 0, "len"], { name: "x", type: "u8", array: { kind: "counted", by: "len" } }],
  [["vl_api_x_t", "x", { discriminator: "af" }], { name: "x", type: "x", discriminator: "af" }],
  [["vl_api_x_t", "x", { case: "A_B" }], { name: "x", type: "x", case: "A_B" }],
  [["u32", "x", { limit: 9 }], { name: "x", type: "u32", limit: 9 }],
];

for (const [json, field] of fields) {
  t.test(`reads the field ${JSON.stringify(json)}`, async (t) => {
    t.strictSame(parseField(json), field);
  });
}

t.test("reads what a document says of its module", async (t) => {
  const { name, folder, version, fileCrc, imports } = sample;
  t.same(
    [name, folder, version, fileCrc, imports],
    ["sample", "plugins", "1.2.3", "0xabc1234", ["ip_types", "ethernet_types"]],
  );
});

t.test("a document of VPP before 26.06 does not name its module: the file does", async (t) => {
  t.equal(parseApiJson(changed({ module: undefined }), "core", "memif").name, "memif");
});

t.test("keeps messages in the order of their ids", async (t) => {
  t.same(
    sample.messages.slice(0, 4).map(({ name, crc }) => `${name}_${crc}`),
    [
      "sample_set_00000001",
      "sample_set_reply_e8d4e804",
      "sample_guess_set_00000002",
      "sample_guess_set_reply_00000003",
    ],
  );
});

t.test("the message id is no field, and neither are CRC and comment", async (t) => {
  t.same(
    message(sample, "sample_set_reply").fields.map(({ name }) => name),
    ["context", "retval"],
  );
});

const options: readonly (readonly [name: string, options: Readonly<Record<string, string>>])[] = [
  ["sample_set", { deprecated: "26.02", replaced_by: "sample_set_v2" }],
  ["sample_set_reply", { deprecated: "" }],
  ["sample_guess_set", { status: "in_progress" }],
  ["sample_dump", {}],
];

for (const [name, known] of options) {
  t.test(`${name} has the options ${JSON.stringify(known)}`, async (t) => {
    t.strictSame(message(sample, name).options, known);
  });
}

const services: readonly (readonly [name: string, service: unknown])[] = [
  ["sample_set", { reply: "sample_set_reply" }],
  ["sample_dump", { reply: "sample_details", stream: true }],
  ["sample_get", { reply: "sample_get_reply", stream: true, streamMessage: "sample_details" }],
  ["want_sample_events", { reply: "want_sample_events_reply", events: ["sample_event"] }],
  ["sample_notice", { reply: "null" }],
  ["sample_details", undefined],
];

for (const [name, service] of services) {
  t.test(`${name} is served by ${JSON.stringify(service)}`, async (t) => {
    t.strictSame(message(sample, name).service, service);
  });
}

t.test("types are told apart by kind, with bare names", async (t) => {
  const kinds = Object.fromEntries(sample.types.map(({ name, kind }) => [name, kind]));
  t.same(kinds, {
    ip4_address: "alias",
    ip6_address: "alias",
    mac_address: "alias",
    sample_key: "alias",
    sample_triple: "alias",
    address_family: "enum",
    sample_mode: "enum",
    sample_flags: "enumflag",
    address_union: "union",
    sample_address: "union",
    address: "typedef",
    prefix: "typedef",
    sample_range: "typedef",
    sample_peer: "typedef",
    sample_guess: "typedef",
    sample_label: "typedef",
  });
});

t.test("an enumeration keeps its integer type and all its items", async (t) => {
  t.strictSame(
    sample.types.find(({ name }) => name === "sample_mode"),
    {
      kind: "enum",
      name: "sample_mode",
      type: "i16",
      items: [
        ["SAMPLE_MODE_OFF", 0],
        ["SAMPLE_MODE_AUTO", 2],
        ["SAMPLE_MODE_DEFAULT", 2],
      ],
    },
  );
});

const malformed: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ["no JSON", "{", /^not JSON: /],
  ["null", "null", /not an \.api\.json document/],
  ["a number", "1", /not an \.api\.json document/],
  ["an empty object", "{}", /not an \.api\.json document: types is missing/],
  ["a document without services", changed({ services: undefined }), /services is missing/],
  ["null instead of a list", changed({ messages: null }), /messages/],
  ["an object instead of a list", changed({ types: {} }), /types/],
  ["a message without a CRC", changed({ messages: [["sample_set", ["u16", "_vl_msg_id"]]] }), /sample_set/],
  ["an enumeration without a type", changed({ enums: [["sample_mode", ["A", 0]]] }), /sample_mode/],
];

for (const [what, document, message] of malformed) {
  t.test(`refuses ${what}`, async (t) => {
    t.throws(() => parseApiJson(document, "core", "sample"), { code: "VPP_SCHEMA", message });
  });
}

function message(module: ApiModule, name: string): ApiModule["messages"][number] {
  return module.messages.find((each) => each.name === name)!;
}

function changed(keys: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...JSON.parse(text), ...keys });
}
