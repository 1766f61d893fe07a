import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import t from "tap";

const SCRIPT = fileURLToPath(new URL("../../../scripts/terminal-doc.mjs", import.meta.url));

t.test("the session and the reference of docs/terminal.md are what tsvpp prints", async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, "--check"], { encoding: "utf8" });
  t.equal(stderr, "");
  t.equal(status, 0);
});
