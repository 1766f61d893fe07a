/** Compiles the TypeScript of docs/bgp.md as a user's project. */
import t from "tap";
import { readText } from "../helpers.ts";
import { pageProject } from "./page-project.ts";

t.test("the TypeScript of the page compiles, with the imports that it shows", async (t) => {
  const project = pageProject(t);
  const [, text] = readText("../docs/bgp.md").match(/```ts\n([\s\S]*?)```/)!;
  project.write("src/page.ts", text!);
  t.equal(project.compile(), "");
});
