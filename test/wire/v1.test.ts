/**
 * The door that generated bindings import, and the promise to those that were generated earlier. `test/golden/wire-v1` holds
 * such bindings, of the made-up module `sample`: they stay as they are, whatever the generator prints today.
 */
import t from "tap";
import { Ip6Address } from "../../src/address/index.ts";
import { generateBindings } from "../../src/codegen/index.ts";
import { loadCatalogue } from "../../src/schema/index.ts";
import { type Message, MessageView, WireReader, WireWriter } from "../../src/wire/index.ts";
import * as v1 from "../../src/wire/v1.ts";
import { sampleMessages } from "../codegen/sample-messages.ts";
import { bytes, decode, encode, readText, sampleSchema, viewOf } from "../helpers.ts";
import { UserProject } from "../user-project.ts";

/** `sample_guess_set` in earlier bindings, which read the longest arm of a union that nothing selects. */
const LONGEST_ARM = {
  guess: { either: { case: "ip6Addr", value: Ip6Address.parse("::1") } },
  data: Uint8Array.of(0xca, 0xfe),
};

const words = (text: string): string[] => text.split(" ").sort();

/** What may be added to, with every user of it in mind, and never taken from. */
const VALUES = words("dump empty event message paged request retvalOnly scalars textBytes");
const TYPES = [
  "Codec Dump EnumItems Event Field FieldType HeaderKind Input Ip4Address Ip4Prefix Ip6Address Ip6Prefix IpAddress MacAddress",
  "Message Paged Prefix ReadFunction Received Request ScalarType UnionCodec VariableCodec WireReader WireWriter",
].flatMap(words);
const SCALARS = words("address bool f64 i16 i32 i64 i8 ip4 ip4Prefix ip6 ip6Prefix mac prefix u16 u32 u64 u8");
const READERS = words("address blob ip4 ip4Prefix ip6 ip6Prefix list mac octets prefix sequence string text view");
const WRITERS = [
  "address blob bool count enter f64 i16 i32 i64 i8 ip4 ip4Prefix ip6 ip6Prefix leave mac octets prefix refuseArm selects",
  "selectsNoOther string text u16 u32 u64 u8 upTo zero",
].flatMap(words);

const current = [...generateBindings(loadCatalogue()).values(), ...generateBindings(sampleSchema()).values()].join(
  "\n",
);

t.test("the door opens what generated bindings need, and nothing else", async (t) => {
  t.same(Object.keys(v1).sort(), VALUES);
  t.same(namesOpened(readText("../src/wire/v1.ts")), [...VALUES, ...TYPES].sort());
});

t.test("the published door is the same", async (t) => {
  // Its path is a variable: the compiler would look for the declarations that it is just making.
  const door = "tsvpp/wire/v1";
  t.same(Object.keys((await import(door)) as object).sort(), VALUES);
});

t.test("reader, writer and scalars have the members that generated bindings may use", async (t) => {
  const missing = (names: readonly string[], object: object) => names.filter((name) => !(name in object));
  t.same(missing(SCALARS, v1.scalars), []);
  t.same(missing(READERS, new WireReader()), []);
  t.same(missing(WRITERS, new WireWriter()), []);
});

t.test("bindings of today ask for no more than was promised", async (t) => {
  const imported = [...current.matchAll(/^import (?:type )?\{ (.*) \} from "tsvpp\/wire\/v1";$/gm)].flatMap(
    ([, names = ""]) => names.split(", ").map((name) => name.replace(/^type /, "").replace(/ as .*/, "")),
  );
  t.same(others(imported, [...VALUES, ...TYPES]), []);
  t.same(others(mentioned(/(?<![\w.$])w\.(\w+)/g), WRITERS), []);
  t.same(others(mentioned(/(?<![\w.$])r\.(\w+)/g), READERS), []);
  t.same(others(mentioned(/(?<![\w.$])scalars\.(\w+)/g), SCALARS), []);
});

t.test("bindings that were generated earlier compile, and speak as they did", async (t) => {
  const project = new UserProject(t);
  for (const name of ["sample.ts", "ip_types.ts"]) project.write(`src/${name}`, readText(`golden/wire-v1/${name}.txt`));
  t.equal(project.compile(), "");
  const descriptors = Object.values(await project.load("sample.js")) as Message<unknown>[];
  for (const [name, ofToday, hex] of sampleMessages) {
    const fields = name === "sample_guess_set" ? LONGEST_ARM : ofToday;
    const descriptor = descriptors.find((each) => each.name === name)!;
    const encoded = encode(descriptor, fields as never);
    const headerBytes = encoded.length - bytes(hex).length;
    t.equal(encoded.toString("hex", headerBytes), bytes(hex).toString("hex"), name);
    t.strictSame(decode(descriptor, encoded), fields, name);
    // Of views they know nothing.
    const view = new MessageView(descriptor as Message<object>);
    view.moveTo(encoded, viewOf(encoded), 0, encoded.length);
    t.strictSame({ ...view.fields }, fields, name);
  }
});

function namesOpened(text: string): string[] {
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].map(([, names = ""]) => names);
  return lists
    .flatMap((names) => names.split(",").map((name) => name.trim().replace(/^type /, "")))
    .filter((name) => name !== "")
    .sort();
}

function mentioned(pattern: RegExp): string[] {
  return [...current.matchAll(pattern)].map(([, name = ""]) => name);
}

function others(found: readonly string[], promised: readonly string[]): string[] {
  return [...new Set(found)].filter((name) => !promised.includes(name));
}
