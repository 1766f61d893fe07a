import type { BaseType, EnumDefinition } from "../model/index.ts";
import type { FaultAt } from "./fault-at.ts";

type BitsByType = ReadonlyMap<BaseType, number>;

const FLAG_BITS: BitsByType = new Map([
  ["u8", 8],
  ["u16", 16],
  ["u32", 32],
]);

/** The integer types that an enumeration may have on the wire, with their bits. */
export const ENUM_BITS: Readonly<Record<EnumDefinition["kind"], BitsByType>> = {
  enum: new Map([...FLAG_BITS, ["i8", 8], ["i16", 16], ["i32", 32]]),
  enumflag: FLAG_BITS,
};

/** Checks an enumeration: its type, and that its items differ in name, fit the type, and are single bits if flags. */
export function checkEnum(definition: EnumDefinition, faultAt: FaultAt): void {
  const { kind, name, type, items } = definition;
  const bits = ENUM_BITS[kind].get(type);
  if (bits === undefined) throw faultAt(definition, `${kind} ${name} cannot be of type ${type}`);
  const names = new Set<string>();
  for (const item of items) {
    const [itemName, value] = item;
    if (names.has(itemName)) throw faultAt(item, `${kind} ${name} has two items ${itemName}`);
    names.add(itemName);
    // A C compiler accepts -1 for a u32.
    if (value < -(2 ** (bits - 1)) || value >= 2 ** bits)
      throw faultAt(item, `${itemName} = ${value} does not fit ${type}`);
    if (kind === "enumflag" && (value & (value - 1)) !== 0)
      throw faultAt(item, `${itemName} = ${value} is not a single bit`);
  }
}
