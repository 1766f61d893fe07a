import type { Ip6Address } from "../../address/index.ts";
import type { OverlaySids } from "../config/index.ts";

/** The addresses that a node has for itself: one local SID and one BSID for each family. */
export interface OwnAddresses {
  readonly localSids: { readonly DT4: Ip6Address; readonly DT6: Ip6Address };
  readonly bsids: { readonly IPv4: Ip6Address; readonly IPv6: Ip6Address };
}

/**
 * Chooses the addresses of a node: fixed ones; else those that were kept, if they lie in the pool and are not taken; else the
 * first free ones of the pool. The first address of a pool, with a host part of 0, is never chosen: it is the subnet-router
 * anycast address (RFC 4291 section 2.6.1).
 *
 * @param taken returns the other owner of an address as text, or undefined.
 * @throws {VppError} `VPP_SRV6` when a fixed address is taken or a pool has no free address; it names the other owners.
 */
export function allocate(
  _config: OverlaySids,
  _kept: Partial<OwnAddresses>,
  _taken: (address: Ip6Address) => string | undefined,
): OwnAddresses {
  throw new Error("not written yet");
}
