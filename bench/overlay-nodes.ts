/** Routes of nodes as BGP would bring them, and an agent's inside that takes them without BGP. */
import { Ip4Address, Ip6Address, Prefix } from "../src/address/index.ts";
import type { ReceivedRoute, RouteChange } from "../src/bgp/index.ts";
import type { VppCalls } from "../src/client/index.ts";
import { type OverlayConfig, parseOverlayConfig } from "../src/overlay/index.ts";
import { type InstallEvent, Installer } from "../src/overlay/install/index.ts";
import { OverlayModel } from "../src/overlay/model/index.ts";
import { BgpSource } from "../src/overlay/sources/index.ts";

const PEER = "127.0.0.4";
/** The behaviors End.DT4 and End.DT6 (RFC 8986 section 8.2), and the SRv6 function that this cluster uses for them. */
const BEHAVIORS = { 4: 19, 6: 18 } as const;

/** The families of pods' packets. */
export const FAMILIES = [4, 6] as const;
type Family = (typeof FAMILIES)[number];

const CONFIG = `
node: { id: bench, address: "fd11::1000" }
pods: { prefixes: [], cluster: [0.0.0.0/1, "fdfb::/32"] }
sids:
  localSids: { pool: "fcdd:0:0:11aa::/64", cluster: "fcdd::/48" }
  bsids: { pool: "cafe::100/120", cluster: "cafe::/64" }
bgp: { as: 64512, routerId: 10.0.0.11, peers: [{ address: ${PEER}, role: injector }] }
`;

/** A node of the cluster, by its number. */
export const nodeAt = (at: number): Ip6Address => new Ip6Address(0xfd12_0000, 0, 0, at + 1);
const originator = { as: 64512, routerId: Ip4Address.parse("10.0.0.4") };

/** The change by which a peer announces a prefix of a node: that with this number, of one family. */
export function prefixChange(node: number, at: number, family: Family = 4): RouteChange {
  const number = node * 256 + at;
  const nlri =
    family === 4
      ? new Prefix(new Ip4Address(0x0100_0000 + number * 64), 26)
      : new Prefix(new Ip6Address(0xfdfb_0000, 0, number, 0), 96);
  const name = `ipv${family}-unicast` as const;
  const attributes = { origin: "IGP", asPath: [] } as const;
  const route = { family: name, nlri, nextHop: nodeAt(node), attributes, originator };
  return { peer: "127.0.0.5", family: name, nlri, route };
}

/** The change by which a TE engine announces a path to a node, for packets of one family. */
export function pathChange(node: number, waypoint = 1, family: Family = 4): RouteChange {
  const endpoint = nodeAt(node);
  const nlri = { distinguisher: family, color: 4, endpoint };
  const segments = [
    { type: "B", sid: new Ip6Address(0xfcff_0000, 0, 0, waypoint), behavior: 1 },
    { type: "B", sid: new Ip6Address(0xfcdd_0000, 0, node + 0x1000, family), behavior: BEHAVIORS[family] },
  ] as const;
  const candidatePath = {
    preference: 100,
    bindingSid: new Ip6Address(0xcafe_0000, 0, family, node + 1),
    segmentLists: [{ weight: 1, segments }],
  };
  const attributes = { origin: "IGP", asPath: [], candidatePath } as const;
  const name = "ipv6-sr-policy";
  const route: ReceivedRoute = { family: name, nlri, nextHop: endpoint, attributes, originator };
  return { peer: PEER, family: name, nlri, route };
}

/** The parts of an agent. */
export interface Inside {
  readonly source: BgpSource;
  readonly installer: Installer;
  readonly model: OverlayModel;
}

/** Makes the parts of an agent, attached to a VPP. */
export async function makeInside(vpp: VppCalls, onEvent: (event: InstallEvent) => void = () => {}): Promise<Inside> {
  const config = await parseConfig();
  let installer: Installer | undefined;
  const model = new OverlayModel("bgp", () => installer?.schedule());
  installer = new Installer(model, onEvent);
  const source = new BgpSource(model, config, undefined, ({ route, reason }) => {
    throw new Error(`${route}: ${reason}`);
  });
  const { node, pods, sids } = config;
  const ground = {
    source: node.address,
    localSids: [],
    table: pods.table,
    bsids: [sids.bsids.cluster],
    sids: [],
    locators: [],
  };
  await installer.attach(vpp, ground);
  return { source, installer, model };
}

async function parseConfig(): Promise<OverlayConfig> {
  const config = await parseOverlayConfig(CONFIG);
  const nodes = { ...config.bgp.peers[0]!, address: "127.0.0.5", role: "reflector" } as const;
  return { ...config, bgp: { ...config.bgp, peers: [...config.bgp.peers, nodes] } };
}
