import t from "tap";
import { parseApiJsonList } from "../../../src/schema/api-json/api-json.ts";
import { loadCatalogue } from "../../../src/schema/catalogue/catalogue.ts";
import { restoreTypeModules } from "../../../src/schema/catalogue/type-modules.ts";
import { formatApiJson } from "../../../src/schema/format-api-json.ts";
import { type ApiModule, ApiSchema } from "../../../src/schema/model/model.ts";

/** A list of documents as VPP answers it: no modules without messages. */
function answerOf(schema: ApiSchema, names: readonly string[]): ApiSchema {
  const documents = names.map((name) => formatApiJson(schema.modules.get(name)!, schema));
  return parseApiJsonList(JSON.stringify(documents), "");
}

function typesOf({ modules }: ApiSchema): Record<string, string> {
  return Object.fromEntries(
    [...modules].map(([name, { types }]) => [
      name,
      types
        .map((type) => type.name)
        .sort()
        .join(" "),
    ]),
  );
}

t.test("the types of VPP's modules go back to where its releases have them", async (t) => {
  const schema = loadCatalogue("26.06");
  const withMessages = [...schema.modules.values()].filter(({ messages }) => messages.length > 0);
  const restored = restoreTypeModules(
    answerOf(
      schema,
      withMessages.map(({ name }) => name),
    ),
  );
  const found = typesOf(restored);
  const imported = new Set(withMessages.flatMap(({ imports }) => imports));
  const wanted = Object.entries(typesOf(schema)).filter(([name]) => name in found || imported.has(name));
  t.same(found, Object.fromEntries(wanted));
});

t.test("a single module gives its imports back too", async (t) => {
  const found = typesOf(restoreTypeModules(answerOf(loadCatalogue("26.06"), ["sr"])));
  t.same(Object.keys(found), ["sr", "interface_types", "ip_types", "sr_types"]);
  t.equal(found.sr, "sr_policy_type srv6_sid_list srv6_sid_list_with_sl_index");
  t.equal(found.sr_types, "sr_behavior sr_policy_op sr_steer");
});

const base = { folder: "plugins", version: "1.0.0", fileCrc: "0x0", messages: [] };

function enumeration(name: string, value = 1) {
  return { kind: "enum", name, type: "u8", items: [[`${name}_item`, value]] } as const;
}

t.test("of modules that no release has, it is told by who has the types", async (t) => {
  const modules: ApiModule[] = [
    { ...base, name: "a", imports: ["shared_types"], types: [enumeration("shared"), enumeration("own")] },
    { ...base, name: "b", imports: ["shared_types"], types: [enumeration("shared"), enumeration("other")] },
    { ...base, name: "c", imports: [], types: [enumeration("other")] },
  ];
  t.same(typesOf(restoreTypeModules(new ApiSchema("", modules))), {
    a: "own",
    b: "other",
    c: "other",
    shared_types: "shared",
  });
});

t.test("types that differ stay where they are", async (t) => {
  const modules: ApiModule[] = [
    { ...base, name: "a", imports: ["sr_types"], types: [enumeration("sr_steer", 1)] },
    { ...base, name: "b", imports: ["sr_types"], types: [enumeration("sr_steer", 2)] },
  ];
  t.same(typesOf(restoreTypeModules(new ApiSchema("", modules))), { a: "sr_steer", b: "sr_steer" });
});

t.test("a restored module imports those whose types it uses", async (t) => {
  const { modules } = restoreTypeModules(answerOf(loadCatalogue("26.06"), ["ip", "mpls"]));
  t.same(modules.get("fib_types")?.imports, ["ip_types"]);
  t.match(modules.get("fib_types"), { version: "", messages: [] });
});

t.test("what is there is not restored, but used by what is", async (t) => {
  const { modules } = restoreTypeModules(answerOf(loadCatalogue("26.06"), ["ip", "ip_types", "sr_mobile", "sr"]));
  t.same(modules.get("fib_types")?.imports, ["ip_types"]);
  t.same(
    modules.get("sr_mobile")?.types.map(({ name }) => name),
    [],
  );
});

t.test("a schema that lacks nothing is the same", async (t) => {
  const schema = loadCatalogue("26.06");
  t.same(typesOf(restoreTypeModules(schema)), typesOf(schema));
});
