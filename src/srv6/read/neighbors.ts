import { ipNeighborDump } from "../../binapi/ip_neighbor.ts";
import { neighborOf } from "../translate/index.ts";
import type { Neighbor } from "../values/index.ts";
import type { Questions } from "./questions.ts";

/** Reads the neighbors of an interface. */
export async function readNeighbors(vpp: Questions, swIfIndex: number): Promise<Neighbor[]> {
  const found = await Promise.all(([0, 1] as const).map((af) => readFamily(vpp, swIfIndex, af)));
  return found.flat();
}

async function readFamily(vpp: Questions, swIfIndex: number, af: 0 | 1): Promise<Neighbor[]> {
  const neighbors: Neighbor[] = [];
  for await (const { neighbor } of vpp.dump(ipNeighborDump, { swIfIndex, af })) neighbors.push(neighborOf(neighbor));
  return neighbors;
}
