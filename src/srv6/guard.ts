import type { Ip6Address } from "../address/index.ts";
import { describeBehavior, type EndpointBehavior } from "./behavior.ts";
import { addSegmentList, deleteSegmentList, setWeight } from "./guard-lists.ts";
import type { LocalSid } from "./local-sid.ts";
import type { CheckedOperation, DeleteLocalSid, Operation } from "./operation.ts";
import type { SrPolicy } from "./policy.ts";
import { hazard, invalid } from "./refusal.ts";
import { checkShares } from "./segment-list.ts";
import { describeTraffic, type Traffic } from "./steering.ts";
import { isMicroSid } from "./translate.ts";
import type { View } from "./view.ts";

/** Checks an operation, finds what it names, and makes the view what VPP will hold then. */
type Check<Op extends Operation["op"]> = (operation: Extract<Operation, { op: Op }>, view: View) => CheckedOperation;

const CHECKS: { readonly [Op in Operation["op"]]: Check<Op> } = {
  setEncapSource: (operation) => operation,
  setEncapHopLimit: (operation) => operation,
  addLocalSid: (operation, view) => {
    checkNewLocalSid(operation.localSid, view);
    view.addLocalSid(operation.localSid);
    return operation;
  },
  deleteLocalSid: (operation, view) => {
    const localSid = findLocalSid(operation, view);
    requireTable(view, 6, localSid.fibTable, `local SID ${localSid.sid}`);
    view.deleteLocalSid(localSid);
    return { op: operation.op, localSid };
  },
  addPolicy: (operation, view) => {
    checkNewPolicy(operation.policy, view);
    return operation;
  },
  deletePolicy: (operation, view) => {
    checkUnusedPolicy(operation.bsid, view);
    view.deletePolicy(operation.bsid);
    return operation;
  },
  addSegmentList,
  deleteSegmentList,
  setWeight,
  steer: (operation, view) => {
    checkTraffic(operation.traffic, view);
    view.steer(operation.traffic, operation.bsid);
    return operation;
  },
  unsteer: (operation, view) => {
    checkTraffic(operation.traffic, view);
    view.unsteer(operation.traffic);
    return operation;
  },
};

/**
 * Checks operations against what VPP holds, each against what those before it leave, and finds what they name.
 *
 * @throws {VppError} `VPP_HAZARD` for what VPP does not survive, or survives with state that is not what it shows;
 * `VPP_SRV6` for what cannot be done.
 */
export function checkOperations(operations: readonly Operation[], view: View): CheckedOperation[] {
  // The key is that of the operation, which the compiler cannot tell from the union of all keys.
  const checked = operations.map((operation) => CHECKS[operation.op](operation as never, view));
  // Only how it ends counts: old and new lists of a policy may stand side by side for a moment.
  for (const operation of operations) {
    if (operation.op === "addSegmentList" || operation.op === "setWeight") {
      checkShares(view.policy(operation.bsid)?.segmentLists ?? []);
    }
  }
  return checked;
}

function checkNewLocalSid({ sid, behavior, fibTable }: LocalSid, view: View): void {
  const subject = `local SID ${sid}`;
  if (behavior.type === "unknown") throw hazard(`${subject}: ${describeBehavior(behavior)} can only be read`);
  if (isMicroSid(behavior) && !view.hasMicroSids) {
    throw hazard(`${subject}: VPP has ${behavior.type} from 25.02 on, and an older one may crash of it`);
  }
  requireTable(view, 6, fibTable, subject);
  if ("tableId" in behavior)
    requireTable(view, lookupFamily(behavior), behavior.tableId, `${subject}: ${behavior.type}`);
  if ("swIfIndex" in behavior) requireInterface(view, behavior.swIfIndex, `${subject}: ${behavior.type}`);
}

function lookupFamily({ type }: EndpointBehavior): 4 | 6 {
  return type === "End.DT4" ? 4 : 6;
}

function findLocalSid({ sid, type }: DeleteLocalSid, view: View): LocalSid {
  const found = view.localSids(sid).filter(({ behavior }) => type === undefined || behavior.type === type);
  const [localSid] = found;
  if (localSid === undefined)
    throw invalid(`there is no local SID ${sid}${type === undefined ? "" : ` of type ${type}`}`);
  if (found.length === 1) return localSid;
  throw invalid(
    `local SID ${sid} is there as ${found.map(({ behavior }) => behavior.type).join(" and as ")}: tell which`,
  );
}

function checkNewPolicy(policy: SrPolicy, view: View): void {
  requireTable(view, 6, policy.fibTable, `policy ${policy.bsid}`);
  view.setPolicy({ ...policy, segmentLists: policy.segmentLists.map((list) => ({ ...list, slIndex: undefined })) });
}

/** VPP would keep the steering, and show it later with whatever policy is added next. */
function checkUnusedPolicy(bsid: Ip6Address, view: View): void {
  const [traffic] = view.trafficTo(bsid);
  if (traffic !== undefined) throw hazard(`policy ${bsid}: ${traffic} is still steered to it; unsteer it first`);
  const policy = view.policy(bsid);
  if (policy !== undefined) requireTable(view, 6, policy.fibTable, `policy ${bsid}`);
}

function checkTraffic(traffic: Traffic, view: View): void {
  const subject = `steering of ${describeTraffic(traffic)}`;
  if (traffic.kind === "l2") requireInterface(view, traffic.swIfIndex, subject);
  else requireTable(view, traffic.prefix.address.family, traffic.tableId, subject);
}

function requireTable(view: View, family: 4 | 6, tableId: number, subject: string): void {
  if (view.tables[family].has(tableId)) return;
  throw hazard(`${subject}: there is no IPv${family} table ${tableId}, and VPP may crash looking for it`);
}

function requireInterface(view: View, swIfIndex: number, subject: string): void {
  if (!view.interfaces.has(swIfIndex)) throw invalid(`${subject}: there is no interface ${swIfIndex}`);
}
