import type { Ip6Address } from "../address/index.ts";
import type { VppCalls } from "../client/index.ts";
import type { VppError } from "../errors.ts";
import { type FoundLocalSid, type LocalSid, prefixLengthOf } from "./local-sid.ts";
import type { DeleteTable, Operation, ReplaceLocalSid } from "./operation.ts";
import { type FoundPolicy, readFoundPolicies, readInterfaces, readSteering, readTables, type Tables } from "./read.ts";
import { hasPrefixLengths, readFoundLocalSids, readHasMicroSids } from "./read-local-sids.ts";
import { readCoverLengths, readTableUsers, type TableUsers } from "./read-tables.ts";
import { describeTraffic, type Steering, type Traffic } from "./steering.ts";
import { isMicroSid } from "./translate.ts";

/** What may have to be known of a VPP. */
export interface Parts {
  readonly tables: Tables;
  readonly interfaces: ReadonlySet<number>;
  readonly localSids: readonly FoundLocalSid[];
  readonly policies: readonly FoundPolicy[];
  readonly steering: readonly Steering[];
  readonly hasMicroSids: boolean;
  /** Of the tables that are to be deleted. */
  readonly tableUsers: TableUsers;
  /** Of the local SIDs that are to replace others; none where VPP cannot add a SID at another prefix length. */
  readonly coverLengths: ReadonlyMap<LocalSid, readonly number[]>;
}

const NOTHING: Parts = {
  tables: { 4: new Set(), 6: new Set() },
  interfaces: new Set(),
  localSids: [],
  policies: [],
  steering: [],
  hasMicroSids: false,
  tableUsers: new Map(),
  coverLengths: new Map(),
};

type Reader<Part extends keyof Parts> = (vpp: VppCalls, operations: readonly Operation[]) => Promise<Parts[Part]>;

const READ: { readonly [Part in keyof Parts]: Reader<Part> } = {
  tables: readTables,
  interfaces: readInterfaces,
  localSids: readFoundLocalSids,
  policies: readFoundPolicies,
  steering: readSteering,
  hasMicroSids: readHasMicroSids,
  tableUsers: (vpp, operations) => {
    const deleted = operations.filter((each): each is DeleteTable => each.op === "deleteTable");
    return readTableUsers(vpp, deleted);
  },
  coverLengths: async (vpp, operations) => {
    const replacing = operations.filter((each): each is ReplaceLocalSid => each.op === "replaceLocalSid");
    return hasPrefixLengths(vpp)
      ? readCoverLengths(
          vpp,
          replacing.map(({ localSid }) => localSid),
        )
      : new Map();
  },
};

/** What must be known before an operation is sent. */
const NEEDS: Readonly<Record<Operation["op"], readonly (keyof Parts)[]>> = {
  setEncapSource: [],
  setEncapHopLimit: [],
  addLocalSid: ["tables", "interfaces"],
  deleteLocalSid: ["tables", "localSids"],
  replaceLocalSid: ["tables", "interfaces", "localSids", "coverLengths"],
  addPolicy: ["tables"],
  deletePolicy: ["tables", "policies", "steering"],
  addSegmentList: ["policies"],
  deleteSegmentList: ["policies"],
  setWeight: ["policies"],
  steer: ["tables", "interfaces"],
  unsteer: ["tables", "interfaces"],
  addTable: ["tables", "localSids"],
  deleteTable: ["tables", "localSids", "policies", "steering", "tableUsers"],
  addPathTracing: ["interfaces"],
  deletePathTracing: ["interfaces"],
};

/** Reads from VPP what must be known before these operations are sent, and nothing else. */
export async function readView(vpp: VppCalls, operations: readonly Operation[], isGuarded = true): Promise<View> {
  const needed = new Set(operations.flatMap(needsOf));
  const read = async <Part extends keyof Parts>(part: Part): Promise<Parts[Part]> =>
    needed.has(part) ? READ[part](vpp, operations) : NOTHING[part];
  const [tables, interfaces, localSids, policies, steering, hasMicroSids, tableUsers, coverLengths] = await Promise.all(
    [
      read("tables"),
      read("interfaces"),
      read("localSids"),
      read("policies"),
      read("steering"),
      read("hasMicroSids"),
      read("tableUsers"),
      read("coverLengths"),
    ],
  );
  const parts = { tables, interfaces, localSids, policies, steering, hasMicroSids, tableUsers, coverLengths };
  return new View(parts, isGuarded);
}

function needsOf(operation: Operation): readonly (keyof Parts)[] {
  const needs = NEEDS[operation.op];
  if (operation.op === "steer" && operation.traffic.kind === "l2") return [...needs, "policies"];
  const addsMicroSid = "localSid" in operation && isMicroSid(operation.localSid.behavior);
  return addsMicroSid ? [...needs, "hasMicroSids"] : needs;
}

/**
 * What VPP holds, as far as some operations need to know. It follows them as they are checked: each is checked against what
 * those before it will have left.
 */
export class View {
  readonly tables: { readonly 4: Set<number>; readonly 6: Set<number> };
  readonly interfaces: ReadonlySet<number>;
  readonly tableUsers: TableUsers;
  readonly coverLengths: ReadonlyMap<LocalSid, readonly number[]>;
  /** Known only where a local SID is added that takes it. */
  readonly hasMicroSids: boolean;
  /** By address. */
  readonly #localSids = new Map<string, readonly FoundLocalSid[]>();
  /** By BSID. */
  readonly #policies = new Map<string, FoundPolicy>();
  /** By traffic, and traffic by BSID. */
  readonly #steered = new Map<string, { readonly traffic: Traffic; readonly bsid: string }>();
  readonly #traffic = new Map<string, Set<string>>();

  readonly #isGuarded: boolean;

  constructor(parts: Partial<Parts>, isGuarded = true) {
    const { tables, interfaces, localSids, policies, steering, ...rest } = { ...NOTHING, ...parts };
    this.#isGuarded = isGuarded;
    this.tables = { 4: new Set(tables[4]), 6: new Set(tables[6]) };
    this.interfaces = interfaces;
    this.hasMicroSids = rest.hasMicroSids;
    this.tableUsers = rest.tableUsers;
    this.coverLengths = rest.coverLengths;
    for (const localSid of localSids) this.addLocalSid(localSid);
    for (const policy of policies) this.setPolicy(policy);
    for (const rule of steering) this.steer(rule, rule.bsid);
  }

  /** Throws what speaks against an operation, unless nobody wants to know. */
  refuse(reason: VppError): void {
    if (this.#isGuarded) throw reason;
  }

  get allLocalSids(): readonly FoundLocalSid[] {
    return [...this.#localSids.values()].flat();
  }

  get allPolicies(): readonly FoundPolicy[] {
    return [...this.#policies.values()];
  }

  get allTraffic(): readonly Traffic[] {
    return [...this.#steered.values()].map(({ traffic }) => traffic);
  }

  /** More than one where an address is there with prefixes of different lengths. */
  localSids(sid: Ip6Address): readonly FoundLocalSid[] {
    return this.#localSids.get(String(sid)) ?? [];
  }

  /** VPP refuses a second one with the same prefix. */
  addLocalSid(localSid: FoundLocalSid): void {
    const found = this.localSids(localSid.sid);
    const length = prefixLengthOf(localSid);
    if (found.some((each) => prefixLengthOf(each) === length)) return;
    this.#localSids.set(String(localSid.sid), [...found, localSid]);
  }

  deleteLocalSid(localSid: FoundLocalSid): void {
    const others = this.localSids(localSid.sid).filter((each) => each !== localSid);
    this.#localSids.set(String(localSid.sid), others);
  }

  /** @param bsid may be given in the words of `Ip6Address`. */
  policy(bsid: Ip6Address | string): FoundPolicy | undefined {
    return this.#policies.get(String(bsid));
  }

  setPolicy(policy: FoundPolicy): void {
    this.#policies.set(String(policy.bsid), policy);
  }

  deletePolicy(bsid: Ip6Address): void {
    this.#policies.delete(String(bsid));
  }

  /** What is steered to a policy, in words. */
  trafficTo(bsid: Ip6Address): readonly string[] {
    return [...(this.#traffic.get(String(bsid)) ?? [])];
  }

  steer(traffic: Traffic, bsid: Ip6Address): void {
    this.unsteer(traffic);
    const name = describeTraffic(traffic);
    const others = this.#traffic.get(String(bsid));
    this.#steered.set(name, { traffic, bsid: String(bsid) });
    if (others === undefined) this.#traffic.set(String(bsid), new Set([name]));
    else others.add(name);
  }

  unsteer(traffic: Traffic): void {
    const name = describeTraffic(traffic);
    const steered = this.#steered.get(name);
    if (steered === undefined) return;
    this.#steered.delete(name);
    this.#traffic.get(steered.bsid)?.delete(name);
  }
}
