import { VppError } from "../errors.ts";

/** Returns the error for a text of a wrong form, e.g. `"10.0.0.300" is not an IPv4 address`. */
export function malformed(text: string, expected: string, reason?: string): VppError {
  const sentence = `${JSON.stringify(text)} is not ${expected}`;
  return new VppError("VPP_ADDRESS", reason === undefined ? sentence : `${sentence}: ${reason}`);
}
