import type { Ip6Address, Ip6Prefix, Prefix } from "../../address/index.ts";
import { itemPaths, type Part, type Path, partAt, valueAt } from "../../yaml/index.ts";
import { nodeAddress, prefix, prefixes, sid, sidRange } from "./parts.ts";

/** The well-formed addresses and ranges of a configuration file, of which other parts may be malformed. */
export interface Draft {
  readonly document: unknown;
  readonly address: Part<Ip6Address> | undefined;
  /** The addresses of other nodes, as far as peers are nodes. */
  readonly otherNodes: readonly Part<Ip6Address>[];
  readonly prefixes: readonly Part<Prefix>[];
  /** Undefined unless all are well-formed. */
  readonly podCluster: readonly Part<Prefix>[] | undefined;
  readonly localPool: Part<Ip6Prefix> | undefined;
  readonly localCluster: Part<Ip6Prefix> | undefined;
  readonly bsidPool: Part<Ip6Prefix> | undefined;
  readonly bsidCluster: Part<Ip6Prefix> | undefined;
  readonly DT4: Part<Ip6Address> | undefined;
  readonly DT6: Part<Ip6Address> | undefined;
  readonly nodeSid: Part<Ip6Address> | undefined;
}

/** Reads what can be read of the value of a configuration file. */
export function draftOf(document: unknown): Draft {
  const rangeAt = (...path: Path) => partAt(sidRange, document, path);
  const sidAt = (...path: Path) => partAt(sid, document, path);
  const cluster = partAt(prefixes, document, ["pods", "cluster"]);
  return {
    document,
    address: partAt(nodeAddress, document, ["node", "address"]),
    otherNodes: itemPaths(document, ["bgp", "peers"]).flatMap((path) => otherNodeAt(document, path) ?? []),
    prefixes: itemPaths(document, ["pods", "prefixes"]).flatMap((path) => partAt(prefix, document, path) ?? []),
    podCluster: cluster?.value.map((value, at) => ({ path: [...cluster.path, at], value })),
    localPool: rangeAt("sids", "localSids", "pool"),
    localCluster: rangeAt("sids", "localSids", "cluster"),
    bsidPool: rangeAt("sids", "bsids", "pool"),
    bsidCluster: rangeAt("sids", "bsids", "cluster"),
    DT4: sidAt("sids", "localSids", "DT4"),
    DT6: sidAt("sids", "localSids", "DT6"),
    nodeSid: sidAt("sids", "nodeSid"),
  };
}

function otherNodeAt(document: unknown, peer: Path): Part<Ip6Address> | undefined {
  if ((valueAt(document, [...peer, "role"]) ?? "node") !== "node") return undefined;
  const hasNode = valueAt(document, [...peer, "node"]) !== undefined;
  return partAt(nodeAddress, document, [...peer, hasNode ? "node" : "address"]);
}
