import { describeDifference, type Forwarded, isForwarded, type Verification } from "../../desired/index.ts";
import { describePath, describeTraffic } from "../../srv6/index.ts";
import type { CommandValues } from "../arguments/index.ts";

/** The options of commands that verify. */
export const VERIFY_OPTIONS: readonly (keyof CommandValues)[] = ["strict"];

export const VERIFY_OPTIONS_HELP = `  --strict        also fail when packets do not take a policy: a prefix is shadowed, or a first SID is unresolved
`;

/** Whether a verification found nothing wrong, by the options of the command line. */
export function isVerified(verification: Verification, { strict = false }: CommandValues): boolean {
  return verification.differences.length === 0 && (!strict || isForwarded(verification));
}

/** The JSON form of a verification. */
export function verificationToJson(verification: Verification, values: CommandValues): object {
  const { differences, forwarding, warnings } = verification;
  return {
    verified: isVerified(verification, values),
    differences: differences.map(describeDifference),
    forwarding: forwarding.map(forwardedToJson),
    warnings,
  };
}

function forwardedToJson(each: Forwarded): object {
  const { kind, forwarding } = each;
  if (kind === "steering") {
    return { kind, traffic: describeTraffic(each.rule), bsid: each.rule.bsid, ...forwarding };
  }
  return { kind, bsid: each.policy.bsid, path: describePath(each.segmentList), ...forwarding };
}
