import type { Ip6Address } from "../../address/index.ts";
import type { LocalSid, Neighbor, SrPolicy, StaticRoute, Steering, TableName } from "../../srv6/index.ts";

/** A thing that VPP does not hold as desired. */
export type Difference =
  | EncapDifference
  | TableDifference
  | NeighborDifference
  | RouteDifference
  | LocalSidDifference
  | PolicyDifference
  | SteeringDifference;

/** What a difference and a step are about. */
export type Subject =
  | { readonly kind: "encapSource"; readonly value: Ip6Address }
  | { readonly kind: "encapHopLimit"; readonly value: number }
  | { readonly kind: "table"; readonly value: TableName }
  | { readonly kind: "neighbor"; readonly value: Neighbor }
  | { readonly kind: "route"; readonly value: StaticRoute }
  | { readonly kind: "localSid"; readonly value: LocalSid }
  | { readonly kind: "policy"; readonly value: SrPolicy }
  | { readonly kind: "steering"; readonly value: Steering };

/** The source address and the hop limit of outer headers. */
export type EncapDifference = SettingDifference<"encapSource", Ip6Address> | SettingDifference<"encapHopLimit", number>;

interface Reasoned<Kind extends string> {
  readonly kind: Kind;
  /** What VPP has instead, in words. */
  readonly reason: string;
}

interface SettingDifference<Kind extends string, Value> extends Reasoned<Kind> {
  readonly desired: Value;
  readonly observed: Value;
  /** Policies that are marked before the value is set, see `mark`. */
  readonly marked?: readonly PolicyDifference[];
}

/** An entry that VPP lacks, has with another value, or has although it is owned and not desired. */
type EntryDifference<Kind extends string, Value> = Reasoned<Kind> &
  (
    | { readonly desired: Value; readonly observed: undefined }
    | { readonly desired: Value; readonly observed: Value }
    | { readonly desired: undefined; readonly observed: Value }
  );

export type TableDifference = EntryDifference<"table", TableName>;

export type NeighborDifference = EntryDifference<"neighbor", Neighbor>;

export type RouteDifference = EntryDifference<"route", StaticRoute> & Renewal;

/** An entry that VPP shows as desired and that does not work, because its interface was created again. */
interface Renewal {
  readonly renews?: true;
}

export type LocalSidDifference = EntryDifference<"localSid", LocalSid> & Renewal;

export type PolicyDifference = EntryDifference<"policy", SrPolicy> & {
  /** Whether all lists are replaced, equal ones too: their source or hop limit is not as desired. */
  readonly replacesLists: boolean;
  /** Whether VPP steers frames to the policy, for which its lists must be fit at any time. */
  readonly takesFrames: boolean;
  /** Whether an earlier step has added the marks of the policy. */
  readonly isMarked?: true;
};

export type SteeringDifference = EntryDifference<"steering", Steering> &
  Renewal & {
    /**
     * Steering of the same prefix with host bits, which is removed first: VPP has one route for all of them, and deletes it
     * with any of them.
     */
    readonly twins?: readonly Steering[];
    /** Why the traffic leaves its policy early: the policy is replaced, or gets lists that cannot take frames. */
    readonly leaves?: "replaced" | "unfit";
  };

/** The flags of a policy that is added or removed. */
export const PLAIN = { replacesLists: false, takesFrames: false } as const;

/** A difference that is removed from VPP. */
export type Gone<D extends Difference> = D & { readonly desired: undefined };

export function goneSteering(rule: Steering, reason: string): Gone<SteeringDifference> {
  return { kind: "steering", desired: undefined, observed: rule, reason };
}

export function gonePolicy(policy: SrPolicy, reason: string): Gone<PolicyDifference> {
  return { kind: "policy", desired: undefined, observed: policy, reason, ...PLAIN };
}

export function goneLocalSid(localSid: LocalSid, reason: string): Gone<LocalSidDifference> {
  return { kind: "localSid", desired: undefined, observed: localSid, reason };
}

/** Returns the subject of a difference: the desired value, or the observed one where none is desired. */
export function subjectOf({ kind, desired, observed }: Difference): Subject {
  // Kind and value fit in each member of the union, which the compiler does not keep when they are taken apart.
  return { kind, value: desired ?? observed } as Subject;
}
