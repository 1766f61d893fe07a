import t from "tap";
import { parseApiJson } from "../../src/schema/api-json/api-json.ts";
import { loadCatalogue } from "../../src/schema/catalogue/catalogue.ts";
import { formatApiJson } from "../../src/schema/format-api-json.ts";
import { ApiSchema } from "../../src/schema/model/model.ts";
import { readText } from "../helpers.ts";

const text = readText("golden/sample.api.json");

/** `vppapigen` prints all of these, in this order. */
const KEYS = [
  "module",
  "types",
  "messages",
  "unions",
  "enums",
  "enumflags",
  "services",
  "options",
  "aliases",
  "vl_api_version",
  "imports",
  "counters",
  "paths",
];

t.test("a module is printed as vppapigen prints it, but for the paths of its imports", async (t) => {
  const module = parseApiJson(text, "plugins", "sample");
  const printed = formatApiJson(module, new ApiSchema("26.06", [module]));
  t.same(Object.keys(printed), KEYS);
  t.same(printed, { ...original(), imports: ["ip_types.api", "ethernet_types.api"] });
});

t.test("a module that uses types of a module that the schema does not have is refused", async (t) => {
  const sr = loadCatalogue().modules.get("sr")!;
  const message = /^module sr: there is no type ip6_address; it imports .*ip_types.*, which the schema does not have$/;
  t.throws(() => formatApiJson(sr, new ApiSchema("26.06", [sr])), { code: "VPP_SCHEMA", message });
});

/** What vppapigen printed; it has `true` as text. */
function original(): Record<string, unknown> {
  return JSON.parse(text, (key, value) => (key === "default" && value === "true" ? true : value));
}
