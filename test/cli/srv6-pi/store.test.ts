import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import t from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { startFakeGobgp } from "../../injector/fake-gobgp.ts";
import { PAPER_FILE } from "../../injector/policies.ts";
import { tsvpp, tsvppBeside } from "../tsvpp.ts";
import { writeFiles } from "./scene.ts";

t.test("with --gobgp the commands drive a gobgpd", async (t) => {
  const fake = await startFakeGobgp(t, "api.GoBgpService");
  const pi = (...argv: string[]) => tsvpp(["srv6-pi", ...argv, "--gobgp", fake.target]);
  t.match(await pi("create", ...writeFiles(t, PAPER_FILE)), {
    exitCode: 0,
    stdout: /^created: SR policy to fd11::1000/,
  });
  t.match(await pi("list"), { exitCode: 0, stdout: /94 {2}fd11::1000/ });
  t.match(await pi("delete", "--all"), { exitCode: 0, stdout: /^deleted: SR policy to fd11::1000/ });
  const watching = tsvppBeside("srv6-pi", "watch", "--gobgp", fake.target);
  await fake.watched;
  await pi("create", ...writeFiles(t, PAPER_FILE));
  t.match(await watching.out(), /^created: SR policy to fd11::1000/);
  watching.interrupt("SIGINT");
  t.equal(await watching.exitCode, 0);
});

t.test("no server and no gobgpd are errors of the connection", async (t) => {
  const path = join(temporaryFolder(t), "none");
  t.match(await tsvpp(["srv6-pi", "list", "--server", path]), { exitCode: 3, stderr: /no srv6-pi server listens/ });
  t.match(await tsvpp(["srv6-pi", "list", "--gobgp", `unix:${path}`]), { exitCode: 3, stderr: /^tsvpp: gobgpd unix:/ });
});

t.test("a server that does not answer is left by an interruption", async (t) => {
  const path = join(temporaryFolder(t), "silent");
  const server = createServer().listen(path);
  await once(server, "listening");
  t.teardown(() => server.close());
  const create = tsvppBeside("srv6-pi", "create", ...writeFiles(t, PAPER_FILE), "--server", path);
  const [socket] = await once(server, "connection");
  await once(socket, "data");
  create.interrupt("SIGINT");
  t.equal(await create.exitCode, 130);
  t.equal(await create.out(), undefined, "nothing is said of what may not be done");
});

t.test("headends and stores are checked", async (t) => {
  const [file] = writeFiles(t, PAPER_FILE);
  for (const [argv, reason] of [
    [["create", file!, "--headend", "node1"], /--headend: .*node1/],
    [["create", file!, "--headend", "10.0.0.1,"], /--headend: /],
    [["create", file!, "--headend", "0.0.0.0"], /--headend: 0\.0\.0\.0 is no router ID/],
    [["list", "--server", "a", "--gobgp", "b"], /give --server or --gobgp, not both/],
  ] as const) {
    t.match(await tsvpp(["srv6-pi", ...argv]), { exitCode: 2, stdout: "", stderr: reason });
  }
});
