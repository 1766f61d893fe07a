import type { IpAddress, MacAddress } from "../../address/index.ts";

/** A node at the other end of an interface. */
export interface Neighbor {
  readonly swIfIndex: number;
  readonly address: IpAddress;
  readonly macAddress: MacAddress;
  /** Whether the entry was set, not learned: it stays when the interface goes down. */
  readonly isStatic: boolean;
}

/** What identifies a neighbor. */
export type NeighborName = Pick<Neighbor, "swIfIndex" | "address">;

/** Returns the neighbor in words: `fd00:12::2 on interface 3 at 02:00:00:00:00:02`. */
export function describeNeighbor({ address, swIfIndex, macAddress }: Neighbor): string {
  return `${address} on interface ${swIfIndex} at ${macAddress}`;
}
