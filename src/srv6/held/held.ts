import type { Ip6Address } from "../../address/index.ts";
import type { Tables, TableUsers } from "../read/index.ts";
import type {
  FoundLocalSid,
  LocalSid,
  SrPolicy,
  StaticRoute,
  Steering,
  TableName,
  TableRoute,
  Traffic,
} from "../values/index.ts";

/** The SRv6 state of one VPP. Entries are found by address or traffic without a search. */
export interface Srv6View {
  /** The source address of the outer headers of policies and lists that are added from now on. */
  readonly encapSource: Ip6Address;
  /** The hop limit of these headers. */
  readonly encapHopLimit: number;
  /** Whether policies and lists can be given a source of their own, which VPP has from 23.06 on. */
  readonly takesSource: boolean;
  readonly localSids: readonly LocalSid[];
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly Steering[];
  /** Ids of the tables. */
  readonly tables: Tables;
  /** Returns the local SIDs of an address: several where they have prefixes of different lengths. */
  localSidsAt(sid: Ip6Address): readonly LocalSid[];
  /** Returns the policy with this BSID. */
  policy(bsid: Ip6Address): SrPolicy | undefined;
  /** Returns the steering of traffic. */
  steeringOf(traffic: Traffic): Steering | undefined;
  /** Returns what is steered to a policy. */
  steeringTo(bsid: Ip6Address): readonly Steering[];
  /** Returns the routes of a table that come from the API and forward its packets; of tables that were read. */
  routesIn(table: TableName): readonly StaticRoute[];
  /** Returns one of these routes. */
  route(route: TableRoute): StaticRoute | undefined;
  /** Returns the steering of the same prefix with host bits: VPP has one route for all, and deletes it with any of them. */
  steeringTwins(traffic: Traffic): readonly Steering[];
}

/** The state of one VPP as guards read it. */
export interface Held extends Srv6View {
  readonly interfaces: ReadonlySet<number>;
  /** Whether this VPP has uN and uA. */
  readonly hasMicroSids: boolean;
  /** In words, the users of the tables that are to be deleted which are not part of the SRv6 state, by `describeTable`. */
  readonly tableUsers: TableUsers;
  /** The lengths of free prefixes around the local SIDs that are to replace others; empty where VPP cannot use them. */
  readonly coverLengths: ReadonlyMap<LocalSid, readonly number[]>;
  heldPolicy(bsid: Ip6Address): HeldPolicy | undefined;
  /** Returns a local SID of this VPP together with the length of its companion. */
  foundLocalSid(localSid: LocalSid): FoundLocalSid;
  /** Returns whether a list was there before the part that is being checked: only then VPP can report its number in time. */
  isEarlier(age: number): boolean;
}

/** A policy with what VPP holds of each of its lists, at the same places. */
export interface HeldPolicy {
  readonly policy: SrPolicy;
  /** VPP's numbers; undefined until VPP has reported them. */
  readonly numbers: readonly (number | undefined)[];
  /** A list that was added later has a greater one; no two lists have the same. */
  readonly ages: readonly number[];
}
