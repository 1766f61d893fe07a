/** Runs the examples of faults in docs/simulator.md, and compares its tables with the handlers. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import t from "tap";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { readText } from "../helpers.ts";

const SCRIPT = fileURLToPath(new URL("../../../scripts/simulator-doc.mjs", import.meta.url));
const EXAMPLES = [...readText("../docs/simulator.md").matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code!);
const SCOPE = { assert, connect, showVersion };

t.test("the tables of docs/simulator.md are those of the handlers", async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, "--check"], { encoding: "utf8" });
  t.equal(stderr, "");
  t.equal(status, 0);
});

t.test("every kind of fault has an example", async (t) => {
  const kinds = [...readText("../src/simulator/faults/fault.ts").matchAll(/readonly kind: "([a-z-]+)"/g)];
  t.ok(kinds.length > 15, "the kinds are read");
  const missing = kinds.filter(([, kind]) => !EXAMPLES.some((code) => code.includes(`kind: "${kind}"`)));
  t.same(
    missing.map(([, kind]) => kind),
    [],
  );
});

for (const code of EXAMPLES) {
  t.test(`runs ${code.split("\n")[0]}`, async (t) => {
    await using simulator = await startSimulator();
    await using vpp = await connect({ socketPath: simulator.socketPath });
    await t.resolves(run(code, { ...SCOPE, sim: simulator, vpp }));
  });
}

async function run(code: string, scope: object): Promise<void> {
  const body = `return (async () => {\n${code}})();`;
  await new Function(...Object.keys(scope), body)(...Object.values(scope));
}
