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
import type { FibPath, SimulatorState, SourceEntry } from "../../src/simulator/index.ts";
import type { Input } from "../../src/wire/index.ts";
import type { Step } from "./random-steps.ts";

const DEFAULT_TABLE = 0xffffffff;
const IP6_TRAFFIC = 6;

/** The types of paths by VPP's numbers. */
const PATH_TYPES: Readonly<Record<string, number>> = {
  local: 1,
  drop: 2,
  unreachable: 5,
  prohibited: 6,
  dvr: 8,
  "interface-rx": 9,
};
/** The kind of local paths. */
const RECEIVE = 8;

/** A source with a field that the state does not show. */
type Source = SourceEntry & { readonly isLocal: boolean };

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

/**
 * Replaces the paths of a request that removes paths of a route by a path which the route has: VPP uses freed memory when
 * it removes none.
 */
export function withKnownPath(step: Step, state: SimulatorState): Step {
  if (step.message.name !== ipRouteAddDelV2.name) return step;
  const fields = step.fields as Input<IpRouteAddDelV2>;
  const { isAdd, isMultipath, route } = fields;
  const [given] = route.paths;
  if (isAdd || !isMultipath || given === undefined) return step;
  const source = findSource(state, Prefix.from(route.prefix), route.tableId, API);
  if (source === undefined) return step;
  const { paths } = source;
  const known = paths.find(({ type }) => type === "local") ?? paths[given.weight % paths.length];
  return known === undefined
    ? step
    : { ...step, fields: { ...fields, route: { ...route, paths: [asked(known, given)] } } };
}

/** Returns a path as a request has it. */
function asked(known: FibPath, given: Input<ApiPath>): Input<ApiPath> {
  const { type, swIfIndex, nextHop, protocol, table } = known;
  const address: Input<ApiPath>["nh"]["address"] =
    protocol === 1 ? { case: "ip6", value: nextHop } : { case: "ip4", value: new Ip4Address(nextHop.word3) };
  const nh = { ...given.nh, address };
  return { ...given, type: PATH_TYPES[type] ?? 0, proto: protocol, swIfIndex, tableId: table?.tableId ?? 0, nh };
}

/** Returns whether a request removes no path of a route that has paths: this one became local, but has no local path. */
function removesNothing({ isAdd, isMultipath, route }: Input<IpRouteAddDelV2>, state: SimulatorState): boolean {
  if (isAdd || !isMultipath) return false;
  const source = findSource(state, Prefix.from(route.prefix), route.tableId, API);
  if (source === undefined) return false;
  return route.paths.length > 0 && source.isLocal && source.paths.every(({ kind }) => kind !== RECEIVE);
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

function findPaths(state: SimulatorState, prefix: Prefix, tableId: number, source: number): readonly FibPath[] {
  return findSource(state, prefix, tableId, source)?.paths ?? [];
}

function findSource({ routes }: SimulatorState, prefix: Prefix, tableId: number, source: number): Source | undefined {
  const masked = prefix.masked();
  const entry = routes.find((each) => each.tableId === tableId && each.prefix.masked().equals(masked));
  return entry?.sources.find((each) => each.source === source) as Source | undefined;
}
