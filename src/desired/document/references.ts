import { type TableName, tableNames, tableOf } from "../../srv6/index.ts";
import { keyOfTable } from "./keys.ts";
import type { Path } from "./problem.ts";
import type { DesiredState, ResolvedState, TableIds } from "./state.ts";

/** A place where a state refers to an interface, by VPP's name or number. */
interface InterfaceReference {
  readonly nameOrNumber: string | number;
  readonly path: Path;
}

/** A place where a state refers to a table. */
interface TableReference extends TableName {
  readonly path: Path;
}

/** Returns the references to interfaces that VPP must have. */
export function interfacesOf(state: DesiredState): InterfaceReference[] {
  return [...requiredInterfaces(state), ...sidInterfaces(state), ...pathInterfaces(state)];
}

function requiredInterfaces({ requires }: DesiredState): InterfaceReference[] {
  const named = (requires?.interfaces ?? []).map((name, at): InterfaceReference => {
    return { nameOrNumber: name, path: ["requires", "interfaces", at] };
  });
  const neighbors = (requires?.neighbors ?? []).map((each, at): InterfaceReference => {
    return { nameOrNumber: each.interface, path: ["requires", "neighbors", at, "interface"] };
  });
  return [...named, ...neighbors];
}

function sidInterfaces({ localSids }: DesiredState): InterfaceReference[] {
  return localSids.flatMap(({ behavior }, at) => interfaceIn(behavior, ["localSids", at, "behavior"]));
}

function pathInterfaces({ routes = [], steering }: DesiredState): InterfaceReference[] {
  return [
    ...routes.flatMap(({ via }, at) => interfaceIn(via, ["routes", at])),
    ...steering.flatMap((rule, at) => (rule.kind === "l3" ? [] : interfaceIn(rule, ["steering", at]))),
  ];
}

function interfaceIn(value: object, path: Path): InterfaceReference[] {
  const { interface: name, swIfIndex } = value as { readonly interface?: string; readonly swIfIndex?: number };
  if (name !== undefined) return [{ nameOrNumber: name, path: [...path, "interface"] }];
  return swIfIndex === undefined ? [] : [{ nameOrNumber: swIfIndex, path: [...path, "swIfIndex"] }];
}

/** Returns the references to tables that VPP must have; not to 0, which always exists, nor to those that the state adds. */
export function tablesOf(state: DesiredState): TableReference[] {
  const made = new Set(addedTables(state).map(keyOfTable));
  const named = [...requiredTables(state), ...routeTables(state), ...sidTables(state), ...trafficTables(state)];
  return named.filter((each) => each.tableId !== 0 && !made.has(keyOfTable(each)));
}

/** Returns the tables that are added for a state if VPP does not have them. */
export function addedTables({ tables, requires }: DesiredState): TableName[] {
  const all = [...tablesWith(tables), ...tablesWith(requires?.manage === true ? requires.tables : undefined)];
  return distinct(all);
}

/** Returns the tables whose routes a state names or owns. */
export function routedTables({
  routes = [],
  owns,
}: Pick<DesiredState | ResolvedState, "routes" | "owns">): TableName[] {
  const tables = [...routes, ...(owns?.routes ?? [])].map(tableOf);
  return distinct(tables);
}

function distinct(tables: readonly TableName[]): TableName[] {
  return [...new Map(tables.map((table) => [keyOfTable(table), table])).values()];
}

/** Returns the tables with these ids. */
export function tablesWith(tables: TableIds = { ip4: [], ip6: [] }): TableName[] {
  return tableNames({ 4: tables.ip4, 6: tables.ip6 });
}

function requiredTables({ requires }: DesiredState): TableReference[] {
  return ([4, 6] as const).flatMap((family) =>
    (requires?.tables[`ip${family}`] ?? []).map((tableId, at): TableReference => {
      return { family, tableId, path: ["requires", "tables", `ip${family}`, at] };
    }),
  );
}

function routeTables({ routes = [] }: DesiredState): TableReference[] {
  return routes.map(({ prefix, tableId }, at): TableReference => {
    return { family: prefix.address.family, tableId, path: ["routes", at, "tableId"] };
  });
}

function sidTables({ localSids, policies }: DesiredState): TableReference[] {
  return [
    ...localSids.flatMap(({ behavior, fibTable }, at): TableReference[] => {
      const own: TableReference = { family: 6, tableId: fibTable, path: ["localSids", at, "fibTable"] };
      if (!("tableId" in behavior)) return [own];
      const family = behavior.type === "End.DT4" ? 4 : 6;
      return [own, { family, tableId: behavior.tableId, path: ["localSids", at, "behavior", "tableId"] }];
    }),
    ...policies.flatMap(({ fibTable }, at): TableReference[] => {
      return fibTable === 0 ? [] : [{ family: 6, tableId: fibTable, path: ["policies", at, "fibTable"] }];
    }),
  ];
}

function trafficTables({ steering }: DesiredState): TableReference[] {
  return steering.flatMap((rule, at): TableReference[] => {
    if (rule.kind === "l2" || rule.tableId === 0) return [];
    return [{ family: rule.prefix.address.family, tableId: rule.tableId, path: ["steering", at, "tableId"] }];
  });
}
