import { Ip6Address, type Ip6AddressInput } from "../../address/index.ts";
import type { Input } from "../../wire/index.ts";
import { IP6_INPUT, requireShape } from "../arguments/index.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";

/** The arguments of a `T`: addresses and prefixes can be text, and the named properties have defaults. */
export type Given<T, Defaulted extends PropertyKey> = T extends unknown
  ? Input<Omit<T, Defaulted>> & Partial<Input<Pick<T, Defaulted & keyof T>>>
  : never;

/** The settings for the outer headers of policies and segment lists that are added from now on. */
export interface Encap {
  readonly source: Ip6Address;
  readonly hopLimit: number;
}

/** Returns an argument as an address. @throws {VppError} `VPP_FIELD_RANGE`, `VPP_ADDRESS`. */
export function ip6From(value: Ip6AddressInput, place: string): Ip6Address {
  return Ip6Address.from(requireShape(IP6_INPUT, value, place));
}

/**
 * Returns a source address of outer headers; `::` for none.
 *
 * @throws {VppError} `VPP_ADDRESS` when it is no IPv6 address; `VPP_SRV6` for one that no IPv6 packet may come from.
 */
export function encapSourceFrom(value: Ip6AddressInput): Ip6Address {
  const source = ip6From(value, "encapSource");
  if (source.isMulticast || source.isIp4Mapped)
    // @refuses setEncapSource, addPolicy, addSegmentList: the source is a multicast or IPv4-mapped address | VPP accepts
    // it, and sends packets to which no node can reply
    throw invalid(`${source} cannot be the source address of a packet`).error;
  return source;
}

/**
 * Returns a SID as a value.
 *
 * @throws {VppError} `VPP_ADDRESS` when it is no IPv6 address; `VPP_SRV6` for `::`, and for multicast, link-local and IPv4-mapped
 * addresses: VPP would accept them, and no packet can go there.
 */
export function sidFrom(value: Ip6AddressInput): Ip6Address {
  const sid = Ip6Address.from(value);
  throwIf(checkSid(sid));
  return sid;
}

/** Returns a refusal if an address cannot be a SID. */
export function checkSid(sid: Ip6Address): Refusal | undefined {
  if (!sid.isUnspecified && !sid.isMulticast && !sid.isLinkLocal && !sid.isIp4Mapped) return undefined;
  const isLocal = sid.isLinkLocal ? "a link-local" : "an IPv4-mapped";
  const kind = sid.isUnspecified ? "the unspecified" : sid.isMulticast ? "a multicast" : isLocal;
  // @refuses addLocalSid, addPolicy, addSegmentList: a SID or BSID is `::`, or a multicast, link-local or IPv4-mapped
  // address | VPP accepts it, and no packet arrives
  return invalid(`${sid} cannot be a SID: it is ${kind} address`);
}
