import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { FollowedFile } from "../../../../src/cli/overlay/agent/followed-file.ts";
import { temporaryFolder } from "../../../helpers.ts";

t.test("says once what has become of a file", async (t) => {
  const path = join(temporaryFolder(t), "a.yaml");
  using file = new FollowedFile(path);
  t.same(file.read(), { kind: "gone" });
  t.equal(file.read(), undefined);
  writeFileSync(path, "gone");
  t.same(file.read(), { kind: "text", text: "gone" });
  t.equal(file.read(), undefined);
  file.forget();
  t.same(file.read(), { kind: "text", text: "gone" });
  rmSync(path);
  t.same(file.read(), { kind: "gone" });
});
