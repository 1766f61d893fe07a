import t from "tap";
import { configWith, faultsOf, type Lines } from "./scene.ts";

const refused: readonly (readonly [lines: Lines, faults: readonly string[]])[] = [
  [{ 13: "mode: configmap" }, ["13: mode: configmap needs a file: add configmap: { file: PATH }"]],
];

for (const [lines, faults] of refused) {
  t.test(`refuses ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    t.same(
      await faultsOf(lines),
      faults.map((fault) => `node1.yaml:${fault}`),
    );
  });
}

const allowed: readonly Lines[] = [
  { 13: "mode: configmap", 14: "configmap: { file: te.yaml }" },
  { 13: "mode: bgp", 14: "configmap: { file: te.yaml }" },
];

for (const lines of allowed) {
  t.test(`takes ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    await t.resolves(configWith(lines));
  });
}
