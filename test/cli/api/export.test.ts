import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { readText, temporaryFolder } from "../../helpers.ts";
import { api, crcsIn, TOOLBOX } from "./run-api.ts";

t.test("export writes the documents that VPP's compiler would", async (t) => {
  const folder = temporaryFolder(t);
  t.match(await api("export", "--input", TOOLBOX, "--output", folder), { exitCode: 0, stdout: "1 document written\n" });
  const written = JSON.parse(readFileSync(join(folder, "plugins/toolbox.api.json"), "utf8"));
  const original = JSON.parse(readText("golden/toolbox.api.json"));
  t.same(Object.keys(written), ["generator", ...Object.keys(original)]);
  t.same(crcsIn(written), crcsIn(original));
  t.match(await api("diff", join(folder, "plugins/toolbox.api.json"), TOOLBOX), { exitCode: 0 });
  t.match(await api("export"), { exitCode: 2, stderr: "tsvpp: api export: --output is missing" });
});

t.test("export replaces only what it has written: all else is told, and nothing is written", async (t) => {
  const folder = temporaryFolder(t);
  const argv = ["export", "--modules", "sr,ip,ip6_nd", "--output", folder];
  const paths = ["ip", "sr"].map((name) => join(folder, "core", `${name}.api.json`));
  mkdirSync(join(folder, "core"));
  const original = readText("golden/toolbox.api.json");
  for (const path of paths) writeFileSync(path, original);
  const { exitCode, stdout, stderr } = await api(...argv);
  t.match([exitCode, stdout], [2, ""]);
  const reason = "not a document that tsvpp exported, so it is not replaced: name another path, or remove it";
  t.same(
    stderr.trimEnd().split("\n").sort(),
    paths.map((path) => `tsvpp: ${path}: ${reason}`),
  );
  for (const path of paths) t.equal(readFileSync(path, "utf8"), original);
  t.same(readdirSync(folder, { recursive: true }).length, 3);
  for (const path of paths) rmSync(path);
  t.match(await api(...argv), { exitCode: 0 });
  t.match(await api(...argv, "--input", "24.02"), { exitCode: 0, stderr: "" });
  t.match(await api("diff", folder, "24.02"), { exitCode: 0 });
});
