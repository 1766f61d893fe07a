import { swInterfaceDump } from "../binapi/interface.ts";
import type { VppCalls } from "../client/index.ts";

/** VPP's names of its interfaces, by number. */
export type InterfaceNames = ReadonlyMap<number, string>;

/** Reads the names of all interfaces. */
export async function readInterfaceNames(vpp: VppCalls): Promise<InterfaceNames> {
  const names = new Map<number, string>();
  for await (const { swIfIndex, interfaceName } of vpp.dump(swInterfaceDump, {
    nameFilter: "",
    nameFilterValid: false,
  })) {
    names.set(swIfIndex, interfaceName);
  }
  return names;
}

/**
 * Returns a text of `srv6` or `desired`, in which interfaces are numbers as in VPP's messages, with names in their place:
 * `on interface 3` becomes `on host-b`. A number without a name stays.
 */
export function withNames(text: string, names: InterfaceNames): string {
  return text.replaceAll(/\binterface (\d+)\b/g, (number, digits) => names.get(Number(digits)) ?? number);
}
