import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { connectToInjector } from "../../../src/injector/control/client.ts";
import { listenForCommands } from "../../../src/injector/control/server.ts";
import type { InjectorEvent } from "../../../src/injector/events.ts";
import { temporaryFolder } from "../../helpers.ts";
import { PAPER_FILE, plain, policiesIn } from "../policies.ts";
import { configOf, start } from "../scene.ts";

const CHANGE = { set: policiesIn(PAPER_FILE), withdraw: [], isWhole: false };

/** Listens on a socket with a server that answers each request by a function. */
async function fakeServer(t: Test, answer: (socket: Socket) => void): Promise<string> {
  const path = join(temporaryFolder(t), "pi.sock");
  const server = createServer((socket) => socket.on("error", () => {}).once("data", () => answer(socket)));
  t.teardown(() => server.close());
  server.listen(path);
  await once(server, "listening");
  return path;
}

t.test("changes and lists policies of a server, and reports its refusals", async (t) => {
  const { listen: _, ...config } = configOf(t);
  const injector = await start(t, { ...config, peers: [] });
  const server = await listenForCommands(config.socket, injector);
  t.teardown(() => server.close());
  const store = await connectToInjector(config.socket);
  t.teardown(() => store.close());
  t.match(await store.change(CHANGE, true), [{ kind: "created" }]);
  t.same(await store.list(), []);
  t.match(await store.change(CHANGE, false), [{ kind: "created" }]);
  t.same(plain(await store.list()), plain(injector.list()));
  const [policy] = CHANGE.set;
  const { path } = policy!;
  const long = {
    ...policy!,
    path: {
      ...path,
      segmentLists: Array(16).fill({ weight: 1, segments: Array(16).fill(path.segmentLists[0]!.segments[0]) }),
    },
  };
  await t.rejects(store.change({ ...CHANGE, set: [long] }, false), {
    code: "VPP_FIELD_RANGE",
    message: /^refused by .*pi\.sock: the attributes of a route take \d+ bytes/,
  });
  await t.rejects(store.change({ ...CHANGE, set: Array(5000).fill(policy) }, false), {
    code: "VPP_FIELD_RANGE",
    message: /a request has at most 1048576: name fewer files/,
  });
});

t.test("without a server, the error says how to start it", async (t) => {
  const path = join(temporaryFolder(t), "pi.sock");
  await t.rejects(connectToInjector(path), {
    code: "VPP_CONNECT",
    message: /no such file or directory; start it with tsvpp srv6-pi serve/,
  });
});

t.test("a server that ends, or is none, is an error", async (t) => {
  const ends = await connectToInjector(await fakeServer(t, (socket) => socket.end('{"policies"')));
  await t.rejects(ends.list(), { code: "VPP_CONNECTION_LOST", message: /the srv6-pi server has ended$/ });
  const other = await connectToInjector(await fakeServer(t, (socket) => socket.write("220 welcome\n")));
  await t.rejects(other.list(), { code: "VPP_CONNECT", message: /no srv6-pi server$/ });
  const odd = await connectToInjector(await fakeServer(t, (socket) => socket.write('{"policies":7}\n')));
  await t.rejects(odd.list(), { code: "VPP_JSON" });
  for (const store of [ends, other, odd]) store.close();
});

t.test("watching ends when the client is closed, and fails when the server ends", async (t) => {
  const event = '{"kind":"peer","text":"peer fd11::1: session established"}';
  const path = await fakeServer(t, (socket) => socket.write(`{}\n${event}\n`));
  const store = await connectToInjector(path);
  const events: InjectorEvent[] = [];
  await store.watch((each) => {
    events.push(each);
    store.close();
  });
  t.same(events, [JSON.parse(event)]);
  const lost = await connectToInjector(await fakeServer(t, (socket) => socket.end("{}\n")));
  await t.rejects(
    lost.watch(() => {}),
    { code: "VPP_CONNECTION_LOST" },
  );
});
