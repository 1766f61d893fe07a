/**
 * Generated code in a project of its own: what compilers say of it. `scripts/check-bindings.mjs` checks all releases.
 */
import t from "tap";
import { generateBindings } from "../../src/codegen/index.ts";
import { loadCatalogue } from "../../src/schema/index.ts";
import { UserProject } from "../user-project.ts";

for (const release of ["22.10", "24.06"]) {
  t.test(`the bindings of VPP ${release} compile under the strictest options`, async (t) => {
    const project = new UserProject(t, { noEmit: true });
    project.writeSources(generateBindings(loadCatalogue(release)));
    t.equal(project.compile(), "");
  });
}
