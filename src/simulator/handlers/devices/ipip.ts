import { AddressFamily } from "../../../binapi/ip_types.ts";
import { ipipAddTunnel, ipipDelTunnel, ipipTunnelDump } from "../../../binapi/ipip.ts";
import { ANY_INTERFACE, type Model, NO_INTERFACE, Retval } from "../../model/index.ts";
import type { Handlers } from "../handlers.ts";

/** Where the families of the two ends are in `ipip_add_tunnel`. */
const FAMILIES_AT = [14, 31] as const;

/** Tunnels of IP in IP. @see VPP src/vnet/ipip/ipip_api.c */
export function handleIpTunnels(handlers: Handlers, { ipTunnels }: Model): void {
  handlers.request(ipipAddTunnel, ({ tunnel: { src, dst, ...rest } }, { byteAt }) => {
    const [isInvalid, isOtherInvalid] = FAMILIES_AT.map((at) => byteAt(at) > AddressFamily.ADDRESS_IP6);
    if (isInvalid !== isOtherInvalid) return { retval: Retval.invalidProtocol, swIfIndex: NO_INTERFACE };
    return ipTunnels.create({ ...rest, source: src, destination: dst });
  });
  handlers.retval(ipipDelTunnel, ({ swIfIndex }) => ipTunnels.delete(swIfIndex));
  handlers.dump(ipipTunnelDump, function* ({ swIfIndex: wanted }) {
    for (const each of ipTunnels) {
      const { owner, source, destination, instance, flags, mode, dscp } = each;
      const { swIfIndex } = owner;
      const tableId = ipTunnels.tableIdOf(each);
      if (wanted !== ANY_INTERFACE && wanted !== swIfIndex) continue;
      yield { tunnel: { instance, src: source, dst: destination, swIfIndex, tableId, flags, mode, dscp } };
    }
  });
}
