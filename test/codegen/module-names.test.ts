import t from "tap";
import { freeName, namesOf } from "../../src/codegen/module-names.ts";
import type { ApiModule } from "../../src/schema/index.ts";

const MODULE: ApiModule = {
  name: "made_up",
  folder: "plugins",
  version: "1.0.0",
  fileCrc: "0x1",
  imports: [],
  types: [
    { kind: "typedef", name: "foo_bar", fields: [{ name: "x", type: "u8" }] },
    { kind: "typedef", name: "plain", fields: [{ name: "x", type: "u8" }] },
    { kind: "alias", name: "delete", type: "u8" },
  ],
  messages: ["foo_bar", "delete", "sr_policy_add"].map((name) => ({ name, crc: "01234567", fields: [], options: {} })),
};
const names = namesOf(MODULE);

t.test("a message has a descriptor and a type", async (t) => {
  t.same(names.message("sr_policy_add"), { descriptor: "srPolicyAdd", type: "SrPolicyAdd" });
});

t.test("a type has a codec", async (t) => {
  t.same(names.type("plain"), { type: "Plain", codec: "plainCodec" });
});

t.test(
  "a type that is called like a message, and a message like a word of the language, get a dollar sign",
  async (t) => {
    t.same(names.type("foo_bar"), { type: "FooBar$", codec: "fooBarCodec" });
    t.same(names.message("delete"), { descriptor: "delete$", type: "Delete" });
  },
);

t.test("what is exported, and what the language reserves, is taken", async (t) => {
  for (const name of ["FooBar", "FooBar$", "plainCodec", "class", "Uint8Array"]) t.ok(names.isTaken(name), name);
  t.notOk(names.isTaken("FooBaz"));
});

t.test("a module has the same names each time", async (t) => {
  t.equal(namesOf(MODULE), names);
});

t.test("as many dollar signs are added as a name needs", async (t) => {
  const taken = new Set(["a", "a$"]);
  t.equal(
    freeName("a", (name) => taken.has(name)),
    "a$$",
  );
  t.equal(
    freeName("b", (name) => taken.has(name)),
    "b",
  );
});
