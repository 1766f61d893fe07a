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

/** The sources of FIB entries, by VPP's numbers. */
const SR = 5;
const API = 8;

/**
 * Replaces the random list index in a change of a policy by the index of one of its lists. VPP searches one element beyond the
 * lists, so its behavior for other indexes is undefined.
 */
export function withKnownList(step: Step, { policies }: SimulatorState): Step {
  if (step.message.name !== srPolicyMod.name && step.message.name !== srPolicyModV2.name) return step;
  const fields = step.fields as Input<SrPolicyMod>;
  const lists = policies.find(({ bsid }) => String(bsid) === fields.bsidAddr)?.segmentLists ?? [];
  const list = lists[fields.slIndex % lists.length];
  return list === undefined ? step : { ...step, fields: { ...fields, slIndex: list.index } };
}

/** Returns whether VPP would use invalid memory at this step, so that its behavior is undefined. */
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

/** Returns whether a request removes only paths that the route does not have: VPP then frees the paths of the route. */
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
 * Returns whether the steered prefix is one of several next hops of a route. VPP may crash when such steering is changed or
 * deleted: it reads all next hops while this one has no paths, if another one is steered into the same policy.
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

/** Returns whether steering would share its entry with an SR object. VPP may crash when that object is deleted first. */
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
  // VPP treats all paths that drop packets as the same path.
  if (known.type !== "normal" || type !== 0) return known.type !== "normal" && type !== 0;
  const hop = nh.address.case === "bytes" ? "" : String(nh.address.value);
  const knownHop = known.protocol === 1 ? known.nextHop : new Ip4Address(known.nextHop.word3);
  const isSameTable = swIfIndex !== NO_INTERFACE || known.table?.tableId === tableId;
  return String(knownHop) === hop && known.swIfIndex === swIfIndex && isSameTable;
}
