import { Ip4Address } from "../../address/index.ts";
import { parseAsPath } from "./as-path.ts";
import { ATTRIBUTE, KIND_FLAGS, OPTIONAL, ORIGINS, type PathAttributes, TRANSITIVE } from "./attributes.ts";
import { parseCandidatePath } from "./candidate-path.ts";

/** How attributes of this connection are read. */
export interface AttributeContext {
  /** Whether the peer is in our AS: others do not give LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST (RFC 7606 sections 7.5, 7.9, 7.10). */
  readonly isInternal: boolean;
  /** Bytes of an AS number in AS_PATH: 4 if both ends announced it. */
  readonly asBytes: 2 | 4;
}

/** Attributes while they are read. */
export type Draft = { -readonly [name in keyof PathAttributes]?: PathAttributes[name] };

/** How an attribute is read. `read` returns false for a malformed value. */
export interface Rule {
  /** The flags Optional and Transitive that it must have. */
  readonly flags: number;
  readonly name: string;
  readonly isOnlyInternal?: true;
  /** An error in it does not count: it does not select a route (RFC 7606 section 2). */
  readonly isDiscarded?: true;
  readonly read?: ((draft: Draft, value: Buffer, context: AttributeContext) => boolean) | undefined;
}

export const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [ATTRIBUTE.origin, { flags: TRANSITIVE, name: "ORIGIN", read: readOrigin }],
  [ATTRIBUTE.asPath, { flags: TRANSITIVE, name: "AS_PATH", read: readAsPath }],
  [ATTRIBUTE.nextHop, { flags: TRANSITIVE, name: "NEXT_HOP", read: address("nextHop") }],
  [
    ATTRIBUTE.multiExitDiscriminator,
    { flags: OPTIONAL, name: "MULTI_EXIT_DISC", read: number("multiExitDiscriminator") },
  ],
  [
    ATTRIBUTE.localPreference,
    { flags: TRANSITIVE, name: "LOCAL_PREF", isOnlyInternal: true, read: number("localPreference") },
  ],
  [ATTRIBUTE.atomicAggregate, { flags: TRANSITIVE, name: "ATOMIC_AGGREGATE", isDiscarded: true }],
  [ATTRIBUTE.aggregator, { flags: KIND_FLAGS, name: "AGGREGATOR", isDiscarded: true }],
  [ATTRIBUTE.communities, { flags: KIND_FLAGS, name: "COMMUNITIES", read: readCommunities }],
  [
    ATTRIBUTE.originatorId,
    { flags: OPTIONAL, name: "ORIGINATOR_ID", isOnlyInternal: true, read: address("originatorId") },
  ],
  [ATTRIBUTE.clusterList, { flags: OPTIONAL, name: "CLUSTER_LIST", isOnlyInternal: true, read: readClusterList }],
  [ATTRIBUTE.mpReach, { flags: OPTIONAL, name: "MP_REACH_NLRI" }],
  [ATTRIBUTE.mpUnreach, { flags: OPTIONAL, name: "MP_UNREACH_NLRI" }],
  [ATTRIBUTE.extendedCommunities, { flags: KIND_FLAGS, name: "EXTENDED COMMUNITIES", read: readExtendedCommunities }],
  [ATTRIBUTE.as4Path, { flags: KIND_FLAGS, name: "AS4_PATH", isDiscarded: true }],
  [ATTRIBUTE.as4Aggregator, { flags: KIND_FLAGS, name: "AS4_AGGREGATOR", isDiscarded: true }],
  [ATTRIBUTE.tunnelEncapsulation, { flags: KIND_FLAGS, name: "Tunnel Encapsulation", read: readTunnelEncapsulation }],
]);

function readOrigin(draft: Draft, value: Buffer): boolean {
  const origin = value.length === 1 ? ORIGINS[value[0]!] : undefined;
  if (origin !== undefined) draft.origin = origin;
  return origin !== undefined;
}

function readAsPath(draft: Draft, value: Buffer, { asBytes }: AttributeContext): boolean {
  const path = parseAsPath(value, asBytes);
  if (path !== undefined) draft.asPath = path;
  return path !== undefined;
}

/** Returns how an attribute is read that is an IPv4 address. */
function address(name: "nextHop" | "originatorId"): Rule["read"] {
  return (draft, value) => {
    if (value.length === 4) draft[name] = Ip4Address.fromBytes(value);
    return value.length === 4;
  };
}

/** Returns how an attribute is read that is a number of four bytes. */
function number(name: "multiExitDiscriminator" | "localPreference"): Rule["read"] {
  return (draft, value) => {
    if (value.length === 4) draft[name] = value.readUInt32BE(0);
    return value.length === 4;
  };
}

function readCommunities(draft: Draft, value: Buffer): boolean {
  const parts = partsOf(value, 4);
  draft.communities = parts?.map((part) => part.readUInt32BE(0)) ?? [];
  return parts !== undefined;
}

function readClusterList(draft: Draft, value: Buffer): boolean {
  const parts = partsOf(value, 4);
  draft.clusterList = parts?.map((part) => Ip4Address.fromBytes(part)) ?? [];
  return parts !== undefined;
}

/** Copies the bytes: those of a received message are used again. */
function readExtendedCommunities(draft: Draft, value: Buffer): boolean {
  const parts = partsOf(value, 8);
  draft.extendedCommunities = parts?.map((part) => Buffer.from(part)) ?? [];
  return parts !== undefined;
}

/** Of a prefix, the attribute says how to reach the next hop by tunnels, which is not used; so errors in it do not count. */
function readTunnelEncapsulation(draft: Draft, value: Buffer): boolean {
  const path = parseCandidatePath(value);
  if (path !== undefined) draft.candidatePath = path;
  return true;
}

/** Returns parts of the same size; undefined if there is none, or the last one is cut (RFC 7606 sections 7.8, 7.10, 7.14). */
function partsOf(value: Buffer, bytes: number): Buffer[] | undefined {
  if (value.length === 0 || value.length % bytes !== 0) return undefined;
  return Array.from({ length: value.length / bytes }, (_, at) => value.subarray(at * bytes, (at + 1) * bytes));
}
