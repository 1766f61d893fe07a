import type { Ip6Address } from "../address/index.ts";
import type { VppError } from "../errors.ts";
import { addSegmentList, deleteSegmentList, setWeight, shownSource } from "./guard-lists.ts";
import { checkPoliciesLeft } from "./guard-policies.ts";
import { checkReplacement } from "./guard-replace.ts";
import { changeNeighbor, deleteRoute, setRoute } from "./guard-routes.ts";
import { addTable, deleteTable } from "./guard-tables.ts";
import {
  asFound,
  type CheckedOperation,
  checkFlavor,
  checkPolicy,
  type DeleteLocalSid,
  describeBehavior,
  describeTraffic,
  type FoundLocalSid,
  hazard,
  invalid,
  isMicroSid,
  type LocalSid,
  lookupTable,
  type Operation,
  prefixLengthOf,
  type SrPolicy,
  segmentListFrom,
  type Traffic,
  takesPackets,
  withoutHostBits,
  withPrefixLength,
} from "./values/index.ts";
import type { View } from "./view.ts";

/** Checks an operation, finds what it names, and makes the view what VPP will hold then. */
type Check<Op extends Operation["op"]> = (operation: Extract<Operation, { op: Op }>, view: View) => CheckedOperation;

const CHECKS: { readonly [Op in Operation["op"]]: Check<Op> } = {
  setEncapSource: (operation, view) => {
    view.setEncap({ source: operation.source });
    return operation;
  },
  setEncapHopLimit: (operation, view) => {
    view.setEncap({ hopLimit: operation.hopLimit });
    return operation;
  },
  addLocalSid: (operation, view) => {
    checkNewLocalSid(operation.localSid, view);
    view.addLocalSid(asFound(operation.localSid));
    return operation;
  },
  deleteLocalSid: (operation, view) => {
    const localSid = findLocalSid(operation, view);
    requireTable(view, 6, localSid.fibTable, () => `local SID ${localSid.sid}`);
    view.deleteLocalSid(localSid);
    return { op: operation.op, localSid };
  },
  replaceLocalSid: (operation, view) => {
    const { localSid } = operation;
    const from = findLocalSid({ op: "deleteLocalSid", sid: localSid.sid, ...operation.from }, view);
    requireTable(view, 6, from.fibTable, () => `local SID ${from.sid}`);
    checkNewLocalSid(localSid, view);
    const checked = checkReplacement(operation, from, view);
    view.deleteLocalSid(from);
    view.addLocalSid(asFound(localSid));
    return checked;
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
    const { op, traffic: given, bsid } = operation;
    const traffic = withoutHostBits(given);
    checkTraffic(traffic, view);
    checkFamily(traffic, view.policy(bsid), view);
    const checked = traffic === given ? operation : { op, traffic, bsid };
    view.changeSteering(checked);
    return checked;
  },
  unsteer: (operation, view) => {
    checkTraffic(operation.traffic, view);
    view.changeSteering(operation);
    return operation;
  },
  addTable,
  deleteTable,
  setRoute,
  deleteRoute,
  setNeighbor: changeNeighbor,
  deleteNeighbor: changeNeighbor,
  addPathTracing: (operation, view) => {
    requireInterface(view, operation.pathTracing.swIfIndex, () => "path tracing");
    return operation;
  },
  deletePathTracing: (operation, view) => {
    requireInterface(view, operation.swIfIndex, () => "path tracing");
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
  const checked = operations.map((operation, at) => {
    view.place = at;
    return CHECKS[operation.op](operation as never, view);
  });
  checkPoliciesLeft(operations, view);
  return checked;
}

function checkNewLocalSid(localSid: LocalSid, view: View): void {
  const { sid, behavior, fibTable } = localSid;
  const subject = () => `local SID ${sid}`;
  const subjectDoing = () => `${subject()}: ${behavior.type}`;
  if ("code" in behavior) view.refuse(hazard(`${subject()}: ${describeBehavior(behavior)} can only be read`));
  checkFlavor(behavior);
  if (localSid.prefixLength === "unknown") throw invalid(`${subject()}: its prefix length is unknown`);
  if (localSid.prefixLength !== undefined) withPrefixLength(localSid, localSid.prefixLength);
  if (isMicroSid(behavior) && !view.hasMicroSids) {
    view.refuse(hazard(`${subject()}: VPP has ${behavior.type} from 25.02 on, and an older one may crash of it`));
  }
  if (view.policy(sid) !== undefined) view.refuse(invalid(`${subject()}: it is the BSID of a policy`));
  requireTable(view, 6, fibTable, subject);
  const lookup = lookupTable(behavior);
  if (lookup !== undefined) requireTable(view, lookup.family, lookup.tableId, subjectDoing);
  if ("swIfIndex" in behavior) requireInterface(view, behavior.swIfIndex, subjectDoing);
}

function findLocalSid(named: DeleteLocalSid, view: View): FoundLocalSid {
  const all = view.localSidsAt(named.sid);
  let found: LocalSid | undefined;
  for (const each of all) {
    if (!isNamed(each, named)) continue;
    if (found !== undefined) throw ambiguous(named, all);
    found = each;
  }
  if (found !== undefined) return view.found(found);
  const { sid, type, prefixLength } = named;
  const length = prefixLength === undefined ? "" : `/${prefixLength}`;
  throw invalid(`there is no local SID ${sid}${length}${type === undefined ? "" : ` of type ${type}`}`);
}

function isNamed(localSid: LocalSid, { type, prefixLength }: DeleteLocalSid): boolean {
  if (type !== undefined && localSid.behavior.type !== type) return false;
  return prefixLength === undefined || prefixLengthOf(localSid) === prefixLength;
}

function ambiguous(named: DeleteLocalSid, all: readonly LocalSid[]): VppError {
  const found = all.filter((each) => isNamed(each, named));
  const names = found.map((each) => `${each.behavior.type}/${prefixLengthOf(each) ?? "unknown"}`);
  return invalid(`local SID ${named.sid} is there as ${names.join(" and as ")}: tell which`);
}

function checkNewPolicy(policy: SrPolicy, view: View): void {
  requireTable(view, 6, policy.fibTable, () => `policy ${policy.bsid}`);
  const [localSid] = view.localSidsAt(policy.bsid);
  if (localSid !== undefined) {
    view.refuse(invalid(`policy ${policy.bsid}: its BSID is a local SID, ${describeBehavior(localSid.behavior)}`));
  }
  const held = asHeld(policy, view);
  if (policy.policyType === "unknown") throw invalid(`policy ${policy.bsid}: it is of an unknown type`);
  checkPolicy(policy);
  // VPP refuses it then, and keeps the other.
  if (view.policy(policy.bsid) === undefined) view.setPolicy(held);
}

/** As VPP will show it: with the source of the node where it was given none. Its lists are its own, whoever else has them. */
function asHeld(policy: SrPolicy, view: View): SrPolicy {
  const segmentLists = policy.segmentLists.map(segmentListFrom);
  return { ...policy, encapSource: shownSource(policy, policy.encapSource, view), segmentLists };
}

/** VPP would keep the steering, and show it later with whatever policy is added next. */
function checkUnusedPolicy(bsid: Ip6Address, view: View): void {
  const [traffic] = view.steeringTo(bsid);
  if (traffic !== undefined) {
    view.refuse(hazard(`policy ${bsid}: ${describeTraffic(traffic)} is still steered to it; unsteer it first`));
  }
  const policy = view.policy(bsid);
  if (policy !== undefined) requireTable(view, 6, policy.fibTable, () => `policy ${bsid}`);
}

function checkTraffic(traffic: Traffic, view: View): void {
  const subject = () => `steering of ${describeTraffic(traffic)}`;
  if (traffic.kind === "l2") requireInterface(view, traffic.swIfIndex, subject);
  else requireTable(view, traffic.prefix.address.family, traffic.tableId, subject);
}

/** VPP refuses it of new steering, and takes it of steering that moves: no packet arrives then. */
function checkFamily(traffic: Traffic, policy: SrPolicy | undefined, view: View): void {
  if (policy === undefined || takesPackets(policy, traffic)) return;
  view.refuse(
    hazard(`steering of ${describeTraffic(traffic)}: policy ${policy.bsid} inserts, which is for IPv6 packets only`),
  );
}

/** @param subject what needs it, in words: made only when they are told. */
function requireTable(view: View, family: 4 | 6, tableId: number, subject: () => string): void {
  if (view.tables[family].has(tableId)) return;
  view.refuse(hazard(`${subject()}: there is no IPv${family} table ${tableId}, and VPP may crash looking for it`));
}

function requireInterface(view: View, swIfIndex: number, subject: () => string): void {
  if (view.interfaces.has(swIfIndex)) return;
  view.refuse(invalid(`${subject()}: there is no interface ${swIfIndex}`));
}
