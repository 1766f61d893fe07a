import type { Ip6Address } from "../../address/index.ts";
import type { EndpointBehavior } from "./behavior.ts";
import type { FoundLocalSid, LocalSid } from "./local-sid.ts";
import type { Neighbor } from "./neighbor.ts";
import type { PathTracing } from "./path-tracing.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { StaticRoute } from "./static-route.ts";
import type { Traffic } from "./steering.ts";
import type { TableRoute } from "./table-route.ts";

/** One thing to do, as a value: what each method of `Srv6` does by itself, and `Srv6.batch` with others. */
export type Operation =
  | { readonly op: "setEncapSource"; readonly source: Ip6Address }
  | { readonly op: "setEncapHopLimit"; readonly hopLimit: number }
  | { readonly op: "addLocalSid"; readonly localSid: LocalSid }
  | DeleteLocalSid
  | ReplaceLocalSid
  | { readonly op: "addPolicy"; readonly policy: SrPolicy }
  | { readonly op: "deletePolicy"; readonly bsid: Ip6Address }
  | AddSegmentList
  | DeleteSegmentList
  | SetWeight
  | { readonly op: "steer"; readonly traffic: Traffic; readonly bsid: Ip6Address }
  | { readonly op: "unsteer"; readonly traffic: Traffic }
  | { readonly op: "addTable"; readonly family: 4 | 6; readonly tableId: number; readonly name?: string }
  | DeleteTable
  /** Adds a route; one that is there takes the other way, and loses no packet. */
  | { readonly op: "setRoute"; readonly route: StaticRoute }
  /** Takes away what VPP's API says of a prefix. */
  | { readonly op: "deleteRoute"; readonly route: TableRoute }
  | { readonly op: "setNeighbor"; readonly neighbor: Neighbor }
  | { readonly op: "deleteNeighbor"; readonly neighbor: Pick<Neighbor, "swIfIndex" | "address"> }
  | { readonly op: "addPathTracing"; readonly pathTracing: PathTracing }
  | { readonly op: "deletePathTracing"; readonly swIfIndex: number };

/** Deletes a table that no local SID, policy, steering, interface or route needs any more. */
export interface DeleteTable {
  readonly op: "deleteTable";
  readonly family: 4 | 6;
  readonly tableId: number;
}

/**
 * Gives a local SID another behavior, table or prefix length. No packet is lost: meanwhile a SID at a shorter prefix takes
 * them, and with them those to addresses beside it that have no route of their own.
 */
export interface ReplaceLocalSid {
  readonly op: "replaceLocalSid";
  /** As it is to be, at the same address. */
  readonly localSid: LocalSid;
  /** Needed only when VPP has the SID twice. */
  readonly from?: Pick<DeleteLocalSid, "type" | "prefixLength">;
  /** Whether it may be deleted and added anew, by two messages in one write, where there is no other way; default false. */
  readonly interrupts?: boolean;
}

export interface DeleteLocalSid {
  readonly op: "deleteLocalSid";
  readonly sid: Ip6Address;
  /** This or the prefix length is needed only when VPP has the SID twice, with prefixes of different lengths: as End and as uN. */
  readonly type?: EndpointBehavior["type"];
  readonly prefixLength?: number;
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

/** The operations of a kind. */
export type OperationOf<Op extends Operation["op"]> = Extract<Operation, { readonly op: Op }>;

/** The checked operations of a kind. */
export type CheckedOf<Op extends Operation["op"]> = Extract<CheckedOperation, { readonly op: Op }>;

/** An operation ready to be sent: what it names was found in VPP. */
export type CheckedOperation =
  | Exclude<Operation, DeleteLocalSid | ReplaceLocalSid | AddSegmentList | DeleteSegmentList | SetWeight>
  | CheckedReplacement
  | { readonly op: "deleteLocalSid"; readonly localSid: FoundLocalSid }
  | Required<AddSegmentList>
  | ({ readonly op: "deleteSegmentList" } & CheckedList)
  | ({ readonly op: "setWeight"; readonly weight: number } & CheckedList);

/** A list of a policy. */
export interface CheckedList {
  readonly bsid: Ip6Address;
  /** VPP's number for the list; undefined until VPP has reported it. */
  readonly slIndex: number | undefined;
  /** What names the list until then. */
  readonly age?: number;
}

/** Either at a covering prefix of this length meanwhile, or what is named first before the other. */
export interface CheckedReplacement {
  readonly op: "replaceLocalSid";
  readonly from: FoundLocalSid;
  readonly localSid: LocalSid;
  readonly by: { readonly coverLength: number } | "addFirst" | "deleteFirst";
}
