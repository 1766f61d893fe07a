/** VPP's names of its interfaces, by number. */
export type InterfaceNames = ReadonlyMap<number, string>;

/**
 * Returns a text of `srv6` or `desired`, in which interfaces are numbers as in VPP's messages, with names in their place:
 * `on interface 3` becomes `on host-b`. A number without a name stays.
 */
export function withNames(text: string, names: InterfaceNames): string {
  return text.replaceAll(/\binterface (\d+)\b/g, (number, digits) => names.get(Number(digits)) ?? number);
}
