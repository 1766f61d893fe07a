import { Server } from "node:net";
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

t.test("tells that an address is not there yet, and tries again", async (t) => {
  stopTime(t);
  // An address of documentation (RFC 5737), which no machine has.
  const one = await startWatched(t, { listen: { address: "192.0.2.1", port: 0 } });
  t.match(one.events, [{ kind: "not-listening", reason: /EADDRNOTAVAIL/ }]);
  const again = one.next("not-listening");
  mock.timers.tick(300);
  t.match(await again, { reason: /EADDRNOTAVAIL/ });
});

t.test("tells that a port needs a right that the process does not have", async (t) => {
  const listen = Server.prototype.listen;
  const refused = Object.assign(new Error("listen EACCES: permission denied 127.0.0.1:179"), { code: "EACCES" });
  // Tests run as root as well, who may listen on any port.
  Server.prototype.listen = function (this: Server) {
    process.nextTick(() => this.emit("error", refused));
    return this;
  } as typeof listen;
  t.teardown(() => {
    Server.prototype.listen = listen;
  });
  stopTime(t);
  const one = await startWatched(t, { listen: { address: OURS, port: 179 } });
  t.match(one.events, [{ kind: "not-listening", reason: /EACCES/ }]);
  Server.prototype.listen = listen;
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
