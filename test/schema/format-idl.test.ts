/** Whatever is printed in VPP's language is read back the same; `test/schema/idl` holds the reader against VPP's own. */
import t from "tap";
import { loadCatalogue } from "../../src/schema/catalogue/catalogue.ts";
import { formatIdl, formatMessage, formatService, formatType } from "../../src/schema/format-idl.ts";
import { type FindImport, parseApi } from "../../src/schema/idl/resolve.ts";
import type { ApiModule, ApiSchema, MessageDefinition, TypeDefinition } from "../../src/schema/model/model.ts";
import { moduleName } from "../../src/schema/model/module-name.ts";
import { readText } from "../helpers.ts";

for (const release of ["22.10", "26.06"]) {
  t.test(`every module of VPP ${release} is read back the same`, async (t) => {
    const schema = loadCatalogue(release);
    for (const module of schema.modules.values())
      t.strictSame(facts(readBack(module, schema), module), facts(module, module));
  });
}

t.test("a module with everything that the language has is read back the same", async (t) => {
  const find: FindImport = (path) => ({ path, text: readText(`golden/${path}`) });
  const module = parseApi(readText("golden/toolbox.api"), "toolbox.api", find);
  // With all types of its imports it stands alone.
  const again = parseApi(formatIdl({ ...module, imports: [] }), "toolbox.api");
  t.strictSame({ ...again, fileCrc: "", imports: [] }, { ...module, fileCrc: "", imports: [] });
});

/** @see VPP src/vnet/ip/ip_types.api, src/vnet/interface_types.api, src/vnet/srv6/sr_types.api */
const types: readonly (readonly [type: TypeDefinition, text: string])[] = [
  [{ kind: "alias", name: "mac_address", type: "u8", length: 6 }, "typedef u8 mac_address[6];"],
  [{ kind: "alias", name: "address_with_prefix", type: "prefix" }, "typedef vl_api_prefix_t address_with_prefix;"],
  [
    {
      kind: "enum",
      name: "address_family",
      type: "u8",
      items: [
        ["ADDRESS_IP4", 0],
        ["ADDRESS_IP6", 1],
      ],
    },
    "enum address_family : u8\n{\n  ADDRESS_IP4 = 0,\n  ADDRESS_IP6 = 1,\n};",
  ],
  [
    {
      kind: "enumflag",
      name: "flags",
      type: "u32",
      items: [
        ["UP", 1],
        ["TOP", 2 ** 31],
      ],
      compatibleItems: 1,
    },
    "enumflag flags\n{\n  UP = 0x1,\n  TOP = 0x80000000 [backwards_compatible],\n};",
  ],
  [
    { kind: "union", name: "address_union", fields: [{ name: "ip4", type: "ip4_address", case: "ADDRESS_IP4" }] },
    "union address_union\n{\n  vl_api_ip4_address_t ip4 [case=ADDRESS_IP4];\n};",
  ],
  [
    { kind: "typedef", name: "prefix", fields: [{ name: "len", type: "u8" }], comment: "/** A prefix */" },
    "/** A prefix */\ntypedef prefix\n{\n  u8 len;\n};",
  ],
];

for (const [type, text] of types) {
  t.test(`prints ${type.kind} ${type.name}`, async (t) => {
    t.equal(formatType(type), text);
  });
}

const message: MessageDefinition = {
  name: "plugin_add",
  crc: "00000000",
  options: { deprecated: "", replaced_by: "plugin_add_v2" },
  fields: [
    { name: "sw_if_index", type: "interface_index", default: 0xffffffff },
    { name: "is_add", type: "bool", default: true },
    { name: "weight", type: "f64", default: 0.5, limit: 10 },
    { name: "name", type: "string", array: { kind: "fixed", length: 64 } },
    { name: "n", type: "u8" },
    { name: "paths", type: "fib_path", array: { kind: "counted", by: "n" } },
  ],
};

t.test("prints a message with its options", async (t) => {
  const body = [
    "{",
    "  option deprecated;",
    '  option replaced_by = "plugin_add_v2";',
    "  vl_api_interface_index_t sw_if_index [default=0xffffffff];",
    "  bool is_add [default=true];",
    "  f64 weight [default=0.5, limit=10];",
    "  string name[64];",
    "  u8 n;",
    "  vl_api_fib_path_t paths[n];",
    "};",
  ].join("\n");
  t.equal(formatMessage(message), `define plugin_add\n${body}`);
  t.equal(formatMessage(message, true), `autoreply define plugin_add\n${body}`);
});

/** @see VPP src/vnet/ip/ip.api, src/vnet/interface.api, src/vlibmemory/memclnt.api */
const services: readonly (readonly [service: MessageDefinition["service"], text: string])[] = [
  [{ reply: "x_reply" }, "rpc x returns x_reply;"],
  [{ reply: "null" }, "rpc x returns null;"],
  [{ reply: "x_details", stream: true }, "rpc x returns stream x_details;"],
  [{ reply: "x_reply", stream: true, streamMessage: "x_details" }, "rpc x returns x_reply stream x_details;"],
  [{ reply: "x_reply", events: ["a", "b"] }, "rpc x returns x_reply events a, b;"],
];

for (const [service, text] of services) {
  t.test(`prints "${text}"`, async (t) => {
    t.equal(formatService({ ...message, name: "x", service: service! }), text);
  });
}

t.test("a message that asks for nothing has no service", async (t) => {
  t.equal(formatService(message), undefined);
});

function readBack(module: ApiModule, schema: ApiSchema): ApiModule {
  const find: FindImport = (path) => {
    const imported = schema.modules.get(moduleName(path))!;
    return { path: `${imported.name}.api`, text: formatIdl(imported) };
  };
  return parseApi(formatIdl(module), `${module.name}.api`, find);
}

/** What a file says itself, which are not CRCs, in an order of their own. */
function facts({ version, types, messages }: ApiModule, { types: own }: ApiModule): object {
  const names = new Set(own.map(({ name }) => name));
  const found = types.filter(({ name }) => names.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { version, types: found, messages: messages.map((each) => ({ ...each, crc: "" })) };
}
