import type { SrPolicyKey } from "../bgp/index.ts";
import { keyOfPolicy, type Policy } from "./policy.ts";
import { isSamePolicy } from "./policy-json.ts";
import type { GivenKey } from "./policy-schema.ts";

/** A change of the policies. */
export interface Change {
  /** Policies to add; one with the same name is replaced. */
  readonly set: readonly Policy[];
  /** Policies to withdraw; without a distinguisher, those with any. */
  readonly withdraw: readonly GivenKey[];
  /** Whether all other policies are withdrawn too. */
  readonly isWhole: boolean;
}

/** A policy that a change adds, replaces or withdraws. */
export type PolicyChange =
  | { readonly kind: "created" | "deleted"; readonly policy: Policy }
  | { readonly kind: "updated"; readonly policy: Policy; readonly previous: Policy };

/** What a change does with a policy. `absent`: a policy to withdraw was not there. */
export type Outcome =
  | PolicyChange
  | { readonly kind: "unchanged"; readonly policy: Policy }
  | { readonly kind: "absent"; readonly nlri: GivenKey };

/** Returns whether an outcome is a change. */
export function isChange(outcome: Outcome): outcome is PolicyChange {
  return outcome.kind !== "unchanged" && outcome.kind !== "absent";
}

/** Returns what a change does with policies that are there. */
export function outcomesOf(change: Change, policies: Iterable<Policy>): Outcome[] {
  const before = new Map([...policies].map((policy) => [keyOfPolicy(policy), policy]));
  const set = change.set.map((policy) => settingOf(policy, before.get(keyOfPolicy(policy))));
  const kept = new Set(change.set.map(keyOfPolicy));
  const rest = [...before].flatMap(([key, policy]) => (kept.has(key) ? [] : [policy]));
  const isNamed = ({ nlri }: Policy) => change.withdraw.some((name) => isMatch(nlri, name));
  const deleted = change.isWhole ? rest : rest.filter(isNamed);
  const absent = change.withdraw.filter((name) => ![...before.values()].some(({ nlri }) => isMatch(nlri, name)));
  return [
    ...set,
    ...deleted.map((policy) => ({ kind: "deleted", policy }) as const),
    ...absent.map((nlri) => ({ kind: "absent", nlri }) as const),
  ];
}

function settingOf(policy: Policy, previous: Policy | undefined): Outcome {
  if (previous === undefined) return { kind: "created", policy };
  return isSamePolicy(policy, previous) ? { kind: "unchanged", policy } : { kind: "updated", policy, previous };
}

function isMatch(nlri: SrPolicyKey, { distinguisher = nlri.distinguisher, color, endpoint }: GivenKey): boolean {
  return nlri.distinguisher === distinguisher && nlri.color === color && nlri.endpoint.equals(endpoint);
}
