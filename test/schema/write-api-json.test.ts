import t from "tap";
import { loadCatalogue } from "../../src/schema/catalogue/catalogue.ts";
import type { ApiModule } from "../../src/schema/model/model.ts";
import { readDefinitions } from "../../src/schema/read-folder.ts";
import { writeApiJson } from "../../src/schema/write-api-json.ts";
import { temporaryFolder } from "../helpers.ts";

t.test("a release that is written to a folder is read back the same", async (t) => {
  const folder = temporaryFolder(t);
  const schema = loadCatalogue();
  writeApiJson(folder, schema);
  const read = readDefinitions(folder, schema.release);
  for (const [name, module] of schema.modules) t.strictSame(byKind(read.modules.get(name)!), byKind(module), name);
  t.equal(read.modules.size, schema.modules.size);
});

t.test("a type is its module's own, though every document repeats it", async (t) => {
  const folder = temporaryFolder(t);
  writeApiJson(folder);
  const { modules } = readDefinitions(folder, "26.06");
  const owners = [...modules.values()].filter(({ types }) => types.some(({ name }) => name === "address"));
  t.same(
    owners.map(({ name }) => name),
    ["ip_types"],
  );
});

/** A document has its types by kind, so that is the order that comes back. */
function byKind(module: ApiModule): ApiModule {
  const order = ["alias", "enum", "enumflag", "union", "typedef"];
  return { ...module, types: module.types.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)) };
}
