import { swInterfaceDump } from "../binapi/interface.ts";
import { ipTableDump } from "../binapi/ip.ts";
import type { VppCalls } from "../client/index.ts";
import { nearestNames } from "../nearest-names.ts";
import type { LocalSid } from "../srv6/index.ts";
import { placeProblem } from "./places.ts";
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
 * Finds the interfaces that a state names and checks what it requires. Asks VPP only when there is something to find.
 *
 * @throws {VppError} `VPP_DOCUMENT` with a line for each thing that VPP does not have.
 */
export async function resolve(vpp: VppCalls, desired: DesiredState): Promise<ResolvedState> {
  const { requires, localSids } = desired;
  const isResolved = (each: readonly DesiredLocalSid[]): each is readonly LocalSid[] =>
    !each.some(({ behavior }) => "interface" in behavior);
  if (requires === undefined && isResolved(localSids)) return { ...desired, localSids };
  const [interfaces, tables] = await Promise.all([readInterfaces(vpp), readTables(vpp)]);
  const surroundings = { interfaces, tables };
  const problems = findMissing(desired, surroundings);
  if (problems.length > 0) throw documentError(problems, (problem) => placeProblem(desired, problem));
  return { ...desired, localSids: localSids.map((each) => resolveLocalSid(each, surroundings)) };
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

function findMissing({ requires, localSids }: DesiredState, { interfaces, tables }: Surroundings): Problem[] {
  const needed = [
    ...(requires?.interfaces ?? []).map((name, at) => ({ name, path: ["requires", "interfaces", at] })),
    ...localSids.flatMap(({ behavior }, at) =>
      "interface" in behavior ? [{ name: behavior.interface, path: ["localSids", at, "behavior", "interface"] }] : [],
    ),
  ];
  return [
    ...needed.flatMap(({ name, path }) => (interfaces.has(name) ? [] : [noInterface(name, path, interfaces)])),
    ...(["ip4", "ip6"] as const).flatMap((family) => {
      const ids = requires?.tables[family] ?? [];
      return ids.flatMap((id, at) => (tables.has(`${family} ${id}`) ? [] : [noTable(family, id, at)]));
    }),
  ];
}

function noInterface(name: string, path: Path, known: ReadonlyMap<string, number>): Problem {
  const [near] = nearestNames(name, [...known.keys()]);
  const hint = near === undefined ? "" : `: did you mean ${near}?`;
  return { path, text: `VPP has no interface ${name}${hint}` };
}

function noTable(family: "ip4" | "ip6", tableId: number, at: number): Problem {
  const name = family === "ip4" ? "IPv4" : "IPv6";
  return { path: ["requires", "tables", family, at], text: `VPP has no ${name} table ${tableId}` };
}

function resolveLocalSid({ behavior, ...localSid }: DesiredLocalSid, { interfaces }: Surroundings): LocalSid {
  if (!("interface" in behavior)) return { ...localSid, behavior };
  const { interface: name, ...rest } = behavior;
  const swIfIndex = interfaces.get(name)!; // what is missing was found before
  return { ...localSid, behavior: { ...rest, swIfIndex } };
}
