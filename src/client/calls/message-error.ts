import { VppError } from "../../errors.ts";
import type { Message } from "../../wire/index.ts";
import { argumentError } from "../argument-error.ts";

/**
 * Returns `VPP_FIELD_RANGE` for a message that a call does not take: `request: sr_policies_dump is a dump, not a request`.
 *
 * @param kinds the kinds that it takes, in words.
 */
export function messageError(call: string, message: unknown, kinds: string): VppError {
  const { name, kind } = Object(message) as Partial<Message<unknown>>;
  if (typeof name !== "string" || kind === undefined)
    return argumentError(`${call}: message`, message, `a ${kinds} of a binapi module`);
  return new VppError("VPP_FIELD_RANGE", `${call}: ${name} is a ${kind}, not a ${kinds}`, { messageName: name });
}
