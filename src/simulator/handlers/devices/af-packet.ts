import { randomBytes } from "node:crypto";
import { MacAddress } from "../../../address/index.ts";
import {
  afPacketCreate,
  afPacketCreateV2,
  afPacketCreateV3,
  afPacketDelete,
  afPacketDump,
} from "../../../binapi/af_packet.ts";
import type { Model } from "../../model/index.ts";
import type { Handlers } from "../handlers.ts";

/** Interfaces of the host. @see VPP src/plugins/af_packet/af_packet_api.c */
export function handleHostInterfaces(handlers: Handlers, { hostInterfaces }: Model): void {
  const create = ({ hostIfName, hwAddr, useRandomHwAddr = true }: Wanted) =>
    hostInterfaces.create(hostIfName, useRandomHwAddr ? randomMac() : hwAddr);
  handlers.request(afPacketCreate, create);
  handlers.request(afPacketCreateV2, create);
  handlers.request(afPacketCreateV3, create);
  handlers.retval(afPacketDelete, ({ hostIfName }) => hostInterfaces.delete(hostIfName));
  handlers.dump(afPacketDump, function* () {
    for (const { owner, hostName } of hostInterfaces) yield { swIfIndex: owner.swIfIndex, hostIfName: hostName };
  });
}

interface Wanted {
  readonly hostIfName: string;
  readonly hwAddr: MacAddress;
  readonly useRandomHwAddr?: boolean;
}

/** An address as VPP makes them: `02:fe` and four random bytes. @see VPP src/vnet/ethernet/ethernet.h */
export function randomMac(): MacAddress {
  return MacAddress.fromBytes(Buffer.concat([Buffer.from([0x02, 0xfe]), randomBytes(4)]));
}
