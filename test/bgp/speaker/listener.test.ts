import { mock } from "node:test";
import t from "tap";
import { Listener } from "../../../src/bgp/speaker/listener.ts";
import { listenRaw, RawPeer } from "./raw-peer.ts";
import { OURS, stopTime } from "./scene.ts";
import { startWatched } from "./watched.ts";

t.test("tells why it cannot listen, and tries again", async (t) => {
  const raw = await listenRaw(OURS);
  t.teardown(() => raw.close());
  stopTime(t);
  const one = await startWatched(t, { listen: { address: OURS, port: raw.port } });
  t.match(one.events, [{ kind: "not-listening", reason: /EADDRINUSE/ }]);
  t.equal(one.speaker.port, undefined);
  raw.close();
  const listening = one.next("listening");
  mock.timers.tick(300);
  t.same(await listening, { kind: "listening", port: raw.port });
});

t.test("names the other end of a connection over IPv4 as IPv4, also if it listens on IPv6", async (t) => {
  const accepted = new Promise<string>((resolve) => {
    const listener = new Listener(
      { address: "::", port: 0 },
      (socket, from) => resolve(socket.destroy() && from),
      () => {},
    );
    t.teardown(() => listener.close());
    void listener.tried().then(() => RawPeer.connect(listener.port!, "127.0.0.4", "127.0.0.1"));
  });
  t.equal(await accepted, "127.0.0.4");
});
