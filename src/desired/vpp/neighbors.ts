import type { VppCalls } from "../../client/index.ts";
import { checking, type Neighbor, readNeighbors } from "../../srv6/index.ts";
import type { Path, Problem } from "../document/problem.ts";
import type { MissingNeighbor, RequiredNeighbor, Requirements } from "../document/state.ts";

/** A required neighbour, and what VPP has at its address. */
interface Found {
  readonly required: RequiredNeighbor;
  readonly swIfIndex: number;
  readonly path: Path;
  readonly observed: Neighbor | undefined;
}

/** The required neighbours that VPP does not have: those that can be made, and the others. */
export async function findMissingNeighbors(
  vpp: VppCalls,
  { neighbors, manage }: Requirements,
  interfaces: ReadonlyMap<string, number>,
): Promise<{ missing: MissingNeighbor[]; problems: Problem[] }> {
  const missing: MissingNeighbor[] = [];
  const problems: Problem[] = [];
  for (const { required, swIfIndex, path, observed } of await lookFor(vpp, neighbors, interfaces)) {
    const { mac: macAddress, address } = required;
    if (observed !== undefined && (macAddress === undefined || observed.macAddress.equals(macAddress))) continue;
    if (!manage || macAddress === undefined) problems.push({ path, text: whyMissing(required, observed, manage) });
    else missing.push({ desired: { swIfIndex, address, macAddress, isStatic: true }, observed });
  }
  return { missing, problems };
}

/** Those on interfaces that are not there are left out. */
async function lookFor(
  vpp: VppCalls,
  neighbors: Requirements["neighbors"],
  interfaces: ReadonlyMap<string, number>,
): Promise<Found[]> {
  const indexes = new Set(neighbors.flatMap((required) => interfaces.get(required.interface) ?? []));
  const readAll = () => Promise.all(Array.from(indexes, (swIfIndex) => readNeighbors(vpp, swIfIndex)));
  const read = (await checking(readAll)).flat();
  return neighbors.flatMap((required, at) => {
    const swIfIndex = interfaces.get(required.interface);
    if (swIfIndex === undefined) return [];
    const observed = read.find((each) => each.swIfIndex === swIfIndex && each.address.equals(required.address));
    return [{ required, swIfIndex, path: ["requires", "neighbors", at], observed }];
  });
}

function whyMissing(required: RequiredNeighbor, observed: Neighbor | undefined, manage: boolean): string {
  const { address, interface: name, mac } = required;
  if (observed !== undefined) return `VPP has neighbor ${address} on ${name} at ${observed.macAddress}, not at ${mac}`;
  return `VPP has no neighbor ${address} on ${name}${manage ? ", and none can be made without its mac" : ""}`;
}
