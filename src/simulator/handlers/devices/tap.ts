import {
  swInterfaceTapV2Dump,
  type TapCreateV2,
  type TapCreateV3,
  tapCreateV2,
  tapCreateV3,
  tapDeleteV2,
} from "../../../binapi/tapv2.ts";
import type { Received } from "../../../wire/index.ts";
import { ANY_INTERFACE, type Model, type TapEntry } from "../../model/index.ts";
import type { Handlers } from "../handlers.ts";
import { randomMac } from "./af-packet.ts";

/** Taps. @see VPP src/plugins/tap/tapv2_api.c */
export function handleTaps(handlers: Handlers, { taps }: Model): void {
  handlers.request(tapCreateV3, (fields) => taps.create(entryOf(fields)));
  handlers.request(tapCreateV2, (fields) => taps.create(entryOf(fields)));
  handlers.retval(tapDeleteV2, ({ swIfIndex }) => taps.delete(swIfIndex));
  handlers.dump(swInterfaceTapV2Dump, function* ({ swIfIndex }) {
    for (const { owner, ...tap } of taps) {
      if (swIfIndex !== ANY_INTERFACE && swIfIndex !== owner.swIfIndex) continue;
      yield {
        swIfIndex: owner.swIfIndex,
        id: tap.id,
        txRingSz: tap.txRingSize,
        rxRingSz: tap.rxRingSize,
        hostMtuSize: tap.hostMtuBytes,
        hostMacAddr: tap.hostMacAddress,
        hostIp4Prefix: tap.hostPrefix4,
        hostIp6Prefix: tap.hostPrefix6,
        tapFlags: tap.flags,
        devName: owner.name,
        hostIfName: tap.hostName,
        hostNamespace: tap.hostNamespace,
        hostBridge: tap.hostBridge,
      };
    }
  });
}

function entryOf(fields: Received<TapCreateV2> | Received<TapCreateV3>): TapEntry {
  return {
    id: fields.id,
    macAddress: fields.useRandomMac ? randomMac() : fields.macAddress,
    flags: fields.tapFlags,
    rxRingSize: fields.rxRingSz,
    txRingSize: fields.txRingSz,
    hostName: fields.hostIfNameSet ? fields.hostIfName : "",
    hostNamespace: fields.hostNamespaceSet ? fields.hostNamespace : "",
    hostBridge: fields.hostBridgeSet ? fields.hostBridge : "",
    hostMacAddress: fields.hostMacAddr,
    hostMtuBytes: fields.hostMtuSet ? fields.hostMtuSize : 0,
    hostPrefix4: fields.hostIp4Prefix,
    hostPrefix6: fields.hostIp6Prefix,
  };
}
