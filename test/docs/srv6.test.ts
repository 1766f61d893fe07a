/** Runs the tutorial: its documents, its commands, and what they print. `TSVPP_UPDATE_GOLDEN=1` writes anew what they print. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { parseDocument } from "../../src/desired/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { tsvpp } from "../cli/tsvpp.ts";
import { readText, temporaryFolder } from "../helpers.ts";

const PAGE = "../docs/srv6.md";
const FILE = /`([a-z]+\.yaml)`[^`]*```yaml\n([^`]*)```/g;
const COMMANDS = /```console\n([^`]*)```/g;

t.test("every document of the tutorial can be read", async (t) => {
  for (const [, text] of readText(PAGE).matchAll(/```yaml\n([^`]*)```/g)) {
    await t.resolves(parseDocument(text!));
  }
});

t.test("the tutorial's commands print what it says", async (t) => {
  const folder = temporaryFolder(t);
  const page = readText(PAGE);
  for (const name of ["a.sock", "b.sock"]) {
    const simulator = await startSimulator({ socketPath: join(folder, name) });
    t.teardown(() => simulator.close());
  }
  for (const [, name, text] of page.matchAll(FILE)) writeFileSync(join(folder, name!), text!);
  let current = page;
  for (const [block, text] of page.matchAll(COMMANDS)) {
    const ran = await runAll(
      folder,
      text!.split("\n").filter((line) => line.startsWith("$ ")),
    );
    current = current.replace(block, `\`\`\`console\n${ran}\`\`\``);
  }
  if (process.env.TSVPP_UPDATE_GOLDEN === "1")
    writeFileSync(new URL(`../../../docs/srv6.md`, import.meta.url), current);
  t.equal(current, page);
});

async function runAll(folder: string, commands: readonly string[]): Promise<string> {
  let text = "";
  for (const command of commands) {
    const words = command.slice("$ tsvpp ".length).split(" ");
    const argv = words.map((word) => (/\.(sock|yaml|plan)$/.test(word) ? join(folder, word) : word));
    const { stdout, stderr } = await tsvpp(argv);
    text += `${command}\n${stdout}${stderr}`.replaceAll(`${folder}/`, "");
  }
  return text;
}
