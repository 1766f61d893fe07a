import t from "tap";
import { ApiJsonList, formatApiJson, loadCatalogue } from "../../../src/schema/index.ts";

const schema = loadCatalogue("26.06");
const document = (name: string) => formatApiJson(schema.modules.get(name)!, schema);

t.test("finds a message with all types that it uses", async (t) => {
  const list = new ApiJsonList(JSON.stringify([document("vpe"), document("sr")]));
  const found = list.findMessage("sr_policy_add", "44ac92e8");
  t.equal(found?.module.name, "sr");
  t.ok(found?.schema.ownerOf("ip6_address", found.module));
  t.equal(list.findMessage("sr_policy_add", "00000000"), undefined);
  t.equal(list.findMessage("sr_policy_ad", "44ac92e8"), undefined);
});

t.test("a document that is wrong spoils only what is looked for in it", async (t) => {
  const bad = { ...document("vpe"), enums: 5 };
  const list = new ApiJsonList(
    JSON.stringify([bad, null, 5, [], { messages: 1 }, { messages: [[], 1] }, document("sr")]),
  );
  t.ok(list.findMessage("sr_policy_add", "44ac92e8"));
  t.throws(() => list.findMessage("show_version", "51077d14"), { code: "VPP_SCHEMA", message: /enums/ });
});

for (const text of ["", "[", "{}", "null", '"[]"', `${JSON.stringify([document("sr")]).slice(0, -9)}`]) {
  t.test(`${JSON.stringify(text.slice(0, 9))} is no list`, async (t) => {
    t.throws(() => new ApiJsonList(text), { code: "VPP_SCHEMA" });
  });
}
