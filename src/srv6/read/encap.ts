import { Ip6Address } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import type { Encap } from "../values/index.ts";
import type { Questions } from "./questions.ts";

/** Reads the settings for outer headers. */
export async function readEncap(vpp: Questions): Promise<Encap> {
  const [source, hopLimit] = await Promise.all([readEncapSource(vpp), readEncapHopLimit(vpp)]);
  return { source, hopLimit };
}

/** Reads the source address of outer headers, by a command: VPP has no message for it. */
export async function readEncapSource(vpp: Questions): Promise<Ip6Address> {
  return Ip6Address.parse(await readSetting(vpp, "show sr encaps source addr"));
}

/** Reads the hop limit of outer headers, by a command: VPP has no message for it. */
export async function readEncapHopLimit(vpp: Questions): Promise<number> {
  return Number(await readSetting(vpp, "show sr encaps hop-limit"));
}

/** The command prints `SR encaps source addr = ::`. */
async function readSetting(vpp: Questions, command: string): Promise<string> {
  const text = await vpp.cli(command);
  const value = /=\s*(\S+)\s*$/.exec(text)?.[1];
  if (value === undefined) throw new VppError("VPP_SRV6", `${command}: unexpected answer ${JSON.stringify(text)}`);
  return value;
}
