/** Compiles the TypeScript of docs/bgp.md as a user's project. */
import { fileURLToPath } from "node:url";
import t from "tap";
import { readText } from "../helpers.ts";
import { UserProject } from "../user-project.ts";

const TYPES = fileURLToPath(new URL("../../../node_modules/@types", import.meta.url));

t.test("the TypeScript of the page compiles, with the imports that it shows", async (t) => {
  const project = new UserProject(t, { types: ["node"], typeRoots: [TYPES], lib: ["es2023", "esnext.disposable"] });
  const [, text] = readText("../docs/bgp.md").match(/```ts\n([\s\S]*?)```/)!;
  project.write("src/page.ts", text!);
  t.equal(project.compile(), "");
});
