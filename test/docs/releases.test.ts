import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import t from "tap";

const SCRIPT = fileURLToPath(new URL("../../../scripts/releases-doc.mjs", import.meta.url));

t.test("the tables of docs/releases.md are those of the catalogue", async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, "--check"], { encoding: "utf8" });
  t.equal(stderr, "");
  t.equal(status, 0);
});
