import type { Ip6Address, Ip6AddressInput } from "../../address/index.ts";
import { LOCAL_SID_INPUT, requireShape } from "../arguments/index.ts";
import { sidFrom } from "./addresses.ts";
import { behaviorFrom, type EndpointBehavior, type EndpointBehaviorInput, isMicroSid } from "./behavior.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";

/** VPP takes prefix lengths of local SIDs in whole bytes. */
export const LENGTH_STEP_BITS = 8;
/** The bits of uN and uA, at the end of their prefix. */
export const USID_BITS = 16;

/** A SID of this node and what it does (RFC 8986 section 3.3, My Local SID table). */
export interface LocalSid {
  readonly sid: Ip6Address;
  readonly behavior: EndpointBehavior;
  /** The IPv6 table in which packets to the SID are recognized; not the one that a behavior looks up. */
  readonly fibTable: number;
  /**
   * In bits; absent where it is that of the behavior: 48 of uN, 64 of uA, 128 of all others. VPP identifies a SID by its
   * address and this length. `unknown` is only read: VPP does not show the length.
   */
  readonly prefixLength?: number | "unknown";
}

/** A local SID as VPP holds it. */
export interface FoundLocalSid extends LocalSid {
  /** The prefix length of the End SID that is one with it. */
  readonly companionLength?: number;
}

/** The arguments of a local SID. */
export interface LocalSidInput {
  readonly sid: Ip6AddressInput;
  readonly behavior: EndpointBehaviorInput;
  /** Default 0. */
  readonly fibTable?: number;
  /** A multiple of 8 up to 128, of uN and uA at least 16; default that of the behavior. Takes a VPP from 26.06 on. */
  readonly prefixLength?: number;
}

/** Returns the local SID as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function localSidFrom(input: LocalSidInput): LocalSid {
  requireShape(LOCAL_SID_INPUT, input, "localSid");
  const localSid = { sid: sidFrom(input.sid), behavior: behaviorFrom(input.behavior), fibTable: input.fibTable ?? 0 };
  const ownLength = ownPrefixLength(localSid.behavior);
  const { prefixLength = ownLength } = input;
  throwIf(checkPrefixLength(localSid, prefixLength));
  return prefixLength === ownLength ? localSid : { ...localSid, prefixLength };
}

/** Returns the default prefix length of the SIDs of a behavior. */
export function ownPrefixLength({ type }: Pick<EndpointBehavior, "type">): number {
  if (type === "uN") return 48;
  return type === "uA" ? 64 : 128;
}

/** Returns the prefix length of the End SID that is added with a uA; undefined for other SIDs. */
export function companionLengthOf(localSid: LocalSid): number | undefined {
  const { behavior } = localSid;
  const length = prefixLengthOf(localSid);
  if (behavior.type !== "uA" || behavior.endSid === false || length === undefined) return undefined;
  return length + USID_BITS;
}

/** Returns the prefix lengths of a local SID and of its companion, if it has one; undefined for one that VPP does not show. */
export function lengthsOf(localSid: LocalSid, companionLength: number | undefined): (number | undefined)[] {
  const length = prefixLengthOf(localSid);
  return companionLength === undefined ? [length] : [length, companionLength];
}

/** Returns the prefix length; undefined if VPP does not show it. */
export function prefixLengthOf({
  behavior,
  prefixLength = ownPrefixLength(behavior),
}: Pick<LocalSid, "prefixLength"> & { readonly behavior: Pick<EndpointBehavior, "type"> }): number | undefined {
  return prefixLength === "unknown" ? undefined : prefixLength;
}

/** Returns a refusal if VPP cannot add a local SID with this prefix length. */
export function checkPrefixLength({ sid, behavior }: LocalSid, length: number): Refusal | undefined {
  const least = isMicroSid(behavior) ? USID_BITS : LENGTH_STEP_BITS;
  if (length % LENGTH_STEP_BITS === 0 && length >= least && length <= 128) return undefined;
  // @refuses addLocalSid, replaceLocalSid: the prefix length is not a multiple of 8 from 8 (`uN`, `uA`: 16) to 128 | VPP
  // replies -7
  return invalid(
    `local SID ${sid}: a prefix length is a multiple of ${LENGTH_STEP_BITS} from ${least} to 128, not ${length}`,
  );
}

/** Returns a key for maps, of address and prefix length, by which VPP identifies local SIDs. */
export function keyOfLocalSid(localSid: LocalSid): string {
  return `${localSid.sid.toKey()}/${prefixLengthOf(localSid)}`;
}
