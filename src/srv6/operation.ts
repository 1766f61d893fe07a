import type { Ip6Address } from "../address/index.ts";
import type { EndpointBehavior } from "./behavior.ts";
import type { LocalSid } from "./local-sid.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { Traffic } from "./steering.ts";

/** One thing to do, as a value: what each method of `Srv6` does by itself, and `Srv6.batch` with others. */
export type Operation =
  | { readonly op: "setEncapSource"; readonly source: Ip6Address }
  | { readonly op: "setEncapHopLimit"; readonly hopLimit: number }
  | { readonly op: "addLocalSid"; readonly localSid: LocalSid }
  | DeleteLocalSid
  | { readonly op: "addPolicy"; readonly policy: SrPolicy }
  | { readonly op: "deletePolicy"; readonly bsid: Ip6Address }
  | AddSegmentList
  | DeleteSegmentList
  | SetWeight
  | { readonly op: "steer"; readonly traffic: Traffic; readonly bsid: Ip6Address }
  | { readonly op: "unsteer"; readonly traffic: Traffic };

export interface DeleteLocalSid {
  readonly op: "deleteLocalSid";
  readonly sid: Ip6Address;
  /** Needed only when VPP has the SID twice, with prefixes of different lengths: as End and as uN. */
  readonly type?: EndpointBehavior["type"];
}

export interface AddSegmentList {
  readonly op: "addSegmentList";
  readonly bsid: Ip6Address;
  readonly segmentList: SegmentList;
  /** Default: that of the policy. VPP shows only that of the list added last. */
  readonly encapSource?: Ip6Address;
}

/** Deletes the list that has these segments and this weight. */
export interface DeleteSegmentList {
  readonly op: "deleteSegmentList";
  readonly bsid: Ip6Address;
  readonly segmentList: SegmentList;
}

/** Gives the list that has these segments and its weight another one. */
export interface SetWeight {
  readonly op: "setWeight";
  readonly bsid: Ip6Address;
  readonly segmentList: SegmentList;
  readonly weight: number;
}

/** An operation ready to be sent: what it names was found in VPP. */
export type CheckedOperation =
  | Exclude<Operation, DeleteLocalSid | AddSegmentList | DeleteSegmentList | SetWeight>
  | { readonly op: "deleteLocalSid"; readonly localSid: LocalSid }
  | Required<AddSegmentList>
  | { readonly op: "deleteSegmentList"; readonly bsid: Ip6Address; readonly slIndex: number }
  | { readonly op: "setWeight"; readonly bsid: Ip6Address; readonly slIndex: number; readonly weight: number };
