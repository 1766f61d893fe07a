/** Compiles the TypeScript of docs/coming-from.md as a user's project. */
import t from "tap";
import { readText } from "../helpers.ts";
import { pageProject } from "./page-project.ts";

const TASK = /^## (\d+)\..*\n\n```ts\n([\s\S]*?)```/gm;

/** What the page says of `vpp` and `srv6`, and what its tasks take from earlier ones or leave out. */
const GLOBALS = `
declare const vpp: import("tsvpp").VppClient;
declare const srv6: import("tsvpp/srv6").Srv6;
declare const swIfIndex: number;
declare function listAgain(): Promise<void>;
declare function restore(vpp: import("tsvpp").Generation): Promise<void>;
`;

t.test("the TypeScript of each task compiles, with the imports that it shows", async (t) => {
  const project = pageProject(t, { noUnusedLocals: false });
  project.write("src/globals.d.ts", GLOBALS);
  const tasks = [...readText("../docs/coming-from.md").matchAll(TASK)];
  t.equal(tasks.length, 12);
  for (const [, number, text] of tasks) project.write(`src/task-${number}.ts`, `${text}\nexport {};\n`);
  t.equal(project.compile(), "");
});
