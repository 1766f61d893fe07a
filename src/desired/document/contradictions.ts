import { type Ip6Address, Prefix } from "../../address/index.ts";
import { describeWayBack, findPolicyCycles, prefixLengthOf, takesPackets } from "../../srv6/index.ts";
import { keyOfPolicy, keyOfRoute } from "./keys.ts";
import { formatPath, type Path, type Problem } from "./problem.ts";
import type { DesiredState } from "./state.ts";

/** Returns the contradictions of a state in which no entry is named twice. */
export function findContradictions(state: DesiredState): Problem[] {
  return [...findSharedEntries(state), ...findUnfitSteering(state), ...findCycles(state)];
}

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
    return [{ path, text: `${name()} is used twice: it is also that of ${formatPath(before.path)}` }];
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

function findUnfitSteering({ policies, steering }: DesiredState): Problem[] {
  const places = new Map(policies.map(({ bsid }, at) => [bsid.toKey(), at]));
  return steering.flatMap((rule, at) => {
    const place = places.get(keyOfPolicy(rule));
    if (place === undefined || takesPackets(policies[place]!, rule)) return [];
    return [{ path: ["steering", at, "bsid"], text: `policies[${place}] inserts, which is for IPv6 packets only` }];
  });
}

function findCycles({ policies }: DesiredState): Problem[] {
  const places = new Map(policies.map(({ bsid }, at) => [bsid.toKey(), at]));
  const policyOf = (bsid: Ip6Address) => {
    const place = places.get(bsid.toKey());
    return place === undefined ? undefined : policies[place];
  };
  return Array.from(findPolicyCycles(policies, policyOf), (cycle): Problem => {
    const [first] = cycle.policies;
    const place = places.get(cycle.policies.at(-1)!.bsid.toKey())!;
    const path = ["policies", place, "segmentLists", cycle.list, "segments", cycle.segment];
    return { path, text: `packets return to policy ${first!.bsid}, through ${describeWayBack(cycle)}` };
  });
}
