import { Ip4Address, Ip6Address, Prefix } from "../../../src/address/index.ts";
import { type Candidate, keyOfTunnel, type TrafficFamily, type TunnelName } from "../../../src/overlay/model/index.ts";

/** What differs between the candidate paths of a test. */
export interface PathGiven {
  readonly endpoint?: string;
  readonly family?: TrafficFamily;
  readonly preference?: number;
  readonly bsid?: string;
  /** The SIDs of its lists, each `fcff:3::1 fcdd::4`; the weights are 1, 2, and so on. */
  readonly lists?: readonly string[];
  /** The AS and the router ID of its originator; undefined as in a document. */
  readonly originator?: readonly [as: number, routerId: string] | undefined;
  readonly distinguisher?: number;
  readonly color?: number;
  readonly from?: string;
  readonly isBestEffort?: boolean;
  readonly name?: string;
  readonly source?: "bgp" | "configmap";
}

/** A candidate path to fd12::1000 for IPv6, preference 100, from an injector, with other properties. */
export function path(given: PathGiven = {}): Candidate {
  const { endpoint = "fd12::1000", family = "IPv6", preference = 100, bsid = "cafe::1c2", name } = given;
  const { lists = ["fcff:3::1 fcdd:0:0:12aa::6"], distinguisher = 0, color = 6, from = "fd00:34::2" } = given;
  const { isBestEffort = false, source = "bgp" } = given;
  const [as, routerId] = "originator" in given ? (given.originator ?? []) : [64512, "10.0.0.34"];
  const originator = as === undefined ? undefined : { as, routerId: Ip4Address.parse(routerId!) };
  const segmentLists = lists.map((list, at) => ({
    weight: at + 1,
    segments: list.split(" ").map((sid) => Ip6Address.parse(sid)),
  }));
  return {
    endpoint: Ip6Address.parse(endpoint),
    family,
    preference,
    policy: { bsid: Ip6Address.parse(bsid), segmentLists },
    origin: { source, from, isBestEffort, originator, color, distinguisher, name, since: 0 },
  };
}

/** A tunnel, IPv6 unless given otherwise. */
export function tunnel(endpoint: string, family: TrafficFamily = "IPv6"): TunnelName {
  return { endpoint: Ip6Address.parse(endpoint), family };
}

/** The key of a tunnel, IPv6 unless given otherwise. */
export function tunnelKey(endpoint: string, family: TrafficFamily = "IPv6"): string {
  return keyOfTunnel(tunnel(endpoint, family));
}

/** The address of a node. */
export const node: (text: string) => Ip6Address = Ip6Address.parse;

/** A prefix. */
export const prefix: (text: string) => Prefix = Prefix.parse;
