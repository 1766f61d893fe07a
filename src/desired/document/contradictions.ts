import { type Ip6Address, Prefix } from "../../address/index.ts";
import type { TableRoute } from "../../srv6/index.ts";
import {
  describeCycle,
  describePath,
  describeTable,
  describeTraffic,
  findPolicyCycles,
  keyOfTraffic,
  nameOfRoute,
  prefixLengthOf,
  TAKES_IP6_ONLY,
  tableOf,
  takesPackets,
} from "../../srv6/index.ts";
import { formatPath, type Path, type Problem } from "../../yaml/index.ts";
import { keyOfPath, keyOfPolicy, keyOfRoute } from "./keys.ts";
import type { DesiredState, DesiredSteering } from "./state.ts";

/** An entry that a document may name only once. */
interface Named {
  readonly key: string;
  readonly name: string;
  readonly path: Path;
  /** The route that it needs in a forwarding table. */
  readonly route?: TableRoute;
}

/**
 * Returns the contradictions of a state; among them each entry that it names twice: tables, SIDs, BSIDs, routes and steered traffic
 * of the node, paths of a policy.
 */
export function findContradictions(state: DesiredState): Problem[] {
  const entries = entriesOf(state);
  const places = new Map(state.policies.map((policy, at) => [keyOfPolicy(policy), at]));
  return [
    ...entries.flatMap(duplicatesIn),
    ...findSharedRoutes(entries.flat()),
    ...findUnfitSteering(state, places),
    ...findCycles(state, places),
  ];
}

/** The places of the policies, by `keyOfPolicy`. */
type PolicyPlaces = ReadonlyMap<string, number>;

/** Returns the entries of a state; those of a list are duplicates if they have the same key. */
function entriesOf({ tables, routes = [], localSids, policies, steering, requires }: DesiredState): Named[][] {
  const added = (["ip4", "ip6"] as const).flatMap((family) =>
    (tables?.[family] ?? []).map((id, at): Named => {
      return { key: `${family} ${id}`, name: `${family} table ${id}`, path: ["tables", family, at] };
    }),
  );
  const neighbors = (requires?.neighbors ?? []).map(({ address, interface: name }, at): Named => {
    return { key: `${address.toKey()} ${name}`, name: `${address} on ${name}`, path: ["requires", "neighbors", at] };
  });
  const prefixes = routes.map((route, at): Named => {
    return { key: keyOfRoute(route), name: nameOfRoute(route), path: ["routes", at, "prefix"], route };
  });
  const sidEntry = (sid: Ip6Address, length: number, tableId: number, path: Path): Named => {
    return { key: sid.toKey(), name: `${sid}`, path, route: { prefix: new Prefix(sid, length).masked(), tableId } };
  };
  const sids = [
    ...localSids.map((each, at) =>
      sidEntry(each.sid, prefixLengthOf(each) ?? 128, each.fibTable, ["localSids", at, "sid"]),
    ),
    ...policies.map(({ bsid, fibTable }, at) => sidEntry(bsid, 128, fibTable, ["policies", at, "bsid"])),
  ];
  const paths = policies.map(({ segmentLists }, policy) =>
    segmentLists.map((list, at): Named => {
      return {
        key: keyOfPath(list),
        name: describePath(list),
        path: ["policies", policy, "segmentLists", at, "segments"],
      };
    }),
  );
  return [added, neighbors, prefixes, sids, steering.map(trafficEntry), ...paths];
}

function trafficEntry(rule: DesiredSteering, at: number): Named {
  if ("interface" in rule) {
    const name = `frames of ${rule.interface}`;
    return { key: name, name, path: ["steering", at, "interface"] };
  }
  const entry = { key: keyOfTraffic(rule), name: describeTraffic(rule) };
  if (rule.kind === "l2") return { ...entry, path: ["steering", at, "swIfIndex"] };
  return { ...entry, path: ["steering", at, "prefix"], route: rule };
}

function duplicatesIn(entries: readonly Named[]): Problem[] {
  const pairs = pairsBy(({ key }) => key, entries);
  return pairs.map(([first, { name, path }]) => ({ path, text: `duplicate of ${formatPath(first.path)} ${name}` }));
}

/** Routes, local SIDs, BSIDs and steered prefixes are entries of the same tables, which have one entry for a prefix. */
function findSharedRoutes(entries: readonly Named[]): Problem[] {
  const pairs = pairsBy(({ route }) => route && keyOfRoute(route), entries);
  return pairs.flatMap(([first, { key, path, route }]) => {
    if (route === undefined || first.key === key) return []; // duplicates are reported already
    const name = `${route.prefix} in ${describeTable(tableOf(route))}`;
    return [{ path, text: `${name} is used twice: ${formatPath(first.path)} uses it too` }];
  });
}

/** Returns each entry whose key an entry before it has, behind the first of these. Entries without a key have no pair. */
function pairsBy(keyOf: (entry: Named) => string | undefined, entries: readonly Named[]): [Named, Named][] {
  const firsts = new Map<string, Named>();
  return entries.flatMap((entry) => {
    const key = keyOf(entry);
    const first = key === undefined ? undefined : firsts.get(key);
    if (first !== undefined) return [[first, entry]];
    if (key !== undefined) firsts.set(key, entry);
    return [];
  });
}

function findUnfitSteering({ policies, steering }: DesiredState, places: PolicyPlaces): Problem[] {
  return steering.flatMap((rule, at) => {
    const place = places.get(keyOfPolicy(rule));
    if (place === undefined || takesPackets(policies[place]!, rule)) return [];
    return [{ path: ["steering", at, "bsid"], text: `policies[${place}] ${TAKES_IP6_ONLY}` }];
  });
}

function findCycles({ policies }: DesiredState, places: PolicyPlaces): Problem[] {
  const cycles = findPolicyCycles(policies, (bsid) => policies[places.get(bsid.toKey()) ?? -1]);
  return Array.from(cycles, (cycle): Problem => {
    const place = places.get(keyOfPolicy(cycle.policies.at(-1)!))!;
    const path = ["policies", place, "segmentLists", cycle.list, "segments", cycle.segment];
    return { path, text: describeCycle(cycle) };
  });
}
