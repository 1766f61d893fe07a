import t from "tap";
import { Ip4Address } from "../../../src/address/index.ts";
import type { SpeakerOptions } from "../../../src/bgp/index.ts";
import { configFrom, localSpeaker, peerConfigsFrom } from "../../../src/bgp/speaker/config.ts";
import { THEIRS } from "./scene.ts";
import { startWatched } from "./watched.ts";

const wrongOptions: readonly (readonly [Partial<SpeakerOptions>, RegExp])[] = [
  [{ as: 0 }, /^as is 0/],
  [{ as: 2 ** 32 }, /^as is 4294967296/],
  [{ routerId: "0.0.0.0" }, /^routerId is 0\.0\.0\.0/],
  [{ holdSeconds: 2 }, /^holdSeconds is 2/],
  [{ restartSeconds: 4096 }, /^restartSeconds is 4096/],
  [{ settleSeconds: -1 }, /^settleSeconds is -1/],
  [{ listen: { port: 65536 } }, /^listen\.port is 65536/],
  [{ peers: [{ address: THEIRS, port: 0 }] }, /^peers\[0\]\.port is 0/],
  [{ peers: [{ address: THEIRS, as: 1.5 }] }, /^peers\[0\]\.as is 1\.5/],
  [{ peers: [{ address: THEIRS }, { address: THEIRS }] }, /127\.0\.0\.3 is named twice/],
  [{ peers: [{ address: "node2" }] }, /node2/],
];

for (const [options, message] of wrongOptions) {
  t.test(`refuses ${JSON.stringify(options)}`, async (t) => {
    await t.rejects(startWatched(t, options), { message });
  });
}

const MINIMAL: SpeakerOptions = { as: 64512, routerId: "10.0.0.2", peers: [{ address: "FD11::0:1" }] };

t.test("adds defaults: port 179, the own AS, hold time 90 s, restart time 120 s", async (t) => {
  const config = configFrom({ ...MINIMAL, listen: {} });
  t.same(config, {
    as: 64512,
    routerId: Ip4Address.parse("10.0.0.2"),
    listen: { address: "::", port: 179 },
    holdSeconds: 90,
    restartSeconds: 120,
    settleSeconds: 30,
  });
  t.equal(configFrom(MINIMAL).listen, undefined);
  const peer = {
    address: "fd11::1",
    port: 179,
    as: 64512,
    connects: true,
    localAddress: undefined,
    maxRoutes: 1_000_000,
  };
  t.same(peerConfigsFrom(MINIMAL.peers, config), [peer]);
});

t.test("says in its OPEN that it has restarted, and that it forwards all families", async (t) => {
  const { as, holdSeconds, capabilities } = localSpeaker(configFrom(MINIMAL), true);
  t.same([as, holdSeconds, capabilities.fourOctetAs], [64512, 90, 64512]);
  t.match(capabilities.gracefulRestart, {
    hasRestarted: true,
    restartSeconds: 120,
    families: [
      { family: "ipv4-unicast", isForwarding: true },
      { family: "ipv6-unicast", isForwarding: true },
      { family: "ipv6-sr-policy", isForwarding: true },
    ],
  });
  t.equal(localSpeaker(configFrom(MINIMAL), false).capabilities.gracefulRestart?.hasRestarted, false);
});
