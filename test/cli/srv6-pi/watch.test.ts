import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { tsvppBeside } from "../tsvpp.ts";

const EVENT = '{"kind":"peer","text":"peer fd11::1: no session: \\u001b[2J"}';

/** A server that sends an event to all that watch. */
async function startServer(t: Test, { ends }: { readonly ends: boolean }): Promise<string> {
  const path = join(temporaryFolder(t), "pi.sock");
  const server = createServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", () => (ends ? socket.end(`{}\n${EVENT}\n`) : socket.write(`{}\n${EVENT}\n`)));
  }).listen(path);
  await once(server, "listening");
  t.teardown(() => server.close());
  return path;
}

t.test("prints a printable line for each event, until it is interrupted", async (t) => {
  const path = await startServer(t, { ends: false });
  const watching = tsvppBeside("srv6-pi", "watch", "--server", path);
  t.equal(await watching.out(), "peer fd11::1: no session: \\x1b[2J");
  watching.interrupt("SIGINT");
  t.equal(await watching.exitCode, 0);
  const json = tsvppBeside("srv6-pi", "watch", "--server", path, "--json");
  t.equal(await json.out(), EVENT);
  json.interrupt("SIGINT");
  t.equal(await json.exitCode, 0);
});

t.test("ends with an error when the server ends", async (t) => {
  const watching = tsvppBeside("srv6-pi", "watch", "--server", await startServer(t, { ends: true }));
  t.equal(await watching.exitCode, 3);
  t.match(await watching.err(), /pi\.sock: the srv6-pi server has ended$/);
});
