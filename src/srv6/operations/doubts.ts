import type { Fact } from "../held/index.ts";
import { type CheckedOperation, describeTable, type Operation, tableOf } from "../values/index.ts";

const POLICY: readonly Fact[] = ["policies", "localSids", "tables"];
const LOCAL_SID: readonly Fact[] = ["localSids", "policies", "tables", "interfaces"];
const TABLE: readonly Fact[] = ["tables", "localSids", "policies", "steering"];
const INTERFACES: readonly Fact[] = ["interfaces"];

/** The facts that an operation changes, and those that are not as they seem if VPP refuses it. */
const DOUBTS: { readonly [Op in Operation["op"]]: readonly Fact[] } = {
  setEncapSource: ["encap"],
  setEncapHopLimit: ["encap"],
  addLocalSid: LOCAL_SID,
  deleteLocalSid: LOCAL_SID,
  replaceLocalSid: LOCAL_SID,
  addPolicy: POLICY,
  deletePolicy: POLICY,
  addSegmentList: ["policies"],
  deleteSegmentList: ["policies"],
  setWeight: ["policies"],
  steer: ["steering", "policies", "tables", "interfaces"],
  unsteer: ["steering", "tables", "interfaces"],
  addTable: TABLE,
  deleteTable: TABLE,
  setRoute: ["tables", "interfaces"],
  deleteRoute: ["tables"],
  setNeighbor: INTERFACES,
  deleteNeighbor: INTERFACES,
  addPathTracing: INTERFACES,
  deletePathTracing: INTERFACES,
};

/** Returns what must be read again after VPP has refused one of these operations: facts, and tables whose routes they change. */
export function doubtsOf(operations: readonly (Operation | CheckedOperation)[]): ReadonlySet<string> {
  const doubts = new Set<string>();
  for (const each of operations) {
    for (const fact of DOUBTS[each.op]) doubts.add(fact);
    if ("route" in each) doubts.add(describeTable(tableOf(each.route)));
  }
  return doubts;
}
