import { documentError, formatProblem } from "../yaml/index.ts";
import type { Policy } from "./policy.ts";
import { readPolicy } from "./policy-schema.ts";

/** Returns a policy in the form of a file, as a value for JSON. */
export function policyToJson({ nlri, headends, nextHop, path }: Policy): Record<string, unknown> {
  const { preference, priority, bindingSid, segmentLists } = path;
  return {
    nlri: { distinguisher: nlri.distinguisher, color: nlri.color, endpoint: nlri.endpoint },
    ...(headends.length > 0 && { headend: headends }),
    preference,
    ...(priority !== undefined && { priority }),
    ...(bindingSid !== undefined && { bsid: bindingSid }),
    ...(nextHop !== undefined && { nexthop: nextHop }),
    segmentlists: segmentLists.map(({ weight, segments }) => ({
      weight,
      segments: segments.flatMap((segment) =>
        "sid" in segment ? [{ sid: segment.sid, behavior: segment.behavior }] : [],
      ),
    })),
  };
}

/** Returns whether two policies are announced with the same bytes. */
export function isSamePolicy(a: Policy, b: Policy): boolean {
  return JSON.stringify(policyToJson(a)) === JSON.stringify(policyToJson(b));
}

/** Reads what `policyToJson` wrote. @throws {VppError} `VPP_DOCUMENT` with a line for each problem. */
export function policyFromJson(value: unknown): Policy {
  const given = readPolicy(value);
  if ("problems" in given) throw documentError(given.problems, formatProblem);
  const { path, nlri, ...rest } = given;
  const { distinguisher } = nlri;
  if (path === undefined || distinguisher === undefined)
    throw documentError(["nlri.distinguisher or a path is missing"]);
  return { ...rest, nlri: { ...nlri, distinguisher }, path };
}
