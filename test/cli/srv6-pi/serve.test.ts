import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import t from "tap";
import { bytes } from "../../helpers.ts";
import { PAPER_FILE, PAPER_REACH } from "../../injector/policies.ts";
import { configText, connectPeer, PEERS } from "../../injector/scene.ts";
import { tsvpp } from "../tsvpp.ts";
import { serve, writeFiles } from "./scene.ts";

t.test("policies survive a restart of the server, and each change is a line", async (t) => {
  const first = await serve(t);
  await first.pi("create", ...writeFiles(t, PAPER_FILE));
  t.match(await first.running.out(), /^created: SR policy to fd11::1000, color 94, distinguisher 4: /);
  const { peer } = await connectPeer(t, first.port);
  const established = `peer ${PEERS[0]}: session established`;
  // Others may not have connected yet, which is said too.
  while ((await first.running.out()) !== established);
  first.running.interrupt("SIGTERM");
  t.equal(await first.running.exitCode, 0);
  t.equal(await peer.until((message) => /end|notification/.test(message)), "end", "peers keep the policies");
  t.notOk(existsSync(first.socket));
  const second = await serve(t, first.config);
  const { updates } = await connectPeer(t, second.port);
  t.equal(updates.length, 1);
  t.ok(updates[0]!.includes(bytes(PAPER_REACH).toString("hex")));
});

t.test("a second server on the socket of a running one does not start", async (t) => {
  const { config, socket } = await serve(t);
  const { exitCode, stderr, stdout } = await tsvpp(["srv6-pi", "serve", "--config", config]);
  t.same([exitCode, stdout], [2, ""]);
  t.match(stderr, `tsvpp: cannot listen on ${socket}: another process listens there`);
});

t.test("a socket that a killed server has left is taken over", async (t) => {
  const text = configText(t);
  const path = /socket: (.*)/.exec(text)![1]!;
  const server = createServer().listen(path);
  await once(server, "listening");
  // A process that is killed removes nothing; Node.js removes the name that the socket has when it closes.
  const { renameSync } = await import("node:fs");
  renameSync(path, `${path}.kept`);
  server.close();
  renameSync(`${path}.kept`, path);
  const { pi } = await serve(t, writeFiles(t, text)[0]!);
  t.equal((await pi("list")).exitCode, 0);
});

t.test("with --json it prints its socket, and events as lines", async (t) => {
  const text = configText(t);
  const { pi, running } = await serve(t, writeFiles(t, text)[0]!, "--json");
  await pi("create", ...writeFiles(t, PAPER_FILE));
  t.match(JSON.parse((await running.out())!), { kind: "created", policy: { nlri: { color: 94 } } });
});

t.test("a configuration or state file that is wrong is refused", async (t) => {
  const text = configText(t);
  const state = /stateFile: (.*)/.exec(text)![1]!;
  writeFileSync(state, '{"tsvpp":"srv6-pi","version":9}');
  const [good, bad] = writeFiles(t, text, `${text}pers: []\n`);
  const run = (path: string) => tsvpp(["srv6-pi", "serve", "--config", path]);
  t.match(await run(good!), { exitCode: 2, stdout: "", stderr: /of version 9, and this tsvpp reads version 1/ });
  t.match(await run(bad!), { exitCode: 2, stderr: /b\.yaml:10: pers: unknown key: did you mean peers\?/ });
  t.match(await tsvpp(["srv6-pi", "serve"]), { exitCode: 2, stderr: /--config is missing/ });
});
