import { Ip4Address, Ip6Address } from "../../address/index.ts";
import { type FibPath as ApiPath, FibPathNhProto, FibPathType } from "../../binapi/fib_types.ts";
import type { Input } from "../../wire/index.ts";
import {
  type Family,
  type FibPath,
  type Model,
  NO_INTERFACE,
  NO_RPF_ID,
  Retval,
  type RoutePath,
  type RouteType,
  type TableIdentity,
} from "../model/index.ts";

const ROUTE_TYPES: Readonly<Record<number, RouteType>> = {
  [FibPathType.FIB_API_PATH_TYPE_NORMAL]: "normal",
  [FibPathType.FIB_API_PATH_TYPE_LOCAL]: "local",
  [FibPathType.FIB_API_PATH_TYPE_DROP]: "drop",
  [FibPathType.FIB_API_PATH_TYPE_UDP_ENCAP]: "udp-encap",
  [FibPathType.FIB_API_PATH_TYPE_BIER_IMP]: "bier-imposition",
  [FibPathType.FIB_API_PATH_TYPE_ICMP_UNREACH]: "unreachable",
  [FibPathType.FIB_API_PATH_TYPE_ICMP_PROHIBIT]: "prohibited",
  [FibPathType.FIB_API_PATH_TYPE_SOURCE_LOOKUP]: "normal",
  [FibPathType.FIB_API_PATH_TYPE_DVR]: "dvr",
  [FibPathType.FIB_API_PATH_TYPE_INTERFACE_RX]: "interface-rx",
};

const PATH_TYPES: Readonly<Record<RouteType, FibPathType>> = {
  normal: FibPathType.FIB_API_PATH_TYPE_NORMAL,
  local: FibPathType.FIB_API_PATH_TYPE_LOCAL,
  drop: FibPathType.FIB_API_PATH_TYPE_DROP,
  "udp-encap": FibPathType.FIB_API_PATH_TYPE_UDP_ENCAP,
  "bier-imposition": FibPathType.FIB_API_PATH_TYPE_BIER_IMP,
  unreachable: FibPathType.FIB_API_PATH_TYPE_ICMP_UNREACH,
  prohibited: FibPathType.FIB_API_PATH_TYPE_ICMP_PROHIBIT,
  dvr: FibPathType.FIB_API_PATH_TYPE_DVR,
  "interface-rx": FibPathType.FIB_API_PATH_TYPE_INTERFACE_RX,
};

/** Path types that go out of an interface, or may. */
const INTERFACE_TYPES: ReadonlySet<RouteType> = new Set(["normal", "local", "dvr", "interface-rx"]);

/**
 * A path as the model takes it, or VPP's return value. Labels, multicast sources, and what needs objects that are not
 * modelled are refused as not implemented.
 *
 * @see VPP src/vnet/fib/fib_api.c fib_api_path_decode
 */
export function decodePath(model: Model, path: ApiPath): RoutePath | number {
  const { proto, swIfIndex, nLabels, rpfId, weight, preference } = path;
  if (proto > FibPathNhProto.FIB_API_PATH_NH_PROTO_BIER) return Retval.unspecified;
  if (path.type === FibPathType.FIB_API_PATH_TYPE_CLASSIFY) return Retval.noSuchTable;
  const type = ROUTE_TYPES[path.type];
  const isIp = proto === FibPathNhProto.FIB_API_PATH_NH_PROTO_IP4 || proto === FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6;
  if (type === undefined || !isIp || nLabels > 0 || (rpfId !== 0 && rpfId !== NO_RPF_ID)) return Retval.unimplemented;
  const plain: RoutePath = {
    type,
    protocol: proto,
    weight: weight || 1,
    preference,
    swIfIndex: INTERFACE_TYPES.has(type) ? swIfIndex : NO_INTERFACE,
    nextHop: Ip6Address.UNSPECIFIED,
  };
  return type === "normal" ? addNextHop(model, plain, path) : plain;
}

/** A path as the API shows it. */
export function encodePath(path: FibPath): Input<ApiPath> {
  const { nextHop, protocol } = path;
  const isIp6 = protocol === FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6;
  const address = isIp6
    ? ({ case: "ip6", value: nextHop } as const)
    : ({ case: "ip4", value: new Ip4Address(nextHop.word3) } as const);
  return {
    swIfIndex: path.swIfIndex,
    tableId: path.table === undefined || path.table.index === 0 ? 0 : path.table.tableId,
    rpfId: 0,
    weight: path.weight,
    preference: path.preference,
    type: PATH_TYPES[path.type],
    flags: 0,
    proto: protocol,
    nh: { address, viaLabel: 0, objId: 0, classifyTableIndex: 0 },
    nLabels: 0,
    labelStack: [],
  };
}

function addNextHop({ fib, interfaces }: Model, plain: RoutePath, { nh, tableId }: ApiPath): RoutePath | number {
  const family: Family = plain.protocol === FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6 ? 6 : 4;
  const nextHop = nextHopOf(nh);
  if (plain.swIfIndex !== NO_INTERFACE) {
    return interfaces.get(plain.swIfIndex) === undefined ? Retval.noMatchingInterface : { ...plain, nextHop };
  }
  const table: TableIdentity | undefined = fib.find(family, tableId);
  return table === undefined ? Retval.noSuchFib : { ...plain, nextHop, table };
}

function nextHopOf({ address }: ApiPath["nh"]): Ip6Address {
  if (address.case === "bytes") return Ip6Address.UNSPECIFIED;
  return address.case === "ip6" ? address.value : new Ip6Address(0, 0, 0, address.value.word);
}
