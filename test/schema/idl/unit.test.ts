import t from "tap";
import { Source } from "../../../src/schema/idl/source.ts";
import { type Places, Unit } from "../../../src/schema/idl/unit.ts";
import type { TypeDefinition } from "../../../src/schema/model/model.ts";

const alias = (name: string): TypeDefinition => ({ kind: "alias", name, type: "u8" });
const unit = (file: string, text = "", places: Places = new Map()) => new Unit(new Source(file, text), places);

t.test("a file has the types of those that it imports, and theirs", async (t) => {
  const [base, middle, top] = ["base.api", "x/middle.api", "top.api"].map((file) => unit(file));
  base!.addType(alias("tag"), 0);
  middle!.addImport({ text: "base.api", at: 0 }, base!);
  top!.addImport({ text: "x/middle.api", at: 0 }, middle!);
  top!.addImport({ text: "base.api", at: 0 }, base!);
  t.same([...top!.types.keys()], ["tag"]);
  t.same(top!.imports, ["middle", "base", "base"]);
});

t.test("two types of one name are refused, where the second stands, and point to the first", async (t) => {
  const places: Places = new Map();
  const base = unit("base.api", "\n\ntypedef", places);
  base.addType(alias("tag"), 2);
  const top = unit("top.api", "import\ntypedef", places);
  top.addImport({ text: "base.api", at: 0 }, base);
  t.throws(() => top.addType(alias("tag"), 7), {
    code: "VPP_SCHEMA",
    message: "top.api:2:1: type tag is defined already, in base.api:3\n",
  });
});

t.test("an error about what was made of a file has its place there", async (t) => {
  const file = unit("a.api", "one\ntwo");
  const made = file.placed({ name: "x" }, 4);
  t.match(file.faultAt(made, "is wrong").message, /^a\.api:2:1: is wrong\n/);
  t.match(file.faultAt({}, "is wrong").message, /^a\.api:1:1: is wrong\n/);
  t.match(file.fault(1, "is wrong").message, /^a\.api:1:2: is wrong\n/);
});

t.test("messages and options are kept in order", async (t) => {
  const file = unit("a.api");
  file.addMessage({ name: "m", fields: [], options: {} }, 0);
  file.addAutoreply({ name: "m_reply", fields: [], options: {} }, 0);
  file.addOption({ text: "version", at: 0 }, "1.0.0");
  t.same(
    file.messages.map(({ name }) => name),
    ["m", "m_reply"],
  );
  t.equal(file.options.get("version"), "1.0.0");
});

/** A name where a type is used, and the type or the error. */
const names: readonly (readonly [text: string, found: string | RegExp, within?: string])[] = [
  ["u8", "u8"],
  ["string", "string"],
  ["vl_api_tag_t", "tag"],
  ["tag", /^a\.api:1:1: there is no type tag: write vl_api_tag_t\n/],
  ["vl_api_later_t", /^a\.api:1:1: there is no type vl_api_later_t above this line\n/],
  ["vl_api_later_t", /^a\.api:1:1: type later contains itself\n/, "later"],
];

for (const [text, found, within] of names) {
  t.test(`${text} is ${found}`, async (t) => {
    const file = unit("a.api");
    file.addType(alias("tag"), 0);
    const name = () => file.typeName({ text, at: 0 }, within);
    if (typeof found === "string") t.equal(name(), found);
    else t.throws(name, { code: "VPP_SCHEMA", message: found });
  });
}

t.test("imports of imports are counted, and end at 10000", async (t) => {
  const base = unit("base.api");
  base.imports.push(...Array.from({ length: 9_999 }, () => "x"));
  const top = unit("top.api");
  top.addImport({ text: "base.api", at: 0 }, base);
  t.throws(() => top.addImport({ text: "y.api", at: 0 }, unit("y.api")), {
    code: "VPP_SCHEMA",
    message: "top.api:1:1: there are more than 10000 imports, imports of imports included\n",
  });
});
