import { Prefix } from "../../address/index.ts";
import type { SrPolicyType } from "../../binapi/sr.ts";
import { SrBehavior, SrPolicyOp, SrSteer } from "../../binapi/sr_types.ts";
import { VppError } from "../../errors.ts";
import { cliHazard } from "./cli-hazards.ts";

/** Returns the reason why a message with these fields must not reach VPP, or undefined. */
export type HazardCheck = (fields: never) => string | undefined;

/** The number of SIDs for which `srv6_sid_list` has room. */
export const MAX_SEGMENTS = 16;

/** The messages that no client on a socket may send. */
const DENIED: readonly (readonly [names: RegExp, reason: string])[] = [
  [/^rpc_call$/, "VPP would call a function at an address that the message contains"],
  [/^cli$/, "VPP would read memory at an address that the message contains, and not free its output; use cli_inband"],
  [/^get_node_graph$/, "VPP crashes, since it answers with an address in shared memory; use graph_node_get"],
  [/^sock_init_shm$/, "VPP trusts the sizes in it and may crash; it is for the shared-memory transport"],
  [/^sockclnt_(create|delete)$/, "the client sends this message itself, when it connects or closes"],
  [
    /^(memclnt_.*|rx_thread_exit|trace_plugin_msg_ids)$/,
    "it is for shared-memory clients, and VPP trusts the pointers in it",
  ],
];

const { SR_BEHAVIOR_API_D_FIRST, SR_BEHAVIOR_API_LAST, ...BEHAVIORS } = SrBehavior;
/** Two numbers are separators. Numbers beyond those of VPP are a plugin's, whose data VPP dereferences. */
const KNOWN_BEHAVIORS: ReadonlySet<number> = new Set(Object.values(BEHAVIORS));
/** A copy that the compiler compares with the bindings: to load the whole of `sr` at each connect would take its time. */
const POLICY_TYPES: typeof SrPolicyType = {
  SR_API_POLICY_TYPE_DEFAULT: 0,
  SR_API_POLICY_TYPE_SPRAY: 1,
  SR_API_POLICY_TYPE_TEF: 2,
};
const KNOWN_POLICY_TYPES: ReadonlySet<number> = new Set(Object.values(POLICY_TYPES));

/** The cursor of a `graph_node_get` that does not go on with another one. */
const NEW_CURSOR = 0xffffffff;
/** The index of a `graph_node_get` that names no node. */
const NO_NODE_INDEX = 0xffffffff;

/** The sw_if_index of no interface. */
const NO_INTERFACE = 0xffffffff;
/** Types of paths for which VPP makes room for each interface up to the one of the path. */
const VECTOR_PATH_TYPES: Readonly<Record<number, string>> = { 8: "DVR", 9: "interface-rx" };
/** The highest sw_if_index for which VPP 26.06 with 1 GB of memory was seen to make room. */
const MAX_SW_IF_INDEX = 2 ** 24;

/** A VLAN tag has 12 bits for its id. */
const MAX_VLAN_ID = 4095;

/** The modes of a memif that VPP carries out; punt and inject, 2, is only declared. */
const MAX_MEMIF_MODE = 1;

interface SidListFields {
  readonly sids: { readonly numSids: number; readonly sids: readonly unknown[] };
}

/**
 * The messages that are known to crash VPP 26.06 or to corrupt its memory when a field holds a wrong value, as far as the
 * message alone shows it. Checks that need VPP's state (tables, interfaces) belong to `srv6`.
 *
 * @see VPP src/vnet/srv6/sr_api.c, sr_localsid.c, sr_policy_rewrite.c, sr_steering.c; src/vnet/dpo/dvr_dpo.c,
 *   interface_rx_dpo.c; src/vnet/fib/ip4_fib.c; src/vnet/interface_api.c, interface_stats.c; src/vnet/ip/ip_api.c,
 *   ip4_source_and_port_range_check.c; src/vnet/ip/reass/ip4_full_reass.c; src/vnet/ethernet/node.c; src/plugins/tracedump/graph_api.c
 */
const CHECKED: Readonly<Record<string, HazardCheck>> = {
  sr_localsid_add_del: localSidHazard,
  sr_localsid_add_del_v2: localSidHazard,
  sr_policy_add: (fields: SidListFields) => segmentsHazard(fields, 1),
  sr_policy_add_v2: (fields: SidListFields & { type?: number }) =>
    KNOWN_POLICY_TYPES.has(fields.type ?? POLICY_TYPES.SR_API_POLICY_TYPE_DEFAULT)
      ? segmentsHazard(fields, 1)
      : // @refuses sr_policy_add_v2: `type` is above 2 | VPP replies 0 and installs no forwarding
        `type: VPP installs no forwarding for policy type ${fields.type}; use ${Object.keys(POLICY_TYPES).join(", ")}`,
  sr_policy_mod: policyModHazard,
  sr_policy_mod_v2: policyModHazard,
  sr_steering_add_del: steeringHazard,
  ip_route_add_del: routeHazard,
  ip_route_add_del_v2: routeHazard,
  ip_route_lookup: lookupHazard,
  ip_route_lookup_v2: lookupHazard,
  graph_node_get: graphNodeHazard,
  create_subif: vlanHazard,
  cli_inband: ({ cmd }: { cmd: string }) => (typeof cmd === "string" ? cliHazard(cmd) : undefined),
  memif_create: memifHazard,
  memif_create_v2: memifHazard,
  // @refuses pcap_set_filter_function: `filter_function_name` is empty | VPP crashes
  pcap_set_filter_function: ({ filterFunctionName }: { filterFunctionName: string }) =>
    filterFunctionName === "" ? "filter_function_name: VPP crashes when it is empty" : undefined,
  // @refuses ip_reassembly_set: `expire_walk_interval_ms` is 0 | VPP hangs: it looks for expired packets without a pause
  ip_reassembly_set: ({ expireWalkIntervalMs }: { expireWalkIntervalMs: number }) =>
    expireWalkIntervalMs === 0 ? "expire_walk_interval_ms: VPP hangs when it is 0" : undefined,
  // @refuses ip_reassembly_enable_disable: `sw_if_index` is above 16777216 | VPP crashes: it makes room for all interfaces up
  // to this one
  ip_reassembly_enable_disable: ({ swIfIndex }: { swIfIndex: number }) =>
    swIfIndex > MAX_SW_IF_INDEX ? `sw_if_index: VPP crashes when there is no interface ${swIfIndex}` : undefined,
  // @refuses collect_detailed_interface_stats: `sw_if_index` is 4294967295 | VPP crashes
  collect_detailed_interface_stats: ({ swIfIndex }: { swIfIndex: number }) =>
    swIfIndex === NO_INTERFACE ? `sw_if_index: VPP crashes when there is no interface ${swIfIndex}` : undefined,
  ip_source_and_port_range_check_add_del: portRangeHazard,
};

/** Returns the check for a message; undefined when the message can do no harm. */
export function hazardOf(messageName: string): HazardCheck | undefined {
  const denied = DENIED.find(([names]) => names.test(messageName));
  return denied === undefined ? CHECKED[messageName] : () => denied[1];
}

/** Makes a `VPP_HAZARD`: `sr_policy_add.sids: there are 17 segments; VPP takes at most 16`. */
export function hazardError(messageName: string, reason: string): VppError {
  if (reason.startsWith("not sent: ")) return new VppError("VPP_HAZARD", reason, { messageName });
  const text = reason.includes(": ") ? `${messageName}.${reason}` : `${messageName}: not sent: ${reason}`;
  return new VppError("VPP_HAZARD", text, { messageName });
}

function localSidHazard({ behavior }: { behavior: number }): string | undefined {
  // @refuses sr_localsid_add_del, sr_localsid_add_del_v2: `behavior` is 0, 4, 10 or above 13 | VPP drops all packets to the
  // SID; from 14 on it crashes when no plugin has that number
  return KNOWN_BEHAVIORS.has(behavior) ? undefined : `behavior: ${behavior} is not a behavior that VPP can run`;
}

function segmentsHazard({ sids }: SidListFields, minCount: number): string | undefined {
  // A missing field is refused by the codec.
  if (!Array.isArray(sids?.sids)) return undefined;
  const count = Math.max(sids.numSids, sids.sids.length);
  // @refuses sr_policy_add, sr_policy_add_v2, sr_policy_mod, sr_policy_mod_v2: more than 16 segments | VPP reads past the
  // end of the message and stores what it finds there as SIDs; its dumps write past their end
  if (count > MAX_SEGMENTS) return `sids: there are ${count} segments; VPP takes at most ${MAX_SEGMENTS}`;
  // @refuses sr_policy_add, sr_policy_add_v2, sr_policy_mod, sr_policy_mod_v2: no segments, unless `sr_policy_mod` changes
  // or deletes a list | VPP crashes if the policy encapsulates
  if (sids.numSids < minCount) return `sids: there are ${sids.numSids} segments; VPP needs at least ${minCount}`;
  // @refuses sr_policy_add, sr_policy_add_v2, sr_policy_mod, sr_policy_mod_v2: `num_sids` is not the number of `sids` | VPP
  // uses fewer segments than given, or `::` as further ones
  return sids.numSids === sids.sids.length
    ? undefined
    : `sids: num_sids is ${sids.numSids}, but sids has ${sids.sids.length} segments`;
}

function policyModHazard(fields: SidListFields & { operation: number }): string | undefined {
  return segmentsHazard(fields, fields.operation === SrPolicyOp.SR_POLICY_OP_API_ADD ? 1 : 0);
}

function steeringHazard(fields: { trafficType: number; prefix: Prefix | string }): string | undefined {
  const { SR_STEER_API_L2: L2, SR_STEER_API_IPV4: IP4, SR_STEER_API_IPV6: IP6 } = SrSteer;
  const { trafficType } = fields;
  if (trafficType === L2) return undefined;
  // @refuses sr_steering_add_del: `traffic_type` is not 2, 4 or 6 | VPP replies -1
  if (trafficType !== IP4 && trafficType !== IP6) return `traffic_type: ${trafficType} is not ${L2}, ${IP4} or ${IP6}`;
  const prefix = readPrefix(fields.prefix);
  if (prefix === undefined) return undefined;
  const { address, length } = prefix;
  const [family, maxLength] = trafficType === IP4 ? [4, 32] : [6, 128];
  // @refuses sr_steering_add_del: the prefix is not of the family of `traffic_type` | VPP forwards by 4 of the 16 bytes of
  // the address
  if (address.family !== family) return `prefix: ${fields.prefix} does not fit IPv${family} traffic`;
  // @refuses sr_steering_add_del: the prefix length is above 32 (IPv4) or 128 (IPv6) | VPP crashes (IPv4) or stores the
  // length (IPv6)
  return length > maxLength ? `prefix: ${fields.prefix} is longer than ${maxLength} bits` : undefined;
}

/** Returns undefined for a text that is no prefix, which the codec refuses. */
function readPrefix(value: Prefix | string): Prefix | undefined {
  try {
    return Prefix.from(value);
  } catch {
    return undefined;
  }
}

interface RouteFields {
  readonly isAdd?: boolean;
  readonly route?: { readonly paths?: readonly { readonly type: number; readonly swIfIndex: number }[] };
}

function routeHazard({ isAdd = true, route }: RouteFields): string | undefined {
  const paths = route?.paths;
  if (!isAdd || !Array.isArray(paths)) return undefined;
  for (let at = 0; at < paths.length; at++) {
    const { type, swIfIndex } = paths[at]!;
    if (VECTOR_PATH_TYPES[type] === undefined || swIfIndex <= MAX_SW_IF_INDEX) continue;
    // @refuses ip_route_add_del, ip_route_add_del_v2: a path of type DVR or interface-rx has an interface above 16777216 |
    // VPP crashes: it makes room for all interfaces up to this one
    return `route.paths[${at}]: a path of type ${VECTOR_PATH_TYPES[type]} needs an interface, not ${swIfIndex}`;
  }
  return undefined;
}

function vlanHazard(fields: { readonly outerVlanId: number; readonly innerVlanId: number }): string | undefined {
  const { outerVlanId, innerVlanId } = fields;
  const field = outerVlanId > MAX_VLAN_ID ? "outer_vlan_id" : innerVlanId > MAX_VLAN_ID ? "inner_vlan_id" : undefined;
  // @refuses create_subif: `outer_vlan_id` or `inner_vlan_id` is above 4095 | VPP writes behind its table of VLANs
  return field && `${field}: ${Math.max(outerVlanId, innerVlanId)} is no VLAN; VPP takes 0 to ${MAX_VLAN_ID}`;
}

function memifHazard({ mode }: { readonly mode: number }): string | undefined {
  // @refuses memif_create, memif_create_v2: `mode` is above 1 | VPP crashes
  return mode > MAX_MEMIF_MODE ? `mode: VPP crashes with ${mode}; use 0 (Ethernet) or 1 (IP)` : undefined;
}

/** VPP keeps its IPv4 routes by length, and reads behind them for a length above 32. */
function lookupHazard(fields: { prefix: Prefix | string }): string | undefined {
  const prefix = readPrefix(fields.prefix);
  // @refuses ip_route_lookup, ip_route_lookup_v2: an IPv4 prefix is longer than 32 bits | VPP crashes from 41 bits on
  const isTooLong = prefix !== undefined && prefix.address.family === 4 && prefix.length > 32;
  return isTooLong ? `prefix: ${fields.prefix} is longer than 32 bits` : undefined;
}

function graphNodeHazard(fields: { cursor: number; index: number; name: string }): string | undefined {
  if (fields.cursor === NEW_CURSOR && (fields.index !== NO_NODE_INDEX || fields.name !== "")) return undefined;
  // @refuses graph_node_get: the message asks for all nodes | VPP crashes: it looks for the shared memory of the client
  return (
    "VPP crashes when a socket client asks for all nodes; to ask for one node, " +
    "set cursor to 0xffffffff, and give the node's index or name"
  );
}

function portRangeHazard(fields: { prefix: Prefix | string }): string | undefined {
  // @refuses ip_source_and_port_range_check_add_del: the prefix is of IPv6 | VPP removes a lock of the IPv4 table `vrf_id`, and
  // crashes if there is none
  return readPrefix(fields.prefix)?.address.family === 6
    ? `prefix: ${fields.prefix} is of IPv6, for which VPP checks no port ranges; give a prefix of IPv4`
    : undefined;
}
