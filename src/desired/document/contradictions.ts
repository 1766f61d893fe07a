import { type Ip6Address, Prefix } from "../../address/index.ts";
import { describeCycle, findPolicyCycles, prefixLengthOf, TAKES_IP6_ONLY, takesPackets } from "../../srv6/index.ts";
import { keyOfPolicy, keyOfRoute } from "./keys.ts";
import { formatPath, type Path, type Problem } from "./problem.ts";
import type { DesiredState } from "./state.ts";

/** Returns the contradictions of a state in which no entry is named twice. */
export function findContradictions(state: DesiredState): Problem[] {
  const places = new Map(state.policies.map((policy, at) => [keyOfPolicy(policy), at]));
  return [...findSharedEntries(state), ...findUnfitSteering(state, places), ...findCycles(state, places)];
}

/** The places of the policies, by `keyOfPolicy`. */
type PolicyPlaces = ReadonlyMap<string, number>;

/** An entry of a forwarding table that a state needs. */
interface Entry {
  readonly key: string;
  readonly name: () => string;
  readonly path: Path;
  /** Two entries of one owner are reported as duplicates. */
  readonly owner: string;
}

/** Routes, local SIDs, BSIDs and steered prefixes are entries of the same tables, which have one entry for a prefix. */
function findSharedEntries(state: DesiredState): Problem[] {
  const first = new Map<string, Entry>();
  return entriesOf(state).flatMap((entry) => {
    const { key, name, path, owner } = entry;
    const before = first.get(key);
    if (before === undefined) first.set(key, entry);
    if (before === undefined || before.owner === owner) return [];
    return [{ path, text: `${name()} is used twice: ${formatPath(before.path)} uses it too` }];
  });
}

function entriesOf({ routes = [], localSids, policies, steering }: DesiredState): Entry[] {
  const entry = (prefix: Prefix, tableId: number, path: Path, owner: string): Entry => {
    const name = () => `${prefix} in IPv${prefix.address.family} table ${tableId}`;
    return { key: keyOfRoute({ prefix, tableId }), name, path, owner };
  };
  const sidEntry = (sid: Ip6Address, length: number, fibTable: number, path: Path) =>
    entry(new Prefix(sid, length).masked(), fibTable, path, String(sid));
  return [
    ...routes.map(({ prefix, tableId }, at) => entry(prefix, tableId, ["routes", at, "prefix"], "routes")),
    ...localSids.map((each, at) =>
      sidEntry(each.sid, prefixLengthOf(each) ?? 128, each.fibTable, ["localSids", at, "sid"]),
    ),
    ...policies.map(({ bsid, fibTable }, at) => sidEntry(bsid, 128, fibTable, ["policies", at, "bsid"])),
    ...steering.flatMap((rule, at) => {
      return rule.kind === "l2" ? [] : [entry(rule.prefix, rule.tableId, ["steering", at, "prefix"], "steering")];
    }),
  ];
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
