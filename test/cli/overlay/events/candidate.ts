import { Ip6Address } from "../../../../src/address/index.ts";
import type { Candidate, CandidateOrigin } from "../../../../src/overlay/index.ts";

/** A path to fd12::1000 for IPv6. */
export function candidate({
  bsid = "cafe::25",
  lists = [[1, "fcff:6::1", "fcdd::6"]],
  preference = 100,
  ...origin
}: {
  readonly bsid?: string;
  readonly lists?: readonly (readonly [weight: number, ...segments: string[]])[];
  readonly preference?: number;
} & Partial<CandidateOrigin> = {}): Candidate {
  return {
    endpoint: Ip6Address.parse("fd12::1000"),
    family: "IPv6",
    preference,
    policy: {
      bsid: Ip6Address.parse(bsid),
      segmentLists: lists.map(([weight, ...sids]) => ({ weight, segments: sids.map((sid) => Ip6Address.parse(sid)) })),
    },
    origin: { source: "bgp", from: "fd00:0:34::2", isBestEffort: false, since: 0, ...origin },
  };
}
