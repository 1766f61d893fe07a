import type { Ip6Address, Ip6Prefix } from "../../address/index.ts";

/** What a TE engine asks of one source node: the value of a ConfigMap. */
export interface TeDocument {
  /** The local SIDs that the node shall have, as far as the document names them. */
  readonly localSids: { readonly DT4?: Ip6Address; readonly DT6?: Ip6Address };
  readonly policies: readonly TePolicy[];
}

/** A candidate of the policy that leads packets of one family to one node. */
export interface TePolicy {
  /** The infrastructure address of the egress node. */
  readonly endpoint: Ip6Address;
  readonly family: "IPv4" | "IPv6";
  readonly bsid: Ip6Address;
  /** The highest is selected; default 100. */
  readonly preference: number;
  readonly segmentLists: readonly TeSegmentList[];
}

/** One of the paths of a policy. */
export interface TeSegmentList {
  /** The share of traffic, relative to the other lists; default 1. */
  readonly weight: number;
  readonly segments: readonly Ip6Address[];
}

/** The node that reads a document. */
export interface TeNode {
  readonly id: string;
  readonly address: Ip6Address;
  /** The range of the BSIDs of all nodes. */
  readonly bsids: Ip6Prefix;
  /** The range of the local SIDs of all nodes; undefined: not checked. */
  readonly localSids: Ip6Prefix | undefined;
}
