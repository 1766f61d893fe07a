import { Ip6Address } from "../../address/index.ts";
import { IpNeighborFlags, ipNeighborAddDel, ipNeighborDump } from "../../binapi/ip_neighbor.ts";
import { AddressFamily } from "../../binapi/ip_types.ts";
import { ANY_INTERFACE, type Model, NO_STATS_INDEX, Retval } from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** Where the family of the address is in `ip_neighbor_add_del`. */
const FAMILY_AT = 22;

const { IP_API_NEIGHBOR_FLAG_STATIC: STATIC, IP_API_NEIGHBOR_FLAG_NO_FIB_ENTRY: NO_ROUTE } = IpNeighborFlags;

/**
 * Neighbours. `stats_index` is always `0xffffffff`: in VPP it is the index of an adjacency, and adjacencies are not
 * modelled.
 *
 * @see VPP src/vnet/ip-neighbor/ip_neighbor_api.c
 */
export function handleNeighbors(handlers: Handlers, { interfaces, neighbors }: Model): void {
  handlers.request(ipNeighborAddDel, ({ isAdd, neighbor }, { byteAt }) => {
    const { swIfIndex, flags, macAddress } = neighbor;
    // VPP leaves the address as it is set at first.
    const address = byteAt(FAMILY_AT) > AddressFamily.ADDRESS_IP6 ? Ip6Address.UNSPECIFIED : neighbor.ipAddress;
    const answer = (retval: number) => ({ retval, statsIndex: NO_STATS_INDEX });
    if (interfaces.get(swIfIndex) === undefined) return answer(Retval.invalidSwIfIndex);
    if (!isAdd) return answer(neighbors.remove({ swIfIndex, address }));
    const isStatic = (flags & STATIC) !== 0;
    return answer(neighbors.add({ swIfIndex, address, macAddress, isStatic, hasRoute: (flags & NO_ROUTE) === 0 }));
  });
  handlers.dump(ipNeighborDump, function* ({ swIfIndex: wanted, af }) {
    if (af !== AddressFamily.ADDRESS_IP4 && af !== AddressFamily.ADDRESS_IP6) return;
    const family = af === AddressFamily.ADDRESS_IP6 ? 6 : 4;
    for (const { swIfIndex, address, macAddress, isStatic, hasRoute } of neighbors) {
      if (address.family !== family || (wanted !== ANY_INTERFACE && wanted !== swIfIndex)) continue;
      const flags = (isStatic ? STATIC : 0) | (hasRoute ? 0 : NO_ROUTE);
      yield { age: 0, neighbor: { swIfIndex, flags, macAddress, ipAddress: address } };
    }
  });
}
