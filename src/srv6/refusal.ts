import { VppError } from "../errors.ts";

/** `VPP_SRV6`: a value that is no valid SID, policy or steering rule, or names what is not there. */
export function invalid(reason: string): VppError {
  return new VppError("VPP_SRV6", reason);
}

/** `VPP_HAZARD`: what VPP does not survive, or survives with state that is not what it shows. */
export function hazard(reason: string): VppError {
  return new VppError("VPP_HAZARD", reason);
}
