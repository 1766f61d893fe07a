import { Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { VppCalls } from "../client/index.ts";
import { VppError } from "../errors.ts";
import { invalid } from "./refusal.ts";

/** What outer headers get of policies and segment lists that are added from now on. */
export interface Encap {
  readonly source: Ip6Address;
  readonly hopLimit: number;
}

/**
 * A source of outer headers from what was given; `::` for none.
 *
 * @throws {VppError} `VPP_ADDRESS` when it is no IPv6 address; `VPP_SRV6` for one that no IPv6 packet may come from.
 */
export function encapSourceFrom(value: Ip6AddressInput): Ip6Address {
  const source = Ip6Address.from(value);
  if (source.isMulticast || source.isIp4Mapped) throw invalid(`${source} is no source address of a packet`);
  return source;
}

export async function readEncap(vpp: VppCalls): Promise<Encap> {
  const [source, hopLimit] = await Promise.all([readEncapSource(vpp), readEncapHopLimit(vpp)]);
  return { source, hopLimit };
}

/** Outer headers get this source address. There is no message that tells. */
export async function readEncapSource(vpp: VppCalls): Promise<Ip6Address> {
  return Ip6Address.parse(await readSetting(vpp, "show sr encaps source addr"));
}

/** Outer headers get this hop limit. There is no message that tells. */
export async function readEncapHopLimit(vpp: VppCalls): Promise<number> {
  return Number(await readSetting(vpp, "show sr encaps hop-limit"));
}

/** The command prints `SR encaps source addr = ::`. */
async function readSetting(vpp: VppCalls, command: string): Promise<string> {
  const text = await vpp.cli(command);
  const value = /=\s*(\S+)\s*$/.exec(text)?.[1];
  if (value === undefined) throw new VppError("VPP_SRV6", `${command}: VPP answers ${JSON.stringify(text)}`);
  return value;
}
