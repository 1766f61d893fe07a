import { swInterfaceDump } from "../binapi/interface.ts";
import { ipTableDump } from "../binapi/ip.ts";
import type { VppCalls } from "../client/index.ts";
import { nearestNames } from "../nearest-names.ts";
import type { LocalSid } from "../srv6/index.ts";
import { interfacesOf, tablesOf } from "./named.ts";
import { keepPlaces, placeProblem } from "./places.ts";
import { documentError, type Path, type Problem } from "./problem.ts";
import type { DesiredLocalSid, DesiredState, ResolvedState } from "./state.ts";

/** What a state can need of VPP without making it. */
interface Surroundings {
  /** Numbers of interfaces by name. */
  readonly interfaces: ReadonlyMap<string, number>;
  /** As `ip4 10`. */
  readonly tables: ReadonlySet<string>;
}

/**
 * Finds the interfaces that a state names, and checks that its interfaces and tables are there. Asks VPP only when there is something to find.
 *
 * @throws {VppError} `VPP_DOCUMENT` with a line for each thing that VPP does not have.
 */
export async function resolve(vpp: VppCalls, desired: DesiredState): Promise<ResolvedState> {
  const localSids = await resolveLocalSids(vpp, desired);
  const resolved = { ...desired, localSids };
  keepPlaces(desired, resolved);
  return resolved;
}

async function resolveLocalSids(vpp: VppCalls, desired: DesiredState): Promise<readonly LocalSid[]> {
  const { requires, localSids } = desired;
  const isResolved = (each: readonly DesiredLocalSid[]): each is readonly LocalSid[] =>
    !each.some(({ behavior }) => "interface" in behavior);
  const namesNothing = requires === undefined && tablesOf(desired).length === 0 && interfacesOf(desired).length === 0;
  if (namesNothing && isResolved(localSids)) return localSids;
  const [interfaces, tables] = await Promise.all([readInterfaces(vpp), readTables(vpp)]);
  const surroundings = { interfaces, tables };
  const problems = findMissing(desired, surroundings);
  if (problems.length > 0) throw documentError(problems, (problem) => placeProblem(desired, problem));
  return localSids.map((each) => resolveLocalSid(each, surroundings));
}

/** VPP's names of its interfaces by number. */
export async function readInterfaceNames(vpp: VppCalls): Promise<ReadonlyMap<number, string>> {
  return new Map([...(await readInterfaces(vpp))].map(([name, swIfIndex]) => [swIfIndex, name]));
}

async function readInterfaces(vpp: VppCalls): Promise<ReadonlyMap<string, number>> {
  const interfaces = new Map<string, number>();
  const all = { nameFilter: "", nameFilterValid: false };
  for await (const { interfaceName, swIfIndex } of vpp.dump(swInterfaceDump, all)) {
    interfaces.set(interfaceName, swIfIndex);
  }
  return interfaces;
}

async function readTables(vpp: VppCalls): Promise<ReadonlySet<string>> {
  const tables = new Set<string>();
  for await (const { table } of vpp.dump(ipTableDump, {})) {
    tables.add(`${table.isIp6 ? "ip6" : "ip4"} ${table.tableId}`);
  }
  return tables;
}

function findMissing(desired: DesiredState, { interfaces, tables }: Surroundings): Problem[] {
  const numbers = new Set(interfaces.values());
  return [
    ...interfacesOf(desired).flatMap(({ nameOrNumber: given, path }): Problem[] => {
      if (typeof given === "string") return interfaces.has(given) ? [] : [noInterface(given, path, interfaces)];
      return numbers.has(given) ? [] : [{ path, text: `VPP has no interface ${given}` }];
    }),
    ...tablesOf(desired).flatMap(({ family, tableId, path }): Problem[] =>
      tables.has(`ip${family} ${tableId}`) ? [] : [{ path, text: `VPP has no IPv${family} table ${tableId}` }],
    ),
  ];
}

function noInterface(name: string, path: Path, known: ReadonlyMap<string, number>): Problem {
  const [near] = nearestNames(name, [...known.keys()]);
  const hint = near === undefined ? "" : `: did you mean ${near}?`;
  return { path, text: `VPP has no interface ${name}${hint}` };
}

function resolveLocalSid({ behavior, ...localSid }: DesiredLocalSid, { interfaces }: Surroundings): LocalSid {
  if (!("interface" in behavior)) return { ...localSid, behavior };
  const { interface: name, ...rest } = behavior;
  const swIfIndex = interfaces.get(name)!; // what is missing was found before
  return { ...localSid, behavior: { ...rest, swIfIndex } };
}
