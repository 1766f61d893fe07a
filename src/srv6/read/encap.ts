import { Ip6Address } from "../../address/index.ts";
import type { VppCalls } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import type { Encap } from "../values/index.ts";

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
