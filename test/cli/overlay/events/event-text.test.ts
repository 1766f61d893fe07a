import t from "tap";
import { Ip4Address, Ip6Address, Prefix } from "../../../../src/address/index.ts";
import { eventText } from "../../../../src/cli/overlay/events/event-text.ts";
import { VppError } from "../../../../src/errors.ts";
import type { OverlayEvent } from "../../../../src/overlay/index.ts";

const sid = Ip6Address.parse("fcdd::4");
const prefix = Prefix.parse("10.1.0.0/26");
const node = Ip6Address.parse("fd12::1000");
const peer = "fd12::1000";

const news: readonly (readonly [event: OverlayEvent, text: string])[] = [
  [{ type: "local-sid", sid, isHeld: true }, "local SID fcdd::4: VPP has it"],
  [{ type: "prefix", prefix, node }, "prefix 10.1.0.0/26: steered to node2 (fd12::1000)"],
  [{ type: "prefix", prefix, node: undefined }, "prefix 10.1.0.0/26: not steered any more"],
  [{ type: "repaired", steps: 1 }, "VPP did not hold what it should: 1 step repaired it"],
  [{ type: "mode", mode: "configmap" }, "mode configmap: paths come from the TE document"],
  [{ type: "bgp", event: { kind: "listening", port: 179 } }, "BGP: listening on port 179"],
];

for (const [event, text] of news) {
  t.test(`news: ${text}`, async (t) =>
    t.same(
      eventText(event, () => "node2"),
      { text, isTrouble: false },
    ),
  );
}

const troubles: readonly (readonly [event: OverlayEvent, text: string])[] = [
  [
    { type: "refused", name: "policy cafe::1", error: new VppError("VPP_RETVAL", "sr_policy_add: no (-1)") },
    "policy cafe::1: sr_policy_add: no (-1): tried again later",
  ],
  [
    { type: "local-sid", sid, isHeld: false },
    "local SID fcdd::4: VPP does not have it, so that no path to it is announced",
  ],
  [
    { type: "route-refused", peer, route: "10.0.0.0/8", reason: "it lies outside of pods.cluster" },
    "peer fd12::1000: 10.0.0.0/8 is not used: it lies outside of pods.cluster",
  ],
  [
    { type: "route-refused", peer: "this node", route: "10.0.0.0/8", reason: "it holds fd13::1000" },
    "this node: 10.0.0.0/8 is not used: it holds fd13::1000",
  ],
  [
    {
      type: "shared-id",
      id: "node 2",
      nodes: [
        { address: node, routerId: Ip4Address.parse("10.0.0.2") },
        { address: sid, routerId: Ip4Address.parse("10.0.0.3") },
      ],
    },
    'node ID "node 2" is that of 2 nodes: fd12::1000 (router ID 10.0.0.2) and fcdd::4 (router ID 10.0.0.3): ' +
      "give each node its own ID",
  ],
  [
    { type: "bgp", event: { kind: "down", peer, reason: "hold timer expired", routesStaySeconds: 120 } },
    "peer fd12::1000: session ended: hold timer expired; its routes stay for 120 s",
  ],
  [
    { type: "bgp", event: { kind: "down", peer, reason: "gone", routesStaySeconds: 0 } },
    "peer fd12::1000: session ended: gone; none of its routes stay",
  ],
  [{ type: "bgp", event: { kind: "fault", peer, reason: "bad ORIGIN" } }, "peer fd12::1000: bad ORIGIN"],
  [
    { type: "bgp", event: { kind: "stranger", address: "fd99::1" } },
    "BGP: closed a connection from fd99::1, which is no peer",
  ],
  [
    { type: "bgp", event: { kind: "not-listening", reason: "address in use" } },
    "BGP: cannot listen: address in use: trying again",
  ],
];

for (const [event, text] of troubles) {
  t.test(`trouble: ${text}`, async (t) =>
    t.same(
      eventText(event, () => undefined),
      { text, isTrouble: true },
    ),
  );
}

t.test("the end of a RIB is for programs only", async (t) => {
  const event = { kind: "end-of-rib", peer, family: "ipv4-unicast" } as const;
  t.equal(
    eventText({ type: "bgp", event }, () => undefined),
    undefined,
  );
});
