import { ipRouteLookupV2 } from "../../binapi/ip.ts";
import type { VppCalls } from "../../client/index.ts";
import { type Destination, Srv6 } from "../../srv6/index.ts";
import type { Egress } from "../plan/index.ts";
import { readInterfaces } from "./interfaces.ts";

/** Reads by which interfaces packets to each destination leave; undefined if there is none, or VPP cannot be asked. */
export async function readEgress(vpp: VppCalls, destinations: readonly Destination[]): Promise<Egress | undefined> {
  if (destinations.length === 0 || !vpp.messageTable.has(ipRouteLookupV2)) return undefined;
  const [interfaces, numbers] = await Promise.all([readInterfaces(vpp), new Srv6(vpp).egress(destinations)]);
  return { interfaces, numbers };
}
