import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { api, apiJson } from "./run-api.ts";

t.test("lint finds nothing in a file that keeps the rules, and exits with 1 where it does", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "tool.api");
  const define = (option: string) => `option version="1.0.0"; autoreply define tool_add { ${option} u32 x; };`;
  writeFileSync(file, define(""));
  t.same(await api("lint", "--input", file), { exitCode: 0, stdout: "nothing found\n", stderr: "" });
  t.same(await apiJson("lint", "--input", file), { exitCode: 0, values: [] });
  writeFileSync(file, define("option deprecated;"));
  t.same(await apiJson("lint", "--input", file), {
    exitCode: 1,
    values: [
      {
        module: "tool",
        message: "tool_add",
        rule: "replacement",
        text: "it is deprecated, but has no replaced_by",
      },
    ],
  });
});
