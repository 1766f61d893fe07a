import { ipRouteAddDel, ipTableAddDel } from "../../binapi/ip.ts";
import { ipNeighborAddDel } from "../../binapi/ip_neighbor.ts";
import { srPolicyDel, srSetEncapHopLimit, srSetEncapSource, srSteeringAddDel } from "../../binapi/sr.ts";
import { srPtIfaceAdd, srPtIfaceDel } from "../../binapi/sr_pt.ts";
import { SrPolicyOp } from "../../binapi/sr_types.ts";
import type { Batch } from "../../client/index.ts";
import type { CheckedOperation } from "../values/index.ts";
import { addLocalSid, deleteLocalSid, replaceLocalSid } from "./local-sids.ts";
import { addList, addPolicy, changeList } from "./policies.ts";
import { neighborFields, noNeighborFields, routeFields, tableFields } from "./routes.ts";
import { steeringFields } from "./steering.ts";

/** Adds the messages of an operation of one kind. */
type Add<Op extends CheckedOperation["op"]> = (operation: Extract<CheckedOperation, { op: Op }>, all: Batch) => void;

const ADD: { readonly [Op in CheckedOperation["op"]]: Add<Op> } = {
  setEncapSource: ({ source }, all) => all.add(srSetEncapSource, { encapsSource: source }),
  setEncapHopLimit: ({ hopLimit }, all) => all.add(srSetEncapHopLimit, { hopLimit }),
  addLocalSid: ({ localSid }, all) => addLocalSid(localSid, all),
  deleteLocalSid: ({ localSid }, all) => deleteLocalSid(localSid, all),
  replaceLocalSid,
  addPolicy: ({ policy }, all) => addPolicy(policy, all),
  deletePolicy: ({ bsid }, all) => all.add(srPolicyDel, { bsidAddr: bsid, srPolicyIndex: 0 }),
  addSegmentList: ({ bsid, segmentList, encapSource }, all) => addList(bsid, segmentList, encapSource, all),
  deleteSegmentList: (operation, all) => changeList(operation, SrPolicyOp.SR_POLICY_OP_API_DEL, 0, all),
  setWeight: (operation, all) => changeList(operation, SrPolicyOp.SR_POLICY_OP_API_MOD, operation.weight, all),
  steer: ({ traffic, bsid }, all) => all.add(srSteeringAddDel, steeringFields(traffic, bsid)),
  unsteer: ({ traffic }, all) => all.add(srSteeringAddDel, steeringFields(traffic)),
  addTable: (table, all) => all.add(ipTableAddDel, tableFields(table, true, table.name)),
  deleteTable: (table, all) => all.add(ipTableAddDel, tableFields(table, false)),
  setRoute: ({ route }, all) => all.add(ipRouteAddDel, routeFields(route, route.via)),
  deleteRoute: ({ route }, all) => all.add(ipRouteAddDel, routeFields(route)),
  setNeighbor: ({ neighbor }, all) => all.add(ipNeighborAddDel, neighborFields(neighbor)),
  deleteNeighbor: ({ neighbor }, all) => all.add(ipNeighborAddDel, noNeighborFields(neighbor)),
  addPathTracing: ({ pathTracing }, all) => all.add(srPtIfaceAdd, pathTracing),
  deletePathTracing: ({ swIfIndex }, all) => all.add(srPtIfaceDel, { swIfIndex }),
};

/** Adds the messages of an operation, in order. */
export function addMessages(operation: CheckedOperation, all: Batch): void {
  // The key is that of the operation, which the compiler cannot tell from the union of all keys.
  ADD[operation.op](operation as never, all);
}
