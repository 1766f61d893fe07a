/** Compiles the TypeScript of docs/native.md as a user's project. */
import t from "tap";
import { readText } from "../helpers.ts";
import { pageProject } from "./page-project.ts";

t.test("the program of the page compiles, with the imports that it shows", async (t) => {
  const project = pageProject(t);
  const [, text] = /```ts\n([\s\S]*?)```/.exec(readText("../docs/native.md"))!;
  project.write("src/page.ts", text!);
  t.equal(project.compile(), "");
});
