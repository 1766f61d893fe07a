/**
 * Every `.api` file of VPP's own source. TSVPP_VPP_SOURCE names the folder `src` of the release that is the newest in the
 * catalogue, which was made from the documents that VPP's compiler prints.
 */
import t from "tap";
import { loadCatalogue } from "../../../src/schema/catalogue/catalogue.ts";
import { checkCrcs } from "../../../src/schema/model/crc.ts";
import type { ApiModule, TypeDefinition } from "../../../src/schema/model/model.ts";
import { readDefinitions } from "../../../src/schema/read-folder.ts";

const source = process.env.TSVPP_VPP_SOURCE;
const skip = source === undefined && "TSVPP_VPP_SOURCE is not set";

t.test("VPP's source defines what the catalogue has", { skip }, async (t) => {
  const catalogue = loadCatalogue();
  const { modules } = readDefinitions(source!, catalogue.release);
  t.same([...modules.keys()].sort(), [...catalogue.modules.keys()].sort());
  for (const [name, module] of catalogue.modules) t.strictSame(factsOf(modules.get(name)!), factsOf(module), name);
});

t.test("every CRC fits its definition", { skip }, async (t) => {
  t.same(checkCrcs(readDefinitions(source!, "source")), []);
});

/** Without what only an `.api` file tells. */
function factsOf({ types, messages, counters, paths, ...module }: ApiModule): unknown {
  return {
    ...module,
    types: types.map(withoutNotes).sort((a, b) => (a.name < b.name ? -1 : 1)),
    messages: messages.map(({ comment, ...message }) => message),
  };
}

function withoutNotes(type: TypeDefinition): TypeDefinition {
  const { comment, compatibleItems, ...facts } = type as TypeDefinition & {
    comment?: string;
    compatibleItems?: number;
  };
  return facts;
}
