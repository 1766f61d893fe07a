import type { VppClient } from "../client/index.ts";
import { findMessage, type TypeDefinition } from "../schema/index.ts";
import type { AnyRequest } from "../wire/index.ts";
import { UsageError, unknownName } from "./arguments/index.ts";
import type { InterfaceText } from "./line/index.ts";

/**
 * Refuses text where the definition of a message has a number that is no interface.
 *
 * @throws {UsageError} naming the field.
 */
export function checkInterfaceTexts(message: AnyRequest, texts: readonly InterfaceText[]): void {
  for (const { path, name } of texts) {
    if (isInterface(message, path)) continue;
    throw new UsageError(`${[message.name, ...path].join(".")}: a number is expected, not ${name}`);
  }
}

/** Follows the fields of a definition; of a message that the catalogue does not have, the field's name decides. */
function isInterface({ name, crc }: AnyRequest, path: readonly string[]): boolean {
  const found = findMessage(name, crc);
  if (found === undefined) return /(^|_)sw_if_index$/.test(path.at(-1)!);
  const types = new Map<string, TypeDefinition>();
  for (const module of found.schema.modules.values()) for (const type of module.types) types.set(type.name, type);
  let fields = found.message.fields;
  let type = "";
  // `case` and `value` of a union in JSON are no fields of the definition.
  for (const step of path) {
    type = fields.find((field) => field.name === step)?.type ?? type;
    const definition = types.get(type);
    if (definition !== undefined && "fields" in definition) fields = definition.fields;
  }
  return type === "interface_index";
}

/**
 * Puts the numbers of interfaces in the place of their names, as VPP has them at this moment.
 *
 * @throws {UsageError} on a name that no interface has, with the nearest, or that two have.
 */
export async function putInterfaces(vpp: VppClient, texts: readonly InterfaceText[]): Promise<void> {
  if (texts.length === 0) return;
  const { swInterfaceDump } = await import("../binapi/interface.ts");
  const numbers = new Map<string, number[]>();
  for await (const { interfaceName, swIfIndex } of vpp.dump(swInterfaceDump, {
    nameFilterValid: false,
    nameFilter: "",
  })) {
    numbers.set(interfaceName, [...(numbers.get(interfaceName) ?? []), swIfIndex]);
  }
  for (const { name, put } of texts) {
    const [number, other] = numbers.get(name) ?? [];
    if (number === undefined) throw new UsageError(unknownName("interface", name, [...numbers.keys()]));
    if (other !== undefined) throw new UsageError(`interface ${name}: two have this name, ${number} and ${other}`);
    put(number);
  }
}
