import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import t from "tap";
import { freeSocketPath } from "../../src/control/free-socket-path.ts";
import { leftSocket, temporaryFolder } from "../helpers.ts";

t.test("removes the socket of a process that has ended", async (t) => {
  const path = leftSocket(t);
  await freeSocketPath(path);
  t.notOk(existsSync(path));
});

t.test("refuses a socket on which a process listens, and leaves it", async (t) => {
  const path = join(temporaryFolder(t), "a.sock");
  const server = createServer().listen(path);
  t.teardown(() => server.close());
  await t.rejects(freeSocketPath(path), { code: "VPP_FILE", message: /another process listens there/ });
  t.ok(existsSync(path));
});

t.test("refuses what is no socket, and leaves it", async (t) => {
  const path = join(temporaryFolder(t), "a.sock");
  writeFileSync(path, "");
  await t.rejects(freeSocketPath(path), { code: "VPP_FILE", message: /what is there is not a socket/ });
  t.ok(existsSync(path));
});

t.test("takes a path that is free, and refuses one without a folder", async (t) => {
  const folder = temporaryFolder(t);
  await freeSocketPath(join(folder, "a.sock"));
  await t.rejects(freeSocketPath(join(folder, "no", "a.sock")), { message: /there is no folder/ });
});
