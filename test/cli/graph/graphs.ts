import { Ip4Address, Ip6Address, Prefix } from "../../../src/address/index.ts";
import { graphOf, type SrGraph } from "../../../src/cli/graph/graph.ts";
import type { LocalSid, PolicyType, SrPolicy, Steering } from "../../../src/srv6/index.ts";

const HOSTILE = 'b"]#quot;;<script>&amp;`\n%%{init}\u001b\u202e\ud800\ufffe\uffff\u{1f600}';

/** Returns the address of a text. */
export function ip6(text: string): Ip6Address {
  return Ip6Address.parse(text);
}

/** Returns a policy of lists, each a weight and SIDs. */
export function policyOf(
  bsid: string,
  lists: readonly (readonly [weight: number, ...segments: string[]])[],
  policyType: PolicyType = "default",
): SrPolicy {
  return {
    bsid: ip6(bsid),
    headend: "encaps",
    policyType,
    fibTable: 0,
    encapSource: ip6("::"),
    segmentLists: lists.map(([weight, ...segments]) => ({ weight, segments: segments.map(ip6) })),
  };
}

/** Returns steering of a prefix in table 0. */
export function steeringOf(prefix: string, bsid: string): Steering {
  return { kind: "l3", prefix: Prefix.parse(prefix), tableId: 0, bsid: ip6(bsid) };
}

/** A graph in which everything is named by an interface or a node, whose name is no name. */
export const hostileGraph: SrGraph = graphOf(
  [
    { sid: ip6("fc00::e"), behavior: { type: "End.DX2", swIfIndex: 1 }, fibTable: 0 },
    {
      sid: ip6("fc00::d"),
      behavior: { type: "End.DX4", nextHop: Ip4Address.parse("10.0.0.1"), swIfIndex: 1 },
      fibTable: 0,
    },
  ],
  [{ ...policyOf("cafe::1", [[1, "fc00::e"]]), label: HOSTILE }],
  [
    { kind: "l2", swIfIndex: 1, bsid: ip6("cafe::1") },
    { kind: "l2", swIfIndex: 1, bsid: ip6("cafe::9") },
  ],
  new Map([[1, HOSTILE]]),
);

/**
 * Returns a graph of so many policies, with one to three lists, one to three prefixes and one to five SIDs. Lists share their
 * last SID, and every fourth policy is of type spray.
 */
export function graphWith(count: number): SrGraph {
  const hex = (number: number) => number.toString(16);
  const policies = Array.from({ length: count }, (_, at) => {
    const lists = Array.from({ length: 1 + (at % 3) }, (_, list) => {
      const transit = Array.from(
        { length: (at + list) % 5 },
        (_, hop) => `fcff:${hex(hop + 1)}::${hex(1 + ((at * 7 + list) % 9))}`,
      );
      return [1 + list * 2, ...transit, `fcdd::${hex(at % 6)}:4`] as const;
    });
    return policyOf(`cafe::${hex(at + 1)}`, lists, at % 4 === 3 ? "spray" : "default");
  });
  const steering = policies.flatMap(({ bsid }, at) => {
    return Array.from({ length: (at + 1) % 4 }, (_, rule) =>
      steeringOf(`10.${at >> 8}.${at & 255}.${rule * 64}/26`, String(bsid)),
    );
  });
  const localSids: LocalSid[] = [
    { sid: ip6("fcdd::1:4"), behavior: { type: "End.DT4", tableId: 10 }, fibTable: 0 },
    { sid: ip6("fcff:1::1"), behavior: { type: "End", psp: true }, fibTable: 0 },
    {
      sid: ip6("fcff:1::e"),
      behavior: { type: "End.X", nextHop: ip6("fd00:12::2"), swIfIndex: 1, psp: false },
      fibTable: 0,
    },
    { sid: ip6("fcdd::2:2"), behavior: { type: "End.DX2", swIfIndex: 7 }, fibTable: 3 },
  ];
  const astray = [steeringOf("10.255.0.0/24", "cafe::ffff"), steeringOf("10.255.1.0/24", "cafe::ffff")];
  const frames = { kind: "l2", swIfIndex: 1, bsid: ip6("cafe::1") } as const;
  return graphOf(localSids, policies, [...steering, frames, ...astray], new Map([[1, "host-b"]]));
}
