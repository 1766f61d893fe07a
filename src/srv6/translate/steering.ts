import { Ip4Address, Ip6Address, type IpAddress, Prefix } from "../../address/index.ts";
import type { SrSteeringAddDel, SrSteeringPolDetails } from "../../binapi/sr.ts";
import { SrSteer } from "../../binapi/sr_types.ts";
import { NO_INTERFACE, type Steering, type Traffic } from "../values/index.ts";
import { asIp4, asIp6 } from "./local-sids.ts";

const NO_PREFIX = new Prefix<IpAddress>(new Ip4Address(0), 0);

/** Returns the fields that add steering; without a BSID, those that delete it. */
export function steeringFields(traffic: Traffic, bsid?: Ip6Address): SrSteeringAddDel {
  const isL2 = traffic.kind === "l2";
  return {
    isDel: bsid === undefined,
    bsidAddr: bsid ?? Ip6Address.UNSPECIFIED,
    srPolicyIndex: 0,
    tableId: isL2 ? 0 : traffic.tableId,
    prefix: isL2 ? NO_PREFIX : traffic.prefix,
    swIfIndex: isL2 ? traffic.swIfIndex : NO_INTERFACE,
    trafficType: trafficTypeOf(traffic),
  };
}

function trafficTypeOf(traffic: Traffic): SrSteer {
  if (traffic.kind === "l2") return SrSteer.SR_STEER_API_L2;
  return traffic.prefix.address.family === 4 ? SrSteer.SR_STEER_API_IPV4 : SrSteer.SR_STEER_API_IPV6;
}

/** Returns the steering rule of a message of VPP. Fields that are not for its kind of traffic hold any value. */
export function steeringOf(details: SrSteeringPolDetails): Steering {
  const { trafficType, swIfIndex, bsid, fibTable: tableId } = details;
  if (trafficType === SrSteer.SR_STEER_API_L2) return { kind: "l2", swIfIndex, bsid };
  const { address, length } = details.prefix;
  const inFamily = trafficType === SrSteer.SR_STEER_API_IPV4 ? asIp4(address) : asIp6(address);
  return { kind: "l3", prefix: new Prefix<IpAddress>(inFamily, length), tableId, bsid };
}
