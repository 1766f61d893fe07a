import type { Ip6Address } from "../../address/index.ts";
import type { EndpointBehavior } from "./behavior.ts";
import type { FoundLocalSid, LocalSid } from "./local-sid.ts";
import type { Neighbor, NeighborName } from "./neighbor.ts";
import type { PathTracing } from "./path-tracing.ts";
import type { SrPolicy } from "./policy.ts";
import type { SegmentList } from "./segment-list.ts";
import type { StaticRoute } from "./static-route.ts";
import type { Traffic } from "./steering.ts";
import type { TableName, TableRoute } from "./table-route.ts";

/** One change as a value. Each method of `Srv6` does one, `Srv6.batch` does many. It must not be modified once it is passed. */
export type Operation =
  | { readonly op: "setEncapSource"; readonly source: Ip6Address }
  | { readonly op: "setEncapHopLimit"; readonly hopLimit: number }
  | { readonly op: "addLocalSid"; readonly localSid: LocalSid }
  | DeleteLocalSid
  | ReplaceLocalSid
  | { readonly op: "addPolicy"; readonly policy: SrPolicy }
  | { readonly op: "deletePolicy"; readonly bsid: Ip6Address }
  /** Adds a list to a policy. Default source: that of the policy. VPP shows the source of the list that was added last. */
  | ({ readonly op: "addSegmentList"; readonly encapSource?: Ip6Address } & ListOfPolicy)
  /** Deletes the list that has these segments and this weight. */
  | ({ readonly op: "deleteSegmentList" } & ListOfPolicy)
  /** Sets another weight, 1 to 65535, for the list that has these segments and this weight. */
  | ({ readonly op: "setWeight"; readonly weight: number } & ListOfPolicy)
  | { readonly op: "steer"; readonly traffic: Traffic; readonly bsid: Ip6Address }
  | { readonly op: "unsteer"; readonly traffic: Traffic }
  | { readonly op: "addTable"; readonly family: 4 | 6; readonly tableId: number; readonly name?: string }
  /** Deletes a table that no local SID, policy, steering, interface or route uses any more. */
  | ({ readonly op: "deleteTable" } & TableName)
  /** Adds a route, or replaces the path of a route that exists, without losing a packet. */
  | { readonly op: "setRoute"; readonly route: StaticRoute }
  /** Deletes the route of the API to a prefix. */
  | { readonly op: "deleteRoute"; readonly route: TableRoute }
  | { readonly op: "setNeighbor"; readonly neighbor: Neighbor }
  | { readonly op: "deleteNeighbor"; readonly neighbor: NeighborName }
  | { readonly op: "addPathTracing"; readonly pathTracing: PathTracing }
  | { readonly op: "deletePathTracing"; readonly swIfIndex: number };

/**
 * Gives a local SID another behavior, table or prefix length. No packet is lost: meanwhile a SID with a shorter prefix takes
 * the packets. It also takes packets to other addresses of that prefix which have no route of their own.
 */
export interface ReplaceLocalSid {
  readonly op: "replaceLocalSid";
  /** The new local SID, with the same address. */
  readonly localSid: LocalSid;
  /** Names the old local SID; needed only when VPP has the address twice. */
  readonly from?: Pick<DeleteLocalSid, "type" | "prefixLength">;
  /** Whether the SID may be deleted and added, by two messages in one write, if nothing else is possible; default false. */
  readonly interrupts?: boolean;
}

/** Deletes the local SID with this address. */
export interface DeleteLocalSid {
  readonly op: "deleteLocalSid";
  readonly sid: Ip6Address;
  /** Type or prefix length are needed only when VPP has the address twice, for example as End and as uN. */
  readonly type?: EndpointBehavior["type"];
  /** In bits. */
  readonly prefixLength?: number;
}

interface ListOfPolicy {
  /** That of the policy. */
  readonly bsid: Ip6Address;
  readonly segmentList: SegmentList;
}

/** Operations in parts: each is sent when VPP has confirmed the one before. */
export type Stages = readonly (readonly Operation[])[];

/** The operations of a kind. */
export type OperationOf<Op extends Operation["op"]> = Extract<Operation, { readonly op: Op }>;

/** The checked operations of a kind. */
export type CheckedOf<Op extends Operation["op"]> = Extract<CheckedOperation, { readonly op: Op }>;

/** An operation that can be sent: the entries that it names were found in VPP. */
export type CheckedOperation =
  | Exclude<Operation, DeleteLocalSid | ReplaceLocalSid | ListOfPolicy>
  | CheckedReplacement
  | { readonly op: "deleteLocalSid"; readonly localSid: FoundLocalSid }
  | Required<OperationOf<"addSegmentList">>
  | ({ readonly op: "deleteSegmentList" } & CheckedList)
  | ({ readonly op: "setWeight"; readonly weight: number } & CheckedList);

/** A list of a policy. */
export interface CheckedList {
  readonly bsid: Ip6Address;
  /** VPP's number for the list; undefined until VPP has reported it. */
  readonly slIndex: number | undefined;
  /** Identifies the list in the held state until then. */
  readonly age?: number;
}

/** A replacement: `by` a cover with this prefix length, or by the two messages in this order. */
export interface CheckedReplacement {
  readonly op: "replaceLocalSid";
  readonly from: FoundLocalSid;
  readonly localSid: LocalSid;
  readonly by: { readonly coverLength: number } | "addFirst" | "deleteFirst";
}
