import type { VppCalls } from "../../client/index.ts";
import { type Neighbor, readNeighbors, readTables } from "../../srv6/index.ts";
import type { DesiredState } from "../document/index.ts";
import { needsSurroundings, type Surroundings } from "../document/index.ts";
import { readInterfaces } from "./interfaces.ts";

const NONE: Surroundings = { interfaces: new Map(), tables: { 4: new Set(), 6: new Set() }, neighbors: [] };

/** Reads what VPP has of the things that a state needs and does not add. Asks VPP only if there are any. */
export async function readSurroundings(vpp: VppCalls, desired: DesiredState): Promise<Surroundings> {
  if (!needsSurroundings(desired)) return NONE;
  const [found, tables] = await Promise.all([readInterfaces(vpp), readTables(vpp)]);
  const interfaces = new Map(found.map(({ name, swIfIndex }) => [name, swIfIndex]));
  return { interfaces, tables, neighbors: await readRequiredNeighbors(vpp, desired, interfaces) };
}

async function readRequiredNeighbors(
  vpp: VppCalls,
  { requires }: DesiredState,
  interfaces: ReadonlyMap<string, number>,
): Promise<Neighbor[]> {
  const indexes = new Set((requires?.neighbors ?? []).flatMap((each) => interfaces.get(each.interface) ?? []));
  return (await Promise.all(Array.from(indexes, (swIfIndex) => readNeighbors(vpp, swIfIndex)))).flat();
}
