import { parseIpAddress } from "../../address/index.ts";
import { SPEAKER_DEFAULTS } from "../../bgp/index.ts";
import { itemPaths, type Part, type Path, type Problem, partAt, valueAt } from "../../yaml/index.ts";
import type { Draft } from "./draft.ts";
import { describePart } from "./overlaps.ts";
import { ipAddress, nodeAddress } from "./parts.ts";

/** Returns the problems of the BGP peers. */
export function findPeerProblems({ document, address }: Draft): Problem[] {
  const paths = itemPaths(document, ["bgp", "peers"]);
  const peers = paths.flatMap((path) => partAt(ipAddress, document, [...path, "address"]) ?? []);
  return [
    ...findDuplicates(peers),
    ...peers.flatMap((peer) => findOwn(document, peer, address)),
    ...paths.flatMap((path) => [
      ...findOtherFamily(document, path),
      ...findOtherRole(document, path),
      ...findOwnNode(document, path, address),
    ]),
  ];
}

function findDuplicates(peers: readonly Part<string>[]): Problem[] {
  const seen = new Map<string, Part<string>>();
  return peers.flatMap((peer) => {
    const first = seen.get(peer.value);
    if (first === undefined) seen.set(peer.value, peer);
    return first === undefined ? [] : [{ path: peer.path, text: `duplicate of ${describePart(first)}` }];
  });
}

function findOwn(document: unknown, { path, value }: Part<string>, address: Draft["address"]): Problem[] {
  const listen = partAt(ipAddress, document, ["bgp", "listen", "address"]);
  const portOf = (at: Path) => valueAt(document, [...at, "port"]) ?? SPEAKER_DEFAULTS.port;
  const isListener = listen?.value === value && portOf(path.slice(0, -1)) === portOf(["bgp", "listen"]);
  const own = String(address?.value) === value ? address : isListener ? listen : undefined;
  return own === undefined ? [] : [{ path, text: `${describePart(own)} is this node: name other nodes only` }];
}

function findOtherFamily(document: unknown, peer: Path): Problem[] {
  const to = partAt(ipAddress, document, [...peer, "address"]);
  const from = partAt(ipAddress, document, [...peer, "localAddress"]);
  if (to === undefined || from === undefined) return [];
  const family = parseIpAddress(to.value).family;
  if (parseIpAddress(from.value).family === family) return [];
  return [{ path: from.path, text: `${from.value} cannot reach ${to.value}: give an IPv${family} address` }];
}

/** Returns problems of keys that only peers of another role have. */
function findOtherRole(document: unknown, peer: Path): Problem[] {
  const role = valueAt(document, [...peer, "role"]) ?? "node";
  const roles = { injectors: "reflector", node: "node" };
  return Object.entries(roles).flatMap(([key, wanted]) => {
    if (role === wanted || valueAt(document, [...peer, key]) === undefined) return [];
    return [{ path: [...peer, key], text: `only a peer of role ${wanted} has ${key}: this one is of role ${role}` }];
  });
}

function findOwnNode(document: unknown, peer: Path, address: Draft["address"]): Problem[] {
  const node = partAt(nodeAddress, document, [...peer, "node"]);
  if (node === undefined || address?.value.equals(node.value) !== true) return [];
  return [{ path: node.path, text: `${describePart(address)} is this node: name other nodes only` }];
}
