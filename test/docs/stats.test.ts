/** Compiles the TypeScript of docs/stats.md as a user's project. */
import t from "tap";
import { readText } from "../helpers.ts";
import { pageProject } from "./page-project.ts";

t.test("the programs of the page compile, with the imports that they show", async (t) => {
  const project = pageProject(t);
  const programs = [...readText("../docs/stats.md").matchAll(/```ts\n([\s\S]*?)```/g)];
  for (const [at, [, text]] of programs.entries()) project.write(`src/page-${at}.ts`, text!);
  t.equal(programs.length, 2);
  t.equal(project.compile(), "");
});
