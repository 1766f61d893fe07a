import { describeTable, type TableName } from "../../srv6/index.ts";
import type { Path } from "./problem.ts";
import type { DesiredState, TableIds } from "./state.ts";

/** An interface that a state names by VPP's name or number. */
interface NamedInterface {
  readonly nameOrNumber: string | number;
  readonly path: Path;
}

/** A table that a state names. */
interface NamedTable extends TableName {
  readonly path: Path;
}

/** The interfaces that must be there for a state. */
export function interfacesOf(state: DesiredState): NamedInterface[] {
  return [...requiredInterfaces(state), ...sidInterfaces(state), ...wayInterfaces(state)];
}

function requiredInterfaces({ requires }: DesiredState): NamedInterface[] {
  const named = (requires?.interfaces ?? []).map((name, at): NamedInterface => {
    return { nameOrNumber: name, path: ["requires", "interfaces", at] };
  });
  const neighbors = (requires?.neighbors ?? []).map((each, at): NamedInterface => {
    return { nameOrNumber: each.interface, path: ["requires", "neighbors", at, "interface"] };
  });
  return [...named, ...neighbors];
}

function sidInterfaces({ localSids }: DesiredState): NamedInterface[] {
  return localSids.flatMap(({ behavior }, at) => interfaceIn(behavior, ["localSids", at, "behavior"]));
}

function wayInterfaces({ routes = [], steering }: DesiredState): NamedInterface[] {
  return [
    ...routes.flatMap(({ via }, at) => interfaceIn(via, ["routes", at])),
    ...steering.flatMap((rule, at) => (rule.kind === "l3" ? [] : interfaceIn(rule, ["steering", at]))),
  ];
}

function interfaceIn(value: object, path: Path): NamedInterface[] {
  const { interface: name, swIfIndex } = value as { readonly interface?: string; readonly swIfIndex?: number };
  if (name !== undefined) return [{ nameOrNumber: name, path: [...path, "interface"] }];
  return swIfIndex === undefined ? [] : [{ nameOrNumber: swIfIndex, path: [...path, "swIfIndex"] }];
}

/** The tables that must be there for a state; not 0, which always is, nor those that it makes. */
export function tablesOf(state: DesiredState): NamedTable[] {
  const made = new Set(madeTables(state).map(describeTable));
  const named = [...requiredTables(state), ...routeTables(state), ...sidTables(state), ...trafficTables(state)];
  return named.filter((each) => each.tableId !== 0 && !made.has(describeTable(each)));
}

/** The tables that are made for a state where they are not there. */
export function madeTables({ tables, requires }: DesiredState): TableName[] {
  const all = [...namesOf(tables), ...namesOf(requires?.manage === true ? requires.tables : undefined)];
  return [...new Map(all.map((each) => [describeTable(each), each])).values()];
}

/** The tables with these ids. */
export function namesOf(tables: TableIds = { ip4: [], ip6: [] }): TableName[] {
  const named = (family: 4 | 6) => (tableId: number) => ({ family, tableId });
  return [...tables.ip4.map(named(4)), ...tables.ip6.map(named(6))];
}

function requiredTables({ requires }: DesiredState): NamedTable[] {
  return ([4, 6] as const).flatMap((family) =>
    (requires?.tables[`ip${family}`] ?? []).map((tableId, at): NamedTable => {
      return { family, tableId, path: ["requires", "tables", `ip${family}`, at] };
    }),
  );
}

function routeTables({ routes = [] }: DesiredState): NamedTable[] {
  return routes.map(({ prefix, tableId }, at): NamedTable => {
    return { family: prefix.address.family, tableId, path: ["routes", at, "tableId"] };
  });
}

function sidTables({ localSids, policies }: DesiredState): NamedTable[] {
  return [
    ...localSids.flatMap(({ behavior, fibTable }, at): NamedTable[] => {
      const own: NamedTable = { family: 6, tableId: fibTable, path: ["localSids", at, "fibTable"] };
      if (!("tableId" in behavior)) return [own];
      const family = behavior.type === "End.DT4" ? 4 : 6;
      return [own, { family, tableId: behavior.tableId, path: ["localSids", at, "behavior", "tableId"] }];
    }),
    ...policies.flatMap(({ fibTable }, at): NamedTable[] => {
      return fibTable === 0 ? [] : [{ family: 6, tableId: fibTable, path: ["policies", at, "fibTable"] }];
    }),
  ];
}

function trafficTables({ steering }: DesiredState): NamedTable[] {
  return steering.flatMap((rule, at): NamedTable[] => {
    if (rule.kind === "l2" || rule.tableId === 0) return [];
    return [{ family: rule.prefix.address.family, tableId: rule.tableId, path: ["steering", at, "tableId"] }];
  });
}
