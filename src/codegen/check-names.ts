import { VppError } from "../errors.ts";
import { fieldName } from "../field-name.ts";
import type { ApiModule, FieldLayout } from "../schema/index.ts";
import { visibleFields } from "./visible-fields.ts";

const MODULE_NAME = /^\w[\w-]*$/;
const NAME = /^[A-Za-z_]\w*$/;
const CRC = /^[0-9a-f]{8}$/;

/**
 * Checks the names, CRCs and numbers of a module that generated code contains unchanged. A module from an untrusted source
 * cannot inject code.
 *
 * @throws {VppError} `VPP_SCHEMA`
 */
export function checkPrintable({ name: module, types, messages }: ApiModule): void {
  check(MODULE_NAME.test(module), module, "is not a valid module name");
  for (const { name, crc, fields } of messages) {
    checkName(name, module);
    check(CRC.test(crc), crc, `is not a valid CRC for ${name}`);
    checkFields(name, fields);
  }
  for (const type of types) {
    checkName(type.name, module);
    if ("fields" in type) checkFields(type.name, type.fields);
    if (!("items" in type)) continue;
    for (const [item, value] of type.items) {
      checkName(item, type.name);
      check(Number.isSafeInteger(value), value, `is not a valid value of ${item}`);
    }
  }
}

function checkFields(block: string, fields: ApiModule["messages"][number]["fields"]): void {
  for (const { name, array } of fields) {
    checkName(name, block);
    if (array?.kind === "fixed")
      check(Number.isSafeInteger(array.length), array.length, `is not a valid length of ${name}`);
  }
}

function checkName(name: string, place: string): void {
  check(NAME.test(name), name, `is not a valid name in ${place}`);
}

function check(isFine: boolean, what: string | number, complaint: string): void {
  if (!isFine) throw new VppError("VPP_SCHEMA", `${JSON.stringify(what)} ${complaint}`);
}

/**
 * Checks that the fields of a message or a typedef, or the arms of a union, have different names in TypeScript.
 *
 * @param name VPP's name of the message, typedef or union.
 * @throws {VppError} `VPP_SCHEMA` when two of them have the same name.
 */
export function checkFieldNames(name: string, layouts: readonly FieldLayout[]): void {
  const names = new Map<string, string>();
  for (const { field } of visibleFields(layouts))
    refuseTwin(names, fieldName(field.name), field.name, `${name}: fields`);
}

/**
 * Records the TypeScript name of a VPP name.
 *
 * @throws {VppError} `VPP_SCHEMA` when another VPP name has the same TypeScript name.
 */
export function refuseTwin(names: Map<string, string>, name: string, vppName: string, what: string): void {
  const other = names.get(name);
  if (other !== undefined) {
    throw new VppError("VPP_SCHEMA", `${what} ${other} and ${vppName} would both be called ${name}`);
  }
  names.set(name, vppName);
}
