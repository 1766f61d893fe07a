import t from "tap";
import { COMMANDS } from "../../../src/cli/commands/index.ts";
import { readText } from "../../helpers.ts";

const README = readText("../README.md");

t.test("every command of the page that users read first is there", async (t) => {
  const [, section = ""] = README.split("## The command");
  const named = new Set([...section.matchAll(/^(?:npx )?tsvpp ([\w-]+)/gm)].map(([, name]) => name));
  t.same(COMMANDS.map(({ name }) => name).sort(), [...named].sort());
});

for (const { name, summary, load } of COMMANDS) {
  t.test(`${name} is loaded, with a help that has an example`, async (t) => {
    const command = await load();
    t.type(command.run, "function");
    t.match(command.help, new RegExp(`^ {2}.*tsvpp ${name}`, "m"));
    t.match(summary, /^[a-z]/);
  });
}

t.test("each loads a command of its own", async (t) => {
  const commands = await Promise.all(COMMANDS.map(({ load }) => load()));
  t.equal(new Set(commands).size, COMMANDS.length);
});
