/** Compiles the TypeScript of docs/stats.md as a user's project. */
import { fileURLToPath } from "node:url";
import t from "tap";
import { readText } from "../helpers.ts";
import { UserProject } from "../user-project.ts";

const TYPES = fileURLToPath(new URL("../../../node_modules/@types", import.meta.url));

t.test("the programs of the page compile, with the imports that they show", async (t) => {
  const project = new UserProject(t, { types: ["node"], typeRoots: [TYPES], lib: ["es2023", "esnext.disposable"] });
  const programs = [...readText("../docs/stats.md").matchAll(/```ts\n([\s\S]*?)```/g)];
  for (const [at, [, text]] of programs.entries()) project.write(`src/page-${at}.ts`, text!);
  t.equal(programs.length, 2);
  t.equal(project.compile(), "");
});
