/** Parses and applies every example of docs/documents.md, to a simulator that has the interfaces which the examples name. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import t from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import { connect } from "../../src/client/index.ts";
import { apply, parseDocument, plan, verify } from "../../src/desired/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { readText } from "../helpers.ts";

const SCRIPT = fileURLToPath(new URL("../../../scripts/documents-doc.mjs", import.meta.url));
const EXAMPLE = /^## (.*)\n\n```yaml\n([\s\S]*?)```/gm;

const examples = [...readText("../docs/documents.md").matchAll(EXAMPLE)];

t.test("the tables of docs/documents.md are those of the schema", async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, "--check"], { encoding: "utf8" });
  t.equal(stderr, "");
  t.equal(status, 0);
});

t.test("the examples are found", async (t) => {
  t.equal(examples.length, 9);
});

for (const [, section, text] of examples) {
  t.test(`the example of ${section} can be applied, and VPP holds it then`, async (t) => {
    await using simulator = await startSimulator();
    await using vpp = await connect({ socketPath: simulator.socketPath });
    for (const macAddress of ["02:fe:00:00:00:01", "02:fe:00:00:00:02"])
      await vpp.request(createLoopback, { macAddress });
    const document = await parseDocument(text!, section);
    const first = await plan(vpp, document);
    t.same([document.notes ?? [], first.conflicts], [[], []]);
    await apply(vpp, first);
    t.same((await verify(vpp, document)).differences, []);
  });
}
