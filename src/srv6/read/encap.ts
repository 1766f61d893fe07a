import { Ip6Address } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import type { Encap } from "../values/index.ts";
import type { Questions } from "./questions.ts";

export async function readEncap(vpp: Questions): Promise<Encap> {
  const [source, hopLimit] = await Promise.all([readEncapSource(vpp), readEncapHopLimit(vpp)]);
  return { source, hopLimit };
}

/** Outer headers get this source address. There is no message that tells. */
export async function readEncapSource(vpp: Questions): Promise<Ip6Address> {
  return Ip6Address.parse(await readSetting(vpp, "show sr encaps source addr"));
}

/** Outer headers get this hop limit. There is no message that tells. */
export async function readEncapHopLimit(vpp: Questions): Promise<number> {
  return Number(await readSetting(vpp, "show sr encaps hop-limit"));
}

/** The command prints `SR encaps source addr = ::`. */
async function readSetting(vpp: Questions, command: string): Promise<string> {
  const text = await vpp.cli(command);
  const value = /=\s*(\S+)\s*$/.exec(text)?.[1];
  if (value === undefined) throw new VppError("VPP_SRV6", `${command}: VPP answers ${JSON.stringify(text)}`);
  return value;
}
