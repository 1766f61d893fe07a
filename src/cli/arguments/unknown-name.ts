import { nearestNames } from "../../nearest-names.ts";

/** `no such message: sr_polcy_add; did you mean sr_policy_add?` */
export function unknownName(kind: string, name: string, candidates: readonly string[]): string {
  const near = nearestNames(name, candidates);
  return `no such ${kind}: ${name}${near.length === 0 ? "" : `; did you mean ${near.join(", ")}?`}`;
}
