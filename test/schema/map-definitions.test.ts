import t from "tap";
import {
  type ApiSchema,
  type DefinitionChanges,
  type FieldDefinition,
  loadCatalogue,
  type MessageDefinition,
  mapDefinitions,
  type TypeDefinition,
} from "../../src/schema/index.ts";

const newest = loadCatalogue("26.06");

const without = (name: string) => (fields: readonly FieldDefinition[]) => fields.filter((field) => field.name !== name);
const inMessage = (
  name: string,
  change: (fields: readonly FieldDefinition[]) => FieldDefinition[],
): DefinitionChanges => ({
  message: (each) => (each.name === name ? { ...each, fields: change(each.fields) } : each),
});
const inTypedef = (
  name: string,
  change: (fields: readonly FieldDefinition[]) => FieldDefinition[],
): DefinitionChanges => ({
  type: (each) => (each.name === name && "fields" in each ? { ...each, fields: change(each.fields) } : each),
});
const inEnum = (name: string, item: string): DefinitionChanges => ({
  type: (each) =>
    each.name === name && "items" in each ? { ...each, items: each.items.filter(([other]) => other !== item) } : each,
});

/** What makes of messages of VPP 26.06 those of an older release, with the CRCs that VPP gave those. */
const older: readonly (readonly [crcs: Record<string, string>, release: string, changes: DefinitionChanges])[] = [
  [{ sfdp_interface_input_set: "fca1e31a" }, "26.02", inMessage("sfdp_interface_input_set", without("is_ip6"))],
  [{ ikev2_set_ike_transforms: "076d7378" }, "22.10", inTypedef("ikev2_ike_transforms", without("prf_alg"))],
  [{ cnat_snat_policy_add_del_if: "6828deca" }, "22.10", inEnum("cnat_snat_policy_table", "CNAT_POLICY_HOST")],
  [
    { cnat_translation_update: "cd5aedf5", cnat_translation_details: "347e1f16" },
    "22.10",
    inTypedef("cnat_translation", without("flow_hash_config")),
  ],
];

for (const [crcs, release, changes] of older) {
  t.test(`makes ${Object.keys(crcs).join(" and ")} what it was in VPP ${release}, CRC included`, async (t) => {
    const before = loadCatalogue(release);
    const altered = mapDefinitions(newest, changes);
    for (const [name, crc] of Object.entries(crcs)) {
      t.equal(crcOf(altered, name), crc);
      t.equal(crcOf(before, name), crc);
    }
  });
}

t.test("messages that do not change keep their CRCs", async (t) => {
  for (const release of ["22.10", "26.06"]) {
    const schema = loadCatalogue(release);
    t.same(crcs(mapDefinitions(schema, {})), crcs(schema));
  }
  const altered = crcs(mapDefinitions(newest, inMessage("sr_policy_add", without("weight"))));
  const changed = Object.entries(crcs(newest)).filter(([name, crc]) => altered[name] !== crc);
  t.same(
    changed.map(([name]) => name),
    ["sr_policy_add"],
  );
});

t.test("a CRC that is given stays", async (t) => {
  const altered = mapDefinitions(newest, {
    message: (each) => (each.name === "sr_policy_add" ? { ...each, crc: "deadbeef", fields: [] } : each),
  });
  t.equal(crcOf(altered, "sr_policy_add"), "deadbeef");
});

t.test("takes definitions away", async (t) => {
  const altered = mapDefinitions(newest, { message: (each) => (each.name === "sr_policy_add" ? undefined : each) });
  t.equal(crcOf(altered, "sr_policy_add"), undefined);
  t.equal(crcOf(altered, "sr_policy_add_v2"), "f6297f36");
});

t.test("changes can be an instance of a class", async (t) => {
  class Without implements DefinitionChanges {
    readonly #name = "sr_policy_add";
    message(each: MessageDefinition) {
      return each.name === this.#name ? undefined : each;
    }
    type(each: TypeDefinition) {
      return this.#name === each.name ? undefined : each;
    }
  }
  t.equal(crcOf(mapDefinitions(newest, new Without()), "sr_policy_add"), undefined);
});

t.test("a definition that replaces two messages gets a CRC for each", async (t) => {
  const stated = "44ac92e8"; // of sr_policy_add
  const shared: MessageDefinition = { name: "shared", crc: stated, fields: [], options: {} };
  const altered = mapDefinitions(newest, { message: (each) => (/^sr_policy_add/.test(each.name) ? shared : each) });
  const [first, second] = altered.modules.get("sr")!.messages.filter(({ name }) => name === "shared");
  t.not(first?.crc, stated);
  t.equal(second?.crc, stated);
});

t.test("does not leave a message without a type that it uses", async (t) => {
  t.throws(() => mapDefinitions(newest, { type: (each) => (each.name === "sr_behavior" ? undefined : each) }), {
    code: "VPP_SCHEMA",
    message: /sr_behavior/,
  });
});

function crcs(schema: ApiSchema): Record<string, string> {
  const all = [...schema.modules.values()].flatMap(({ messages }) => messages);
  return Object.fromEntries(all.map(({ name, crc }) => [name, crc]));
}

function crcOf(schema: ApiSchema, name: string): string | undefined {
  return crcs(schema)[name];
}
