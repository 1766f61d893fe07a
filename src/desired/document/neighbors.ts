import type { Neighbor } from "../../srv6/index.ts";
import type { Problem } from "./problem.ts";
import type { MissingNeighbor, RequiredNeighbor, Requirements } from "./state.ts";

/**
 * Returns the required neighbors that VPP does not have: those that can be added, and a problem for each of the others. Leaves
 * out neighbors on interfaces that VPP does not have.
 */
export function findMissingNeighbors(
  { neighbors, manage }: Requirements,
  interfaces: ReadonlyMap<string, number>,
  found: readonly Neighbor[],
): { missing: MissingNeighbor[]; problems: Problem[] } {
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
  return `VPP has no neighbor ${address} on ${name}${manage ? "; it can only be added with its mac" : ""}`;
}
