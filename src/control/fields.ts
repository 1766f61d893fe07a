import { VppError } from "../errors.ts";

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Returns the fields of a JSON object. @throws {VppError} `VPP_JSON` for anything else. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new VppError("VPP_JSON", "expected an object");
}
