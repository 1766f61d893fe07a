import { Ip6Address, type Ip6AddressInput } from "../../address/index.ts";
import { IP6_INPUT, requireShape } from "../arguments/index.ts";
import { invalid } from "./refusal.ts";

/** The settings for the outer headers of policies and segment lists that are added from now on. */
export interface Encap {
  readonly source: Ip6Address;
  readonly hopLimit: number;
}

/**
 * Returns a source address of outer headers; `::` for none.
 *
 * @throws {VppError} `VPP_ADDRESS` when it is no IPv6 address; `VPP_SRV6` for one that no IPv6 packet may come from.
 */
export function encapSourceFrom(value: Ip6AddressInput): Ip6Address {
  requireShape(IP6_INPUT, value, "encapSource");
  const source = Ip6Address.from(value);
  if (source.isMulticast || source.isIp4Mapped)
    throw invalid(`${source} cannot be the source address of a packet`).error;
  return source;
}
