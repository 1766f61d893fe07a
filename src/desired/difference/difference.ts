import type { Ip6Address } from "../../address/index.ts";
import type { LocalSid, Neighbor, SrPolicy, StaticRoute, Steering, TableName } from "../../srv6/index.ts";
import { describeTraffic, keyOfLocalSid, keyOfTraffic } from "../../srv6/index.ts";
import { keyOfNeighbor, keyOfPolicy, keyOfRoute, keyOfTable } from "../document/index.ts";

/** The values of the things that can differ, by their kinds. */
interface Values {
  readonly encapSource: Ip6Address;
  readonly encapHopLimit: number;
  readonly table: TableName;
  readonly neighbor: Neighbor;
  readonly route: StaticRoute;
  readonly localSid: LocalSid;
  readonly policy: SrPolicy;
  readonly steering: Steering;
}

export type SubjectKind = keyof Values;

/** What a difference and a step are about. */
export type Subject<Kind extends SubjectKind = SubjectKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly value: Values[Each] };
}[Kind];

/** A function for the values of each kind. */
export type BySubject<Result> = { readonly [Kind in SubjectKind]: (value: Values[Kind]) => Result };

/** A thing that VPP does not hold as desired. */
export type Difference<Kind extends SubjectKind = SubjectKind> = Differences[Kind];

interface Differences {
  readonly encapSource: SettingDifference<"encapSource">;
  readonly encapHopLimit: SettingDifference<"encapHopLimit">;
  readonly table: EntryDifference<"table">;
  readonly neighbor: EntryDifference<"neighbor">;
  readonly route: EntryDifference<"route"> & Renewal;
  readonly localSid: EntryDifference<"localSid"> & Renewal;
  readonly policy: EntryDifference<"policy"> & ListFlags;
  readonly steering: EntryDifference<"steering"> & Renewal & SteeringFlags;
}

interface Reasoned<Kind extends SubjectKind> {
  readonly kind: Kind;
  /** What VPP has instead, in words. */
  readonly reason: string;
}

/** The source address or the hop limit of outer headers. */
interface SettingDifference<Kind extends SubjectKind> extends Reasoned<Kind> {
  readonly desired: Values[Kind];
  readonly observed: Values[Kind];
  /** Policies that are marked before the value is set, see `mark`. */
  readonly marked?: readonly Difference<"policy">[];
}

/** An entry that VPP lacks, has with another value, or has although it is owned and not desired. */
type EntryDifference<Kind extends SubjectKind> = Reasoned<Kind> &
  (
    | { readonly desired: Values[Kind]; readonly observed: undefined }
    | { readonly desired: Values[Kind]; readonly observed: Values[Kind] }
    | { readonly desired: undefined; readonly observed: Values[Kind] }
  );

/** An entry that VPP shows as desired and that does not work, because its interface was created again. */
interface Renewal {
  readonly renews?: true;
}

interface ListFlags {
  /** Whether all lists are replaced, equal ones too: their source or hop limit is not as desired. */
  readonly replacesLists: boolean;
  /** Whether VPP steers frames to the policy, for which its lists must be fit at any time. */
  readonly takesFrames: boolean;
  /** Whether an earlier step has added the marks of the policy. */
  readonly isMarked?: true;
}

interface SteeringFlags {
  /**
   * Steering of the same prefix with host bits, which is removed first: VPP has one route for all of them, and deletes it
   * with any of them.
   */
  readonly twins?: readonly Steering[];
  /** Why the traffic leaves its policy early: the policy is replaced, or gets lists that cannot take frames. */
  readonly leaves?: "replaced" | "unfit";
}

/** Returns whether a thing uses one of these interfaces. */
export function usesOne({ kind, value }: Subject, interfaces: ReadonlySet<number>): boolean {
  const by: unknown = kind === "route" ? value.via : kind === "localSid" ? value.behavior : value;
  return typeof by === "object" && by !== null && "swIfIndex" in by && interfaces.has(by.swIfIndex as number);
}

/** The flags of a policy that is added or removed. */
export const PLAIN = { replacesLists: false, takesFrames: false } as const;

/** The difference of an entry that is removed from VPP. */
export type Gone<Kind extends SubjectKind> = Difference<Kind> & { readonly desired: undefined };

/** Returns the difference by which an entry is removed. */
export function gone<Kind extends SubjectKind>(kind: Kind, observed: Values[Kind], reason: string): Gone<Kind> {
  const flags = kind === "policy" ? PLAIN : {};
  return { kind, desired: undefined, observed, reason, ...flags } as unknown as Gone<Kind>; // the value is of that kind
}

/** Returns the differences by which entries that a program names are removed, each once. */
export function allGone<Kind extends SubjectKind>(kind: Kind, found: readonly Values[Kind][]): Gone<Kind>[] {
  if (found.length === 0) return [];
  return Array.from(new Set(found), (each) => gone(kind, each, "it is to be removed"));
}

/** Returns the subject of a difference: the desired value, or the observed one where none is desired. */
export function subjectOf({ kind, desired, observed }: Difference): Subject {
  // Kind and value fit in each member of the union, which the compiler does not keep when they are taken apart.
  return { kind, value: desired ?? observed } as Subject;
}

/** The key among the things of one kind. */
export const KEYS: BySubject<string> = {
  encapSource: () => "",
  encapHopLimit: () => "",
  table: keyOfTable,
  neighbor: keyOfNeighbor,
  route: keyOfRoute,
  localSid: keyOfLocalSid,
  policy: keyOfPolicy,
  steering: keyOfTraffic,
};

/** Returns a key for maps by which VPP identifies a thing: the same for all values that the thing can have. */
export function keyOf<Kind extends SubjectKind>({ kind, value }: Subject<Kind>): string {
  return `${kind} ${KEYS[kind](value)}`;
}

/** Returns why steering must be removed first: VPP has one route for prefixes that differ in host bits only. */
export function describeTwins(twins: readonly Steering[]): string {
  return `VPP uses the same route for it and for ${twins.map(describeTraffic).join(", ")}`;
}
