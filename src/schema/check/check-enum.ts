import type { VppError } from "../../errors.ts";
import type { BaseType, EnumDefinition } from "../model/index.ts";
import type { FaultAt } from "./fault-at.ts";

type Ranges = ReadonlyMap<BaseType, readonly [min: number, max: number]>;

const UNSIGNED: Ranges = new Map([
  ["u8", [0, 0xff]],
  ["u16", [0, 0xffff]],
  ["u32", [0, 0xffff_ffff]],
]);
const SIGNED: Ranges = new Map([
  ["i8", [-0x80, 0x7f]],
  ["i16", [-0x8000, 0x7fff]],
  ["i32", [-0x8000_0000, 0x7fff_ffff]],
]);

/** The integer types that an enumeration may have on the wire, with their values. */
export const ENUM_RANGES: Readonly<Record<EnumDefinition["kind"], Ranges>> = {
  enum: new Map([...UNSIGNED, ...SIGNED]),
  enumflag: UNSIGNED,
};

/** Checks an enumeration: its type, and that its items differ in name, fit the type, and are single bits if flags. */
export function checkEnum(definition: EnumDefinition, faultAt: FaultAt): void {
  const { kind, name, type, items } = definition;
  const range = ENUM_RANGES[kind].get(type);
  if (range === undefined) throw faultAt(definition, `${kind} ${name} cannot be of type ${type}`);
  const [min, max] = range;
  const names = new Set<string>();
  for (const item of items) {
    const [itemName, value] = item;
    if (names.has(itemName)) throw faultAt(item, `${kind} ${name} has two items ${itemName}`);
    names.add(itemName);
    const fault = (what: string): VppError => faultAt(item, `${kind} ${name}: ${itemName} = ${value} ${what}`);
    if (value < min || value > max) throw fault(`does not fit ${type} (${min} to ${max})`);
    if (kind === "enumflag" && (value & (value - 1)) !== 0) throw fault("is not a single bit");
  }
}
