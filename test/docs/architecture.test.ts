import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import { readText } from "../helpers.ts";

const SOURCES = fileURLToPath(new URL("../../../src/", import.meta.url));
/** The page names a file or folder from the root, from `src`, or in the table of folders from its module. */
const ROOTS = ["../", "", ...readdirSync(SOURCES, { withFileTypes: true }).map(({ name }) => `${name}/`)];
/** Names of files and folders: with a slash or an extension. */
const PATH = /`([a-z0-9-]+(?:\/[a-z0-9-]+)*(?:\/|\.(?:ts|md)))`/g;

t.test("every file and folder that the architecture names is there", async (t) => {
  const paths = [...readText("../docs/architecture.md").matchAll(PATH)].map(([, path]) => path!);
  const isThere = (path: string) => ROOTS.some((root) => existsSync(SOURCES + root + path));
  t.ok(paths.length > 60, "the page is read");
  t.same(
    paths.filter((path) => !isThere(path)),
    [],
  );
});

t.test("every function and class that the architecture names is declared in its sources", async (t) => {
  const page = readText("../docs/architecture.md");
  const files = [...page.matchAll(/`(?:[A-Za-z.#]+)` in `([a-z0-9/-]+\.ts)`/g)];
  t.ok(files.length > 2, "the page is read");
  for (const [text] of files) {
    const [, name, path] = /`([A-Za-z.#]+)` in `([a-z0-9/-]+\.ts)`/.exec(text)!;
    t.ok(readText(`../src/${path!}`).includes(name!.split(".").at(-1)!), text);
  }
});
