import { Ip6Address, Prefix } from "../../address/index.ts";
import {
  type SrSteeringAddDel,
  type SrSteeringPolDetails,
  srSteeringAddDel,
  srSteeringPolDump,
} from "../../binapi/sr.ts";
import type { Input, Received } from "../../wire/index.ts";
import {
  from46,
  l3Traffic,
  type Model,
  type Policies,
  Retval,
  type SteeredTraffic,
  type SteeringEntry,
  TrafficType,
  to46,
} from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** Steering. @see VPP src/vnet/srv6/sr_api.c */
export function handleSteering(handlers: Handlers, { interfaces, policies, steering }: Model): void {
  handlers.retval(srSteeringAddDel, (fields) => {
    const traffic = trafficOf(fields);
    if (traffic === undefined) return Retval.unspecified;
    if (traffic.type === TrafficType.l2 && interfaces.get(traffic.swIfIndex) === undefined)
      return Retval.invalidSwIfIndex;
    return fields.isDel ? steering.remove(traffic) : steering.add(traffic, fields.bsidAddr);
  });
  handlers.dump(srSteeringPolDump, function* () {
    for (const each of steering) yield describe(policies, each);
  });
}

function trafficOf({
  trafficType,
  swIfIndex,
  tableId,
  prefix,
}: Received<SrSteeringAddDel>): SteeredTraffic | undefined {
  if (trafficType === TrafficType.l2) return { type: TrafficType.l2, swIfIndex };
  const family = trafficType === TrafficType.ip4 ? 4 : trafficType === TrafficType.ip6 ? 6 : undefined;
  return family === undefined ? undefined : l3Traffic(family, tableId, to46(prefix.address), prefix.length);
}

/** VPP keeps prefix and interface in the same memory, and shows each as the other. */
function describe(policies: Policies, { traffic, policyIndex }: SteeringEntry): Input<SrSteeringPolDetails> {
  const bsid = policies.bsidAt(policyIndex);
  if (traffic.type === TrafficType.l2) {
    const { swIfIndex } = traffic;
    const address = new Ip6Address(swapBytes(swIfIndex), 0, 0, 0);
    return { trafficType: traffic.type, fibTable: 0, prefix: new Prefix(from46(address), 0), swIfIndex, bsid };
  }
  const { type, fibTable, address, prefixLength } = traffic;
  const swIfIndex = swapBytes(address.word0);
  return { trafficType: type, fibTable, prefix: new Prefix(from46(address), prefixLength), swIfIndex, bsid };
}

/** Swaps the bytes of a number of 32 bits. */
function swapBytes(word: number): number {
  const swapped = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  return swapped >>> 0;
}
