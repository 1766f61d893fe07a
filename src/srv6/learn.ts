import { srPolicyAddV2, srPolicyModV2 } from "../binapi/sr.ts";
import type { VppCalls } from "../client/index.ts";
import {
  hasPrefixLengths,
  readCoverLengths,
  readEncap,
  readFoundLists,
  readFoundLocalSids,
  readFoundPolicies,
  readHasMicroSids,
  readInterfaces,
  readStaticRoutes,
  readSteering,
  readTables,
  readTableUsers,
} from "./read/index.ts";
import {
  type DeleteTable,
  isMicroSid,
  type Operation,
  type ReplaceLocalSid,
  type SegmentList,
  type TableName,
  type Traffic,
} from "./values/index.ts";
import type { Part, Parts, View } from "./view.ts";

type Reader = (vpp: VppCalls) => Promise<Partial<Parts>>;

const READ: Readonly<Record<Exclude<Part, "slIndexes" | "tableUsers" | "coverLengths">, Reader>> = {
  encap: async (vpp) => ({ encap: await readEncap(vpp) }),
  takesSource: async ({ messageTable }) => ({
    takesSource: messageTable.has(srPolicyAddV2) && messageTable.has(srPolicyModV2),
  }),
  tables: async (vpp) => ({ tables: await readTables(vpp) }),
  interfaces: async (vpp) => ({ interfaces: await readInterfaces(vpp) }),
  localSids: async (vpp) => ({ localSids: await readFoundLocalSids(vpp) }),
  policies: readFoundPolicies,
  steering: async (vpp) => ({ steering: await readSteering(vpp) }),
  hasMicroSids: async (vpp) => ({ hasMicroSids: await readHasMicroSids(vpp) }),
};

/** What can be read at once and followed from then on. */
type Lasting = keyof typeof READ;

const ALL = Object.keys(READ) as Lasting[]; // an object of this type has no other keys

/** What must be known before an operation is sent. */
const NEEDS: Readonly<Record<Operation["op"], readonly Lasting[]>> = {
  setEncapSource: [],
  setEncapHopLimit: [],
  addLocalSid: ["tables", "interfaces"],
  deleteLocalSid: ["tables", "localSids"],
  replaceLocalSid: ["tables", "interfaces", "localSids"],
  addPolicy: ["takesSource", "tables", "policies"],
  deletePolicy: ["tables", "policies", "steering"],
  addSegmentList: ["takesSource", "policies"],
  deleteSegmentList: ["policies"],
  setWeight: ["policies"],
  steer: ["tables", "interfaces"],
  unsteer: ["tables", "interfaces"],
  addTable: ["tables", "localSids"],
  deleteTable: ["tables", "localSids", "policies", "steering"],
  setRoute: ["tables", "interfaces"],
  deleteRoute: ["tables"],
  setNeighbor: ["interfaces"],
  deleteNeighbor: ["interfaces"],
  addPathTracing: ["interfaces"],
  deletePathTracing: ["interfaces"],
};

/** Reads all that is not known yet and can be followed. All questions leave together. */
export async function learnAll(vpp: VppCalls, view: View): Promise<void> {
  await learnParts(vpp, view, ALL);
}

/** Reads the routes of the API in these tables, where they are not known. */
export async function learnRoutes(vpp: VppCalls, view: View, tables: readonly TableName[]): Promise<void> {
  const unknown = tables.filter((table) => !view.knowsRoutes(table));
  if (unknown.length === 0) return;
  const found = await readStaticRoutes(vpp, unknown);
  for (const [at, table] of unknown.entries()) view.learnRoutes(table, found[at]!);
}

/** Reads what is steered where, if it is not known. */
export async function learnSteering(vpp: VppCalls, view: View): Promise<void> {
  await learnParts(vpp, view, ["steering"]);
}

/**
 * Reads what must be known before these operations are sent and is not known yet, and nothing else.
 *
 * @returns whether all that they need was read just now.
 */
export async function learnFor(vpp: VppCalls, view: View, operations: readonly Operation[]): Promise<boolean> {
  const needed = needsOf(operations);
  const isFresh = !needed.some((part) => view.knows(part));
  await learnParts(vpp, view, needed);
  if (lacksIndex(operations, view)) await learnIndexes(vpp, view);
  await learnDetails(vpp, view, operations);
  return isFresh;
}

async function learnParts(vpp: VppCalls, view: View, parts: readonly Lasting[]): Promise<void> {
  const unknown = parts.filter((part) => !view.knows(part));
  const read = await Promise.all(unknown.map((part) => READ[part](vpp)));
  if (read.length > 0) view.learn(Object.assign({}, ...read));
}

function needsOf(operations: readonly Operation[]): Lasting[] {
  const kinds = new Set<Operation["op"]>();
  const needed = new Set<Lasting>();
  for (const operation of operations) {
    kinds.add(operation.op);
    if (operation.op === "steer" && needsPolicy(operation.traffic)) needed.add("policies");
    if ("localSid" in operation && isMicroSid(operation.localSid.behavior)) needed.add("hasMicroSids");
  }
  for (const kind of kinds) for (const part of NEEDS[kind]) needed.add(part);
  return [...needed];
}

/** Not every policy takes frames, or IPv4. */
function needsPolicy(traffic: Traffic): boolean {
  return traffic.kind === "l2" || traffic.prefix.address.family === 4;
}

/** Whether a list is named whose number is not known: VPP numbers it when it is added, and does not say how. */
function lacksIndex(operations: readonly Operation[], view: View): boolean {
  const named = new Set<SegmentList>();
  return operations.some((operation) => {
    if (operation.op !== "deleteSegmentList" && operation.op !== "setWeight") return false;
    const list = view.equalLists(operation.bsid, operation.segmentList).find((each) => !named.has(each));
    if (list === undefined) return false;
    named.add(list);
    return !view.knowsSlIndexOf(list);
  });
}

async function learnIndexes(vpp: VppCalls, view: View): Promise<void> {
  const { listsOf, slIndexes } = await readFoundLists(vpp);
  if (view.learnSlIndexes(listsOf, slIndexes)) return;
  view.forget();
  await learnAll(vpp, view);
}

/** What is of one moment only. */
async function learnDetails(vpp: VppCalls, view: View, operations: readonly Operation[]): Promise<void> {
  const deleted = operations.filter((each): each is DeleteTable => each.op === "deleteTable");
  const replacing = operations.filter((each): each is ReplaceLocalSid => each.op === "replaceLocalSid");
  const localSids = hasPrefixLengths(vpp) ? replacing.map(({ localSid }) => localSid) : [];
  if (deleted.length > 0) await learnRoutes(vpp, view, deleted);
  if (deleted.length > 0) view.learn({ tableUsers: await readTableUsers(vpp, deleted) });
  if (replacing.length > 0) view.learn({ coverLengths: await readCoverLengths(vpp, localSids) });
}
