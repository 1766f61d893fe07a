import { mock } from "node:test";
import t, { type Test } from "tap";
import type { PeerStatus, SpeakerEvent } from "../../../src/bgp/index.ts";
import { Completeness } from "../../../src/overlay/sources/index.ts";

const FAMILIES = ["ipv4-unicast", "ipv6-sr-policy"] as const;

/** A peer that has ended its RIB of the first families. */
function peer(address: string, ended: 0 | 1 | 2, state: PeerStatus["state"] = "established"): PeerStatus {
  const complete = FAMILIES.slice(0, ended);
  return { address, state, families: FAMILIES, complete, routes: 0, staleRoutes: 0, lastError: undefined };
}

function start(t: Test): {
  readonly peers: PeerStatus[];
  readonly completeness: Completeness;
  calls(): number;
  take(kind: "up" | "end-of-rib" | "down"): void;
} {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
  let calls = 0;
  const peers: PeerStatus[] = [];
  const completeness = new Completeness(
    30,
    () => peers,
    () => calls++,
  );
  const take = (kind: string) => completeness.take({ kind, peer: "a" } as SpeakerEvent);
  return { peers, completeness, calls: () => calls, take };
}

t.test("BGP is complete when each peer has ended its RIB in each family", async (t) => {
  const { peers, calls, take } = start(t);
  take("up");
  peers.push(peer("a", 2), peer("b", 1));
  take("end-of-rib");
  t.equal(calls(), 0);
  peers[1] = peer("b", 2);
  take("end-of-rib");
  t.equal(calls(), 1);
  take("end-of-rib");
  mock.timers.tick(60_000);
  t.equal(calls(), 1, "called once");
});

t.test("a peer that is not there delays it, for syncSeconds from the first session on", async (t) => {
  const { peers, calls, take } = start(t);
  peers.push(peer("a", 2), peer("b", 0, "connecting"));
  mock.timers.tick(100_000);
  t.equal(calls(), 0, "without a session there is no deadline");
  take("up");
  take("end-of-rib");
  mock.timers.tick(20_000);
  take("down");
  take("up");
  mock.timers.tick(9_999);
  t.equal(calls(), 0);
  mock.timers.tick(1);
  t.equal(calls(), 1);
});

t.test("after stop nothing is called", async (t) => {
  const { peers, completeness, calls, take } = start(t);
  peers.push(peer("a", 2));
  take("up");
  completeness.stop();
  take("end-of-rib");
  mock.timers.tick(60_000);
  t.equal(calls(), 0);
});
