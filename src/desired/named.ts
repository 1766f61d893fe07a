import type { TableName } from "../srv6/index.ts";
import type { Path } from "./problem.ts";
import type { DesiredState } from "./state.ts";

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
export function interfacesOf({ requires, localSids }: DesiredState): NamedInterface[] {
  const required = (requires?.interfaces ?? []).map((name, at): NamedInterface => {
    return { nameOrNumber: name, path: ["requires", "interfaces", at] };
  });
  const used = localSids.flatMap(({ behavior }, at): NamedInterface[] => {
    const path = ["localSids", at, "behavior"];
    if ("interface" in behavior) return [{ nameOrNumber: behavior.interface, path: [...path, "interface"] }];
    return "swIfIndex" in behavior ? [{ nameOrNumber: behavior.swIfIndex, path: [...path, "swIfIndex"] }] : [];
  });
  return [...required, ...used];
}

/** The tables that must be there for a state, but for 0, which always is. */
export function tablesOf(state: DesiredState): NamedTable[] {
  const named = [...requiredTables(state), ...sidTables(state), ...trafficTables(state)];
  return named.filter(({ tableId }) => tableId !== 0);
}

function requiredTables({ requires }: DesiredState): NamedTable[] {
  return ([4, 6] as const).flatMap((family) =>
    (requires?.tables[`ip${family}`] ?? []).map((tableId, at): NamedTable => {
      return { family, tableId, path: ["requires", "tables", `ip${family}`, at] };
    }),
  );
}

function sidTables({ localSids, policies }: DesiredState): NamedTable[] {
  return [
    ...localSids.flatMap(({ behavior, fibTable }, at): NamedTable[] => {
      const own: NamedTable = { family: 6, tableId: fibTable, path: ["localSids", at, "fibTable"] };
      if (!("tableId" in behavior)) return [own];
      const family = behavior.type === "End.DT4" ? 4 : 6;
      return [own, { family, tableId: behavior.tableId, path: ["localSids", at, "behavior", "tableId"] }];
    }),
    ...policies.map(({ fibTable }, at): NamedTable => {
      return { family: 6, tableId: fibTable, path: ["policies", at, "fibTable"] };
    }),
  ];
}

function trafficTables({ steering }: DesiredState): NamedTable[] {
  return steering.flatMap((rule, at): NamedTable[] => {
    if (rule.kind === "l2") return [];
    return [{ family: rule.prefix.address.family, tableId: rule.tableId, path: ["steering", at, "tableId"] }];
  });
}
