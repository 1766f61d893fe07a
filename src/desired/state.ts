import type { Ip6Address, Ip6Prefix, Prefix } from "../address/index.ts";
import type { EndpointBehavior, LocalSid, SrPolicy, Steering } from "../srv6/index.ts";

/** What one node should hold. What is neither named here nor owned is left as it is. */
export interface DesiredState {
  readonly encap: {
    readonly source?: Ip6Address;
    readonly hopLimit?: number;
  };
  readonly localSids: readonly DesiredLocalSid[];
  /** The encap source `::` stands for that of the node. */
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly Steering[];
  /** Bytes of the longest packets that are to pass without being cut: what leaves no room for them is warned of. */
  readonly innerMtu?: number;
  readonly owns?: Ownership;
  readonly requires?: Requirements;
  /** What was taken otherwise than it is written in the document, a line each. */
  readonly notes?: readonly string[];
}

/** A local SID whose interface may be told by its name. */
export interface DesiredLocalSid extends Omit<LocalSid, "behavior"> {
  readonly behavior: EndpointBehavior | ByName<EndpointBehavior>;
}

/** A behavior with VPP's name of an interface in place of its number, which is another one after a restart. */
export type ByName<Behavior> = Behavior extends { readonly swIfIndex: number }
  ? Omit<Behavior, "swIfIndex"> & { readonly interface: string }
  : never;

/**
 * What belongs to whoever wrote the state: what lies in here and is not desired is removed. Without a list of ranges nothing
 * of its kind is.
 */
export interface Ownership {
  readonly sids?: readonly Ip6Prefix[];
  readonly bsids?: readonly Ip6Prefix[];
  readonly steering?: readonly SteeringRange[];
  /** BSIDs for policies that stand in for another one while it is replaced. Nothing else may be in here. */
  readonly scratch?: Ip6Prefix;
}

/** Steered prefixes that lie in a prefix, in one table. */
export interface SteeringRange {
  readonly prefix: Prefix;
  readonly tableId: number;
}

/** What must be there before: it is looked for, and never made. */
export interface Requirements {
  /** VPP's names of interfaces. */
  readonly interfaces: readonly string[];
  readonly tables: { readonly ip4: readonly number[]; readonly ip6: readonly number[] };
}

/** Desired state whose interfaces have been found. */
export interface ResolvedState extends DesiredState {
  readonly localSids: readonly LocalSid[];
}
