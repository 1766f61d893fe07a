import type { Ip6Address, Ip6AddressInput } from "../address/index.ts";
import { behaviorFrom, type EndpointBehavior, type EndpointBehaviorInput } from "./behavior.ts";
import { sidFrom } from "./sid.ts";

/** A SID of this node and what it does (RFC 8986 section 3.3, My Local SID table). */
export interface LocalSid {
  readonly sid: Ip6Address;
  readonly behavior: EndpointBehavior;
  /** The IPv6 table in which packets to the SID are recognized; not the one that a behavior looks up. */
  readonly fibTable: number;
}

/** What is given to add a local SID. */
export interface LocalSidInput {
  readonly sid: Ip6AddressInput;
  readonly behavior: EndpointBehaviorInput;
  /** Default 0. */
  readonly fibTable?: number;
}

/** The local SID as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function localSidFrom(input: LocalSidInput): LocalSid {
  return { sid: sidFrom(input.sid), behavior: behaviorFrom(input.behavior), fibTable: input.fibTable ?? 0 };
}
