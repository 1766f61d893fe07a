import type { EnumDefinition, FieldDefinition, TypeDefinition, UnionDefinition } from "../model/index.ts";
import type { FaultAt } from "./fault-at.ts";

type Types = ReadonlyMap<string, TypeDefinition>;

/**
 * Checks a field that is a union with a discriminator: the discriminator is an earlier enumeration, and each arm has its own
 * item (VPP src/tools/vppapigen/vppapigen.py, `_validate_tagged_unions`).
 */
export function checkDiscriminator(
  field: FieldDefinition,
  before: ReadonlyMap<string, FieldDefinition>,
  types: Types,
  faultAt: FaultAt,
): void {
  const { name, discriminator = "" } = field;
  const selector = before.get(discriminator);
  if (selector === undefined)
    throw faultAt(field, `the discriminator of ${name}, ${discriminator}, is not a field before it`);
  const enumeration = types.get(selector.type);
  if (enumeration?.kind !== "enum" && enumeration?.kind !== "enumflag") {
    throw faultAt(field, `the discriminator of ${name}, ${discriminator}, is not an enum`);
  }
  const union = types.get(field.type);
  if (union?.kind !== "union") throw faultAt(field, `${name} has a discriminator but is not a union`);
  checkCases(field, union, enumeration, faultAt);
}

/** Checks the cases of the arms. The errors are about the field, since the union may be in another file. */
function checkCases(
  field: FieldDefinition,
  union: UnionDefinition,
  { name, items }: EnumDefinition,
  faultAt: FaultAt,
): void {
  const free = new Set(items.map(([item]) => item));
  const taken = new Set<string>();
  for (const arm of union.fields) {
    const { case: item } = arm;
    const where = `${arm.name} of union ${union.name}`;
    if (item === undefined) throw faultAt(field, `${where} has no case`);
    if (!free.has(item)) throw faultAt(field, `${where} has the case ${item}, which is not an item of ${name}`);
    if (taken.has(item)) throw faultAt(field, `${where} has the case ${item}, and so has another arm`);
    taken.add(item);
  }
}
