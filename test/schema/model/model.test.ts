import t from "tap";
import { type ApiModule, ApiSchema, isBaseType } from "../../../src/schema/model/model.ts";

const module = (name: string, more: Partial<ApiModule> = {}): ApiModule => {
  return { name, folder: "core", version: "1.0.0", fileCrc: "0x1", imports: [], types: [], messages: [], ...more };
};
const tag = { kind: "alias", name: "tag", type: "u8" } as const;
const message = { name: "m", crc: "01234567", fields: [], options: {} };

const types = module("types", { types: [tag] });
const strangers = module("strangers", { types: [tag, { ...tag, name: "other" }] });
const user = module("user", { imports: ["missing", "types"], messages: [message] });
const schema = new ApiSchema("26.06", [types, strangers, user]);

t.test("modules are found by name", async (t) => {
  t.equal(schema.release, "26.06");
  t.equal(schema.modules.get("user"), user);
});

t.test("a message is found by name and CRC, with its module and schema", async (t) => {
  t.same(schema.findMessage("m", "01234567"), { message, module: user, schema });
  t.equal(schema.findMessage("m", "76543210"), undefined);
  t.equal(schema.findMessage("n", "01234567"), undefined);
});

t.test("a type belongs to the module itself, or to one that it imports, and to no other", async (t) => {
  t.equal(schema.ownerOf("tag", types), types);
  t.equal(schema.ownerOf("tag", user), types);
  t.equal(schema.ownerOf("tag", strangers), strangers);
  t.equal(schema.ownerOf("other", user), undefined);
});

t.test("base types are those of VPP's language", async (t) => {
  // @see VPP src/tools/vppapigen/vppapigen.py, `global_types`
  const names = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f64", "bool", "string"];
  t.same([...names, "address", "toString", "f32"].filter(isBaseType), names);
});
