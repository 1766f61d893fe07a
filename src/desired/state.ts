import type { Ip6Address } from "../address/index.ts";
import type { LocalSid, SrPolicy, Steering } from "../srv6/index.ts";

/** What one node should hold. What is not named here is left as it is. */
export interface DesiredState {
  readonly encap: {
    readonly source?: Ip6Address;
    readonly hopLimit?: number;
  };
  readonly localSids: readonly LocalSid[];
  /** Their `encapSource` is `::`: that of the node. */
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly Steering[];
}

/** What VPP holds. */
export interface ObservedState {
  readonly encapSource: Ip6Address;
  readonly encapHopLimit: number;
  readonly localSids: readonly LocalSid[];
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly Steering[];
}
