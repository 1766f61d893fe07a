import { Ip4Address, Ip6Address, Prefix } from "../../src/address/index.ts";
import type { FibPath as ApiPath } from "../../src/binapi/fib_types.ts";
import { type IpRouteAddDelV2, ipRouteAddDelV2 } from "../../src/binapi/ip.ts";
import {
  type SrPolicyMod,
  type SrSteeringAddDel,
  srPolicyMod,
  srPolicyModV2,
  srSteeringAddDel,
} from "../../src/binapi/sr.ts";
import type { FibPath, SimulatorState } from "../../src/simulator/index.ts";
import type { Input } from "../../src/wire/index.ts";
import type { Step } from "./random-steps.ts";

const NO_INTERFACE = 0xffffffff;
const DEFAULT_TABLE = 0xffffffff;
const IP6_TRAFFIC = 6;

/** Who puts entries into tables, by VPP's numbers. */
const SR = 5;
const API = 8;

/**
 * Of a change of a policy: with one of the policy's lists in place of a random one. VPP's search for a list goes one element
 * too far, so what it does with others cannot be told.
 */
export function withKnownList(step: Step, { policies }: SimulatorState): Step {
  if (step.message.name !== srPolicyMod.name && step.message.name !== srPolicyModV2.name) return step;
  const fields = step.fields as Input<SrPolicyMod>;
  const lists = policies.find(({ bsid }) => String(bsid) === fields.bsidAddr)?.segmentLists ?? [];
  const list = lists[fields.slIndex % lists.length];
  return list === undefined ? step : { ...step, fields: { ...fields, slIndex: list.index } };
}

/** Whether VPP then uses memory that is not what it takes it for, so that nobody can tell what it does. */
export function isUndefined({ message, fields }: Step, state: SimulatorState): boolean {
  switch (message.name) {
    case ipRouteAddDelV2.name:
      return removesNothing(fields as Input<IpRouteAddDelV2>, state);
    case srSteeringAddDel.name:
      return isUndefinedSteering(fields as Input<SrSteeringAddDel>, state);
    default:
      return false;
  }
}

/** VPP frees the paths of a route when it is to take away some that are not among them. */
function removesNothing({ isAdd, isMultipath, route }: Input<IpRouteAddDelV2>, state: SimulatorState): boolean {
  if (isAdd || !isMultipath) return false;
  const known = findPaths(state, Prefix.from(route.prefix), route.tableId, API);
  return !route.paths.some((path) => known.some((each) => isSamePath(each, path)));
}

function isUndefinedSteering(fields: Input<SrSteeringAddDel>, state: SimulatorState): boolean {
  if (fields.trafficType !== IP6_TRAFFIC) return false;
  const { address, length } = Prefix.from(fields.prefix);
  const prefix = new Prefix(address.family === 6 ? address : new Ip6Address(0, 0, 0, address.word), length);
  const tableId = fields.tableId === DEFAULT_TABLE ? 0 : fields.tableId;
  return steersSegment(prefix, tableId, state) || steersNextHop(prefix, tableId, state);
}

/**
 * VPP may crash when steering changes or goes whose prefix is one of the next hops of a route: it looks at all of them while
 * this one has no paths, when another is steered into the same policy.
 *
 * @see VPP src/vnet/fib/fib_entry_src.c fib_entry_src_action_remove, fib_path_list.c fib_path_list_mk_urpf
 */
function steersNextHop({ address, length }: Prefix, tableId: number, { routes }: SimulatorState): boolean {
  const isVia = ({ nextHop, table }: FibPath): boolean => nextHop.equals(address) && table?.tableId === tableId;
  return length === 128 && routes.some(({ sources }) => sources.some((each) => hasOneOfSeveral(each.paths, isVia)));
}

function hasOneOfSeveral(paths: readonly FibPath[], isWanted: (path: FibPath) => boolean): boolean {
  return paths.length > 1 && paths.some(isWanted);
}

/** VPP may crash when a policy or a local SID goes that shares its entry with steering which came later. */
function steersSegment(prefix: Prefix, tableId: number, state: SimulatorState): boolean {
  const [path, ...others] = findPaths(state, prefix, tableId, SR);
  return path !== undefined && others.length === 0 && path.type === "normal" && path.table === undefined;
}

function findPaths({ routes }: SimulatorState, prefix: Prefix, tableId: number, source: number): readonly FibPath[] {
  const masked = prefix.masked();
  const entry = routes.find((each) => each.tableId === tableId && each.prefix.masked().equals(masked));
  return entry?.sources.find((each) => each.source === source)?.paths ?? [];
}

function isSamePath(known: FibPath, { type, swIfIndex, tableId, nh }: Input<ApiPath>): boolean {
  // All paths that only drop are one.
  if (known.type !== "normal" || type !== 0) return known.type !== "normal" && type !== 0;
  const hop = nh.address.case === "bytes" ? "" : String(nh.address.value);
  const knownHop = known.protocol === 1 ? known.nextHop : new Ip4Address(known.nextHop.word3);
  const isSameTable = swIfIndex !== NO_INTERFACE || known.table?.tableId === tableId;
  return String(knownHop) === hop && known.swIfIndex === swIfIndex && isSameTable;
}
