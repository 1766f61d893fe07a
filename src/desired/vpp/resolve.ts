import type { VppCalls } from "../../client/index.ts";
import { nearestNames } from "../../nearest-names.ts";
import {
  checking,
  describeTable,
  type EndpointBehavior,
  type LocalSid,
  type NextHop,
  readTables,
  type Steering,
  type Tables,
} from "../../srv6/index.ts";
import { interfacesOf, madeTables, tablesOf } from "../document/named.ts";
import { keepPlaces, placeProblem } from "../document/places.ts";
import { documentError, type Path, type Problem } from "../document/problem.ts";
import type {
  ByName,
  DesiredLocalSid,
  DesiredState,
  Ownership,
  ResolvedState,
  SteeringRange,
} from "../document/state.ts";
import { readInterfaces } from "./interfaces.ts";
import { findMissingNeighbors } from "./neighbors.ts";

/** What a state can need of VPP without making it. */
interface Surroundings {
  /** Numbers of interfaces by name. */
  readonly interfaces: ReadonlyMap<string, number>;
  readonly tables: Tables;
}

const NOTHING: Surroundings = { interfaces: new Map(), tables: { 4: new Set(), 6: new Set() } };

/**
 * Finds the interfaces that a state names, and checks that its interfaces, tables and neighbours are there. Asks VPP only when
 * there is something to find.
 *
 * @throws {VppError} `VPP_DOCUMENT` with a line for each thing that VPP does not have.
 */
export async function resolve(
  vpp: VppCalls,
  desired: DesiredState,
  renewed: ReadonlySet<number> = new Set(),
): Promise<ResolvedState> {
  const { requires } = desired;
  const surroundings = namesNothing(desired) ? NOTHING : await look(vpp);
  const { missing, problems } =
    requires === undefined
      ? { missing: [], problems: [] }
      : await findMissingNeighbors(vpp, requires, surroundings.interfaces);
  const all = [...findMissing(desired, surroundings), ...problems];
  if (all.length > 0) throw documentError(all, (problem) => placeProblem(desired, problem));
  const resolved = { ...resolveNames(desired, surroundings), neighbors: missing, renewed };
  keepPlaces(desired, resolved);
  return resolved;
}

function namesNothing(desired: DesiredState): boolean {
  const { requires, owns } = desired;
  const ownsByName = owns?.steering?.some((range) => "interface" in range) === true;
  const isAlone = requires === undefined && !ownsByName;
  return isAlone && tablesOf(desired).length === 0 && interfacesOf(desired).length === 0;
}

async function look(vpp: VppCalls): Promise<Surroundings> {
  const [interfaces, tables] = await checking(() => Promise.all([readInterfaces(vpp), readTables(vpp)]));
  return { interfaces: new Map(interfaces.map(({ name, swIfIndex }) => [name, swIfIndex])), tables };
}

/** VPP's names of its interfaces by number. */
export async function readInterfaceNames(vpp: VppCalls): Promise<ReadonlyMap<number, string>> {
  return new Map((await readInterfaces(vpp)).map(({ name, swIfIndex }) => [swIfIndex, name]));
}

function findMissing(desired: DesiredState, { interfaces, tables }: Surroundings): Problem[] {
  const numbers = new Set(interfaces.values());
  return [
    ...interfacesOf(desired).flatMap(({ nameOrNumber: given, path }): Problem[] => {
      if (typeof given === "string") return interfaces.has(given) ? [] : [noInterface(given, path, interfaces)];
      return numbers.has(given) ? [] : [{ path, text: `VPP has no interface ${given}` }];
    }),
    ...tablesOf(desired).flatMap(({ family, tableId, path }): Problem[] =>
      tables[family].has(tableId) ? [] : [{ path, text: `VPP has no ${describeTable({ family, tableId })}` }],
    ),
  ];
}

function noInterface(name: string, path: Path, known: ReadonlyMap<string, number>): Problem {
  const [near] = nearestNames(name, [...known.keys()]);
  const hint = near === undefined ? "" : `: did you mean ${near}?`;
  return { path, text: `VPP has no interface ${name}${hint}` };
}

/** What is missing was found before. */
function resolveNames(
  desired: DesiredState,
  { interfaces }: Surroundings,
): Omit<ResolvedState, "neighbors" | "renewed"> {
  const { routes = [], localSids, steering, owns, ...rest } = desired;
  return {
    ...rest,
    tables: madeTables(desired),
    routes: routes.map(({ via, ...route }) => ({ ...route, via: byNumber<NextHop>(via, interfaces) })),
    localSids: localSids.map((each) => resolveLocalSid(each, interfaces)),
    steering: steering.map((rule) => byNumber<Steering>(rule, interfaces)),
    ...(owns && { owns: resolveOwned(owns, interfaces) }),
  };
}

function resolveLocalSid(localSid: DesiredLocalSid, interfaces: ReadonlyMap<string, number>): LocalSid {
  const { behavior } = localSid;
  if (!("interface" in behavior)) return { ...localSid, behavior };
  return { ...localSid, behavior: byNumber<EndpointBehavior>(behavior, interfaces) };
}

/** An interface that is not there has no frames that could be steered. */
function resolveOwned({ steering, ...owns }: Ownership, interfaces: ReadonlyMap<string, number>): Ownership {
  if (steering === undefined) return owns;
  const ranges = steering.map((range): SteeringRange => {
    const swIfIndex = "interface" in range ? interfaces.get(range.interface) : undefined;
    return swIfIndex === undefined ? range : { swIfIndex };
  });
  return { ...owns, steering: ranges };
}

/** With the number of an interface in place of its name. */
function byNumber<Value extends object>(value: Value | ByName<Value>, interfaces: ReadonlyMap<string, number>): Value {
  if (!("interface" in value)) return value as Value; // what has no name is not by name
  const { interface: name, ...rest } = value;
  // The same value but for this, which the compiler cannot tell of any union.
  return { ...rest, swIfIndex: interfaces.get(name as string)! } as unknown as Value;
}
