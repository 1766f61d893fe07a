import { nearestNames } from "../../nearest-names.ts";
import type { EndpointBehavior, Neighbor, NextHop, Steering, Tables } from "../../srv6/index.ts";
import { describeTable } from "../../srv6/index.ts";
import { documentError, type Problem, placeProblem } from "../../yaml/index.ts";
import { findOutsideFrames } from "./ranges.ts";
import { addedTables, interfacesOf, tablesOf } from "./references.ts";
import type { ByName, DesiredState, MissingNeighbor, Ownership, RequiredNeighbor, ResolvedState } from "./state.ts";

/** What VPP has of the things that a state needs and does not add. */
export interface Surroundings {
  /** Numbers of interfaces by name. */
  readonly interfaces: ReadonlyMap<string, number>;
  readonly tables: Tables;
  /** The neighbors on interfaces for which the state requires some. */
  readonly neighbors: readonly Neighbor[];
}

/**
 * Puts the numbers of interfaces in the place of their names.
 *
 * @param renewed interfaces that were created again under the number that they had.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each interface, table and neighbor that VPP does not have, and for each interface
 *   whose frames are steered, but not owned or adopted.
 */
export function resolve(
  desired: DesiredState,
  surroundings: Surroundings,
  renewed: ReadonlySet<number> = new Set(),
): ResolvedState {
  const { missing, problems } = findMissingNeighbors(desired, surroundings);
  const all = [...findMissing(desired, surroundings), ...problems, ...findOutsideFrames(desired)];
  if (all.length > 0) throw documentError(all, (problem) => placeProblem(desired.places, problem));
  const { routes = [], localSids, steering, owns, ...rest } = desired;
  const { interfaces } = surroundings;
  return {
    ...rest,
    tables: addedTables(desired),
    routes: routes.map(({ via, ...route }) => ({ ...route, via: byNumber<NextHop>(via, interfaces) })),
    localSids: localSids.map(({ behavior, ...localSid }) => {
      return { ...localSid, behavior: byNumber<EndpointBehavior>(behavior, interfaces) };
    }),
    steering: steering.map((rule) => byNumber<Steering>(rule, interfaces)),
    ...(owns && { owns: resolveOwned(owns, interfaces) }),
    neighbors: missing,
    renewed,
  };
}

/** Returns whether a state refers to interfaces, tables or neighbors of VPP. */
export function needsSurroundings(desired: DesiredState): boolean {
  const ownsByName = desired.owns?.steering?.some((range) => "interface" in range) === true;
  const refers = tablesOf(desired).length > 0 || interfacesOf(desired).length > 0;
  return refers || ownsByName || desired.requires !== undefined;
}

function findMissing(desired: DesiredState, { interfaces, tables }: Surroundings): Problem[] {
  const numbers = new Set(interfaces.values());
  return [
    ...interfacesOf(desired).flatMap(({ nameOrNumber: given, path }): Problem[] => {
      if (typeof given === "string" ? interfaces.has(given) : numbers.has(given)) return [];
      const [near] = typeof given === "string" ? nearestNames(given, [...interfaces.keys()]) : [];
      return [{ path, text: `VPP has no interface ${given}${near === undefined ? "" : `: did you mean ${near}?`}` }];
    }),
    ...tablesOf(desired).flatMap(({ family, tableId, path }): Problem[] =>
      tables[family].has(tableId) ? [] : [{ path, text: `VPP has no ${describeTable({ family, tableId })}` }],
    ),
  ];
}

/**
 * Returns the required neighbors that VPP does not have: those that can be added, and a problem for each of the others. Leaves
 * out neighbors on interfaces that VPP does not have.
 */
function findMissingNeighbors(
  { requires }: DesiredState,
  { interfaces, neighbors: found }: Surroundings,
): { missing: MissingNeighbor[]; problems: Problem[] } {
  const { neighbors = [], manage = false } = requires ?? {};
  const missing: MissingNeighbor[] = [];
  const problems: Problem[] = [];
  for (const [at, required] of neighbors.entries()) {
    const { mac: macAddress, address } = required;
    const swIfIndex = interfaces.get(required.interface);
    if (swIfIndex === undefined) continue;
    const observed = found.find((each) => each.swIfIndex === swIfIndex && each.address.equals(address));
    if (observed !== undefined && (macAddress === undefined || observed.macAddress.equals(macAddress))) continue;
    if (manage && macAddress !== undefined) {
      missing.push({ desired: { swIfIndex, address, macAddress, isStatic: true }, observed });
    } else {
      problems.push({ path: ["requires", "neighbors", at], text: whyMissing(required, observed, manage) });
    }
  }
  return { missing, problems };
}

function whyMissing(required: RequiredNeighbor, observed: Neighbor | undefined, manage: boolean): string {
  const { address, interface: name, mac } = required;
  if (observed !== undefined) return `VPP has neighbor ${address} on ${name} at ${observed.macAddress}, not at ${mac}`;
  return `VPP has no neighbor ${address} on ${name}${manage ? "; to add it, give its mac" : ""}`;
}

/** A range of an interface that VPP does not have stays as it is: no frames of it are steered. */
function resolveOwned({ steering, ...owns }: Ownership, interfaces: ReadonlyMap<string, number>): Ownership {
  if (steering === undefined) return owns;
  const ranges = steering.map((range) => {
    const swIfIndex = "interface" in range ? interfaces.get(range.interface) : undefined;
    return swIfIndex === undefined ? range : { swIfIndex };
  });
  return { ...owns, steering: ranges };
}

/** Returns the value with the number of an interface in the place of its name. */
function byNumber<Value extends object>(value: Value | ByName<Value>, interfaces: ReadonlyMap<string, number>): Value {
  if (!("interface" in value)) return value as Value; // a value by name has the key
  const { interface: name, ...rest } = value;
  // The rest is the same, which the compiler does not know of any union.
  return { ...rest, swIfIndex: interfaces.get(name as string)! } as unknown as Value;
}
