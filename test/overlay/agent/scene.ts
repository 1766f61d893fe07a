import type { Test } from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import { type CandidatePath, type OwnRoute, type Speaker, startSpeaker } from "../../../src/bgp/index.ts";
import { ipRouteAddDel } from "../../../src/binapi/ip.ts";
import {
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapSource,
  srSteeringAddDel,
} from "../../../src/binapi/sr.ts";
import { connect, type VppClient } from "../../../src/client/index.ts";
import {
  type Overlay,
  type OverlayEvent,
  parseOverlayConfig,
  startOverlay,
  type TeDocument,
} from "../../../src/overlay/index.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import type { SteeredTraffic } from "../../../src/simulator/model/srv6/steering.ts";
import type { Message } from "../../../src/wire/index.ts";

/** The configuration of node1, with peers at loopback addresses that connect to it. */
export function configText(more: Record<string, string> = {}): string {
  const { peers = "[]", mode = "bgp", bgp = "", rest = "" } = more;
  return `
node: { id: node1, address: "fd11::1000" }
mode: ${mode}
pods: { prefixes: [172.16.104.0/26, "fdfb:af47:32af:1::/122"], cluster: [172.16.0.0/16, "fdfb:af47:32af::/48"] }
sids:
  localSids: { pool: "fcdd:0:0:11aa::/64", cluster: "fcdd::/48" }
  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }
bgp:
  as: 64512
  routerId: 10.0.0.11
  listen: { address: 127.0.0.1, port: 0 }
  peers: ${peers}
  settleSeconds: 0
${bgp}
${rest}
`;
}

/** Peers of node1 that are nodes fd12::1000 and fd13::1000, and an injector. */
export const PEERS = `
    - { address: 127.0.0.2, port: 9, node: "fd12::1000" }
    - { address: 127.0.0.3, port: 9, node: "fd13::1000" }
    - { address: 127.0.0.4, port: 9, role: injector }
`;

/** A node and its surroundings. */
export interface Scene {
  readonly simulator: Simulator;
  readonly vpp: VppClient;
  readonly overlay: Overlay;
  readonly events: OverlayEvent[];
  /** Starts a speaker at an address, and resolves when it is a peer of the node. */
  peer(address: string): Promise<Speaker>;
  /** Resolves when a condition holds; looks again after each event. */
  until(condition: () => boolean): Promise<void>;
  /** Announces by a speaker, and resolves when VPP has been told what follows of it. */
  say(speaker: Speaker, routes: readonly OwnRoute[]): Promise<void>;
  /** Withdraws by a speaker, and resolves when VPP has been told what follows of it. */
  unsay(speaker: Speaker, routes: readonly OwnRoute[]): Promise<void>;
}

/** The messages that change what VPP has of an overlay. */
const WRITES = {
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyMod,
  srPolicyModV2,
  srPolicyDel,
  srSteeringAddDel,
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srSetEncapSource,
  ipRouteAddDel,
} as const;

/** Returns how many messages have changed VPP since the last call, by name. */
export function writeCounter(simulator: Simulator): () => Record<string, number> {
  const seen = new Map<string, number>();
  return () => {
    const counts: Record<string, number> = {};
    for (const [name, message] of Object.entries(WRITES)) {
      const count = simulator.calls(message as Message<unknown>).length;
      const more = count - (seen.get(name) ?? 0);
      seen.set(name, count);
      if (more > 0) counts[name] = more;
    }
    return counts;
  };
}

/** Starts a node with a simulated VPP. */
export async function startScene(
  t: Test,
  text: string,
  more: { readonly simulator?: Simulator; readonly isShared?: boolean; readonly document?: TeDocument } = {},
): Promise<Scene> {
  const simulator = more.simulator ?? (await startSimulator());
  const vpp = await connect({ socketPath: simulator.socketPath });
  const events: OverlayEvent[] = [];
  let look = () => {};
  const config = await parseOverlayConfig(text, "node1.yaml");
  const document = more.document && { document: more.document, fileName: "te.yaml" };
  const onEvent = (event: OverlayEvent) => {
    events.push(event);
    look();
  };
  const overlay = await startOverlay(vpp, { config, onEvent, ...(document && { document }) });
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (condition()) resolve();
      };
      look();
    });
  const speakers: Speaker[] = [];
  const peer = async (address: string) => {
    const speaker = await startPeer(address, overlay.port!);
    speakers.push(speaker);
    await until(() =>
      events.some((each) => each.type === "bgp" && each.event.kind === "up" && each.event.peer === address),
    );
    return speaker;
  };
  // A prefix that the node does not know of comes and goes behind the routes: BGP keeps their order.
  let marks = 0;
  const mark = async (speaker: Speaker) => {
    const route = prefixRoute(`10.255.${marks >> 8}.${marks++ & 255}/32`, "fd19::1000");
    speaker.announce([route]);
    await until(() => events.some((each) => each.type === "route-refused" && each.route === String(route.nlri)));
    await overlay.idle();
  };
  const say = (speaker: Speaker, routes: readonly OwnRoute[]) => {
    speaker.announce(routes);
    return mark(speaker);
  };
  const unsay = (speaker: Speaker, routes: readonly OwnRoute[]) => {
    speaker.withdraw(routes);
    return mark(speaker);
  };
  t.teardown(async () => {
    for (const speaker of speakers) speaker.close();
    await overlay.close();
    await vpp.close();
    if (more.isShared !== true) await simulator.close();
  });
  return { simulator, vpp, overlay, events, peer, until, say, unsay };
}

/** Starts a speaker whose router ID ends as its address. */
export function startPeer(address: string, port: number): Promise<Speaker> {
  const peers = [{ address: "127.0.0.1", port, localAddress: address }];
  return startSpeaker(
    { as: 64512, routerId: `10.0.0.${address.split(".")[3]}`, peers },
    { onRoutes() {}, onEvent() {} },
  );
}

/** A prefix that a node announces. */
export function prefixRoute(prefix: string, node: string): OwnRoute {
  const nlri = Prefix.parse(prefix);
  const family = nlri.address.family === 4 ? "ipv4-unicast" : "ipv6-unicast";
  return { family, nlri, nextHop: Ip6Address.parse(node), attributes: {} };
}

/** A policy as a node or an injector announces it; the last SID is End.DT6 (18) unless `behavior` says otherwise. */
export function pathRoute(
  endpoint: string,
  bsid: string,
  segments: readonly string[] | readonly (readonly string[])[],
  more: { behavior?: number; color?: number; distinguisher?: number; preference?: number; nextHop?: string } = {},
): OwnRoute {
  const {
    behavior = 18,
    color = behavior === 19 ? 4 : 6,
    distinguisher = 0,
    preference = 100,
    nextHop = endpoint,
  } = more;
  const lists = (typeof segments[0] === "string" ? [segments] : segments) as readonly (readonly string[])[];
  const candidatePath: CandidatePath = {
    preference,
    bindingSid: Ip6Address.parse(bsid),
    segmentLists: lists.map((sids, at) => ({
      weight: at + 1,
      segments: sids.map((sid) => ({ type: "B", sid: Ip6Address.parse(sid), behavior })),
    })),
  };
  return {
    family: "ipv6-sr-policy",
    nlri: { distinguisher, color, endpoint: Ip6Address.parse(endpoint) },
    nextHop: Ip6Address.parse(nextHop),
    attributes: { candidatePath },
  };
}

/** What the simulated VPP holds: policies, and where prefixes go. */
export function heldBy({ state }: Simulator): Held {
  const bsidOf = (index: number) => state.policies.find((each) => each.index === index)?.bsid;
  const policies = state.policies.map(({ bsid, segmentLists }) => {
    return `${bsid}: ${segmentLists.map(({ segments, weight }) => `${segments.join(" ")} x${weight}`).join(", ")}`;
  });
  const steering = state.steering.map(({ traffic, policyIndex }) => {
    return `${prefixOf(traffic)} -> ${bsidOf(policyIndex)}`;
  });
  return {
    policies: policies.sort(),
    steering: steering.sort(),
    localSids: state.localSids.map(({ address }) => String(address)).sort(),
  };
}

function prefixOf(traffic: SteeredTraffic): string {
  if (traffic.type === 2) return `interface ${traffic.swIfIndex}`;
  const { type, address, prefixLength } = traffic;
  return `${type === 4 ? address.toBytes().subarray(12).join(".") : address}/${prefixLength}`;
}

/** SRv6 entries as texts, sorted. */
export interface Held {
  readonly policies: string[];
  readonly steering: string[];
  readonly localSids: string[];
}
