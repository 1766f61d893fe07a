import type { VppError, VppErrorCode } from "../../errors.ts";

const LOST: ReadonlySet<VppErrorCode> = new Set(["VPP_CONNECT", "VPP_CONNECTION_LOST"]);

/** Returns whether an error says that VPP is gone: everything is tried again when it is back. */
export function isLost({ code }: VppError): boolean {
  return LOST.has(code);
}
