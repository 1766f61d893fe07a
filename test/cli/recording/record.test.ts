import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { namesOf, readAll } from "../../recording/scene.ts";
import { tsvpp, tsvppBeside } from "../tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());

t.test("records until it is interrupted, and says what FILE may hold", async (t) => {
  const folder = temporaryFolder(t);
  const [file, path] = [join(folder, "a.rec"), join(folder, "tap.sock")];
  const running = tsvppBeside("record", file, "--listen", path, "--socket", simulator.socketPath);
  t.equal(await running.out(), `listening on ${path}, recording to ${file}`);
  t.equal(await running.err(), `tsvpp: ${file} may hold keys: look at it before you pass it on`);
  t.match(await tsvpp(["show", "version", "--socket", path]), { exitCode: 0 });
  running.interrupt("SIGTERM");
  t.match(await running.out(), /^\d+ records of 1 connections, \d+ bytes$/);
  t.equal(await running.exitCode, 0);
  t.match(namesOf(readAll(file)).slice(0, 4), [
    "> sockclnt_create",
    "< sockclnt_create_reply",
    "> show_version",
    "< show_version_reply",
  ]);
  t.notOk(existsSync(path));
});

t.test("prints JSON for programs", async (t) => {
  const folder = temporaryFolder(t);
  const [file, path] = [join(folder, "a.rec"), join(folder, "tap.sock")];
  const running = tsvppBeside("record", file, "--listen", path, "--socket", simulator.socketPath, "--json");
  t.same(JSON.parse((await running.out())!), { socketPath: path, file });
  running.interrupt("SIGINT");
  t.match(JSON.parse((await running.out())!), { records: 0, connections: 0 });
});

t.test("makes nothing when it cannot record", async (t) => {
  const folder = temporaryFolder(t);
  const [file, path] = [join(folder, "a.rec"), join(folder, "tap.sock")];
  const record = (...argv: string[]) => tsvpp(["record", ...argv, "--socket", simulator.socketPath]);
  t.match(await record(file), { exitCode: 2, stderr: /--listen PATH is missing/ });
  t.match(await record(file, "--listen", simulator.socketPath), {
    exitCode: 2,
    stderr: /another process listens there/,
  });
  t.notOk(existsSync(file));
  writeFileSync(file, "mine");
  t.match(await record(file, "--listen", path), { exitCode: 2, stderr: /a recording replaces none/ });
  t.notOk(existsSync(path));
  t.match(await tsvpp(["record", join(folder, "b.rec"), "--listen", path, "--socket", join(folder, "none")]), {
    exitCode: 3,
  });
  t.notOk(existsSync(join(folder, "b.rec")));
});
