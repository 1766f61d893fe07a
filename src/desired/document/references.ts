import { type TableName, type TableRoute, tableNames, tableOf } from "../../srv6/index.ts";
import type { Path } from "../../yaml/index.ts";
import { keyOfTable } from "./keys.ts";
import type { DesiredState, TableIds } from "./state.ts";

/** A place where a state refers to an interface, by VPP's name or number. */
interface InterfaceReference {
  readonly nameOrNumber: string | number;
  readonly path: Path;
}

/** A place where a state refers to a table. */
interface TableReference extends TableName {
  readonly path: Path;
}

const NO_INTERFACES: InterfaceReference[] = [];

/** Returns the references to interfaces that VPP must have. */
export function interfacesOf({ requires, routes = [], localSids, steering }: DesiredState): InterfaceReference[] {
  const { interfaces = [], neighbors = [] } = requires ?? {};
  return [
    ...interfaces.map((nameOrNumber, at) => ({ nameOrNumber, path: ["requires", "interfaces", at] })),
    ...neighbors.flatMap((each, at) => interfaceIn(each, ["requires", "neighbors", at])),
    ...localSids.flatMap(({ behavior }, at) => interfaceIn(behavior, ["localSids", at, "behavior"])),
    ...routes.flatMap(({ via }, at) => interfaceIn(via, ["routes", at])),
    ...steering.flatMap((rule, at) => (rule.kind === "l3" ? NO_INTERFACES : interfaceIn(rule, ["steering", at]))),
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
  return namedTables(state).filter((each) => !made.has(keyOfTable(each)));
}

/** Returns the tables that are added for a state if VPP does not have them. */
export function addedTables({ tables, requires }: DesiredState): TableName[] {
  return distinct([...tablesWith(tables), ...tablesWith(requires?.manage === true ? requires.tables : undefined)]);
}

/** Returns the tables whose routes a state names or owns. */
export function routedTables({
  routes = [],
  owns,
}: Pick<DesiredState, "owns"> & { readonly routes?: readonly TableRoute[] }): TableName[] {
  return distinct([...routes, ...(owns?.routes ?? [])].map(tableOf));
}

function distinct(tables: readonly TableName[]): TableName[] {
  return [...new Map(tables.map((table) => [keyOfTable(table), table])).values()];
}

/** Returns the tables with these ids. */
export function tablesWith(tables: TableIds = { ip4: [], ip6: [] }): TableName[] {
  return tableNames({ 4: tables.ip4, 6: tables.ip6 });
}

const NONE: readonly TableReference[] = [];

/** Returns the references to tables but 0, which most policies and rules name. */
function namedTables({ requires, routes = [], localSids, policies, steering }: DesiredState): TableReference[] {
  const table = (family: 4 | 6, tableId: number, ...path: Path): readonly TableReference[] =>
    tableId === 0 ? NONE : [{ family, tableId, path }];
  const required = ([4, 6] as const).flatMap((family) =>
    (requires?.tables[`ip${family}`] ?? []).flatMap((id, at) =>
      table(family, id, "requires", "tables", `ip${family}`, at),
    ),
  );
  return [
    ...required,
    ...routes.flatMap(({ prefix, tableId }, at) => table(prefix.address.family, tableId, "routes", at, "tableId")),
    ...localSids.flatMap(({ behavior, fibTable }, at) => {
      const own = table(6, fibTable, "localSids", at, "fibTable");
      if (!("tableId" in behavior)) return own;
      const family = behavior.type === "End.DT4" ? 4 : 6;
      return [...own, ...table(family, behavior.tableId, "localSids", at, "behavior", "tableId")];
    }),
    ...policies.flatMap(({ fibTable }, at) => table(6, fibTable, "policies", at, "fibTable")),
    ...steering.flatMap((rule, at) => {
      return rule.kind === "l2" ? NONE : table(rule.prefix.address.family, rule.tableId, "steering", at, "tableId");
    }),
  ];
}
