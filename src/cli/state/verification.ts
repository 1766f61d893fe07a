import { describeDifference, type Forwarded, isForwarded, type Verification } from "../../desired/index.ts";
import { describePath } from "../../srv6/index.ts";
import type { CommandValues } from "../arguments/index.ts";
import { type InterfaceNames, withNames } from "../interface-names.ts";
import { trafficText } from "../words.ts";

/** The options of commands that verify. */
export const VERIFY_OPTIONS: readonly (keyof CommandValues)[] = ["strict"];

export const VERIFY_OPTIONS_HELP = `  --strict        also fail when packets get lost or do not take a policy: a prefix is shadowed, a first SID is
                  unresolved, or the outer source is ::
`;

/** Whether a verification found nothing wrong, by the options of the command line. */
export function isVerified(verification: Verification, { strict = false }: CommandValues): boolean {
  return verification.differences.length === 0 && (!strict || isForwarded(verification));
}

/** The JSON form of a verification. */
export function verificationToJson(
  verification: Verification,
  values: CommandValues,
  interfaces: InterfaceNames,
): object {
  const { differences, forwarding, warnings } = verification;
  return {
    verified: isVerified(verification, values),
    differences: differences.map((each) => withNames(describeDifference(each), interfaces)),
    forwarding: forwarding.map((each) => forwardedToJson(each, interfaces)),
    warnings: warnings.map((each) => withNames(each, interfaces)),
  };
}

function forwardedToJson(each: Forwarded, interfaces: InterfaceNames): object {
  const { kind, forwarding } = each;
  if (kind === "steering") {
    return { kind, traffic: trafficText(each.rule, interfaces), bsid: each.rule.bsid, ...forwarding };
  }
  return { kind, bsid: each.policy.bsid, path: describePath(each.segmentList), ...forwarding };
}
