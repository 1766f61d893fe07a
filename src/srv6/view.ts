import type { Ip6Address } from "../address/index.ts";
import type { VppCalls } from "../client/index.ts";
import type { LocalSid } from "./local-sid.ts";
import type { Operation } from "./operation.ts";
import {
  type FoundPolicy,
  readFoundPolicies,
  readHasMicroSids,
  readInterfaces,
  readLocalSids,
  readSteering,
  readTables,
  type Tables,
} from "./read.ts";
import { describeTraffic, type Steering, type Traffic } from "./steering.ts";
import { isMicroSid, prefixLengthOf } from "./translate.ts";

interface Parts {
  readonly tables: Tables;
  readonly interfaces: ReadonlySet<number>;
  readonly localSids: readonly LocalSid[];
  readonly policies: readonly FoundPolicy[];
  readonly steering: readonly Steering[];
  readonly hasMicroSids: boolean;
}

const NOTHING: Parts = {
  tables: { 4: new Set(), 6: new Set() },
  interfaces: new Set(),
  localSids: [],
  policies: [],
  steering: [],
  hasMicroSids: false,
};

const READ: { readonly [Part in keyof Parts]: (vpp: VppCalls) => Promise<Parts[Part]> } = {
  tables: readTables,
  interfaces: readInterfaces,
  localSids: readLocalSids,
  policies: readFoundPolicies,
  steering: readSteering,
  hasMicroSids: readHasMicroSids,
};

/** What must be known before an operation is sent. */
const NEEDS: Readonly<Record<Operation["op"], readonly (keyof Parts)[]>> = {
  setEncapSource: [],
  setEncapHopLimit: [],
  addLocalSid: ["tables", "interfaces"],
  deleteLocalSid: ["tables", "localSids"],
  addPolicy: ["tables"],
  deletePolicy: ["tables", "policies", "steering"],
  addSegmentList: ["policies"],
  deleteSegmentList: ["policies"],
  setWeight: ["policies"],
  steer: ["tables", "interfaces"],
  unsteer: ["tables", "interfaces"],
};

/** Reads from VPP what must be known before these operations are sent, and nothing else. */
export async function readView(vpp: VppCalls, operations: readonly Operation[]): Promise<View> {
  const needed = new Set(operations.flatMap(({ op }) => NEEDS[op]));
  if (operations.some((each) => each.op === "addLocalSid" && isMicroSid(each.localSid.behavior))) {
    needed.add("hasMicroSids");
  }
  const read = async <Part extends keyof Parts>(part: Part): Promise<Parts[Part]> =>
    needed.has(part) ? READ[part](vpp) : NOTHING[part];
  const [tables, interfaces, localSids, policies, steering, hasMicroSids] = await Promise.all([
    read("tables"),
    read("interfaces"),
    read("localSids"),
    read("policies"),
    read("steering"),
    read("hasMicroSids"),
  ]);
  return new View({ tables, interfaces, localSids, policies, steering, hasMicroSids });
}

/**
 * What VPP holds, as far as some operations need to know. It follows them as they are checked: each is checked against what
 * those before it will have left.
 */
export class View {
  readonly tables: Tables;
  readonly interfaces: ReadonlySet<number>;
  /** Known only where a local SID is added that takes it. */
  readonly hasMicroSids: boolean;
  /** By address. */
  readonly #localSids = new Map<string, readonly LocalSid[]>();
  /** By BSID. */
  readonly #policies = new Map<string, FoundPolicy>();
  /** BSIDs by traffic, and traffic by BSID. */
  readonly #bsids = new Map<string, string>();
  readonly #traffic = new Map<string, Set<string>>();

  constructor({ tables, interfaces, localSids, policies, steering, hasMicroSids }: Parts) {
    this.tables = tables;
    this.interfaces = interfaces;
    this.hasMicroSids = hasMicroSids;
    for (const localSid of localSids) this.addLocalSid(localSid);
    for (const policy of policies) this.setPolicy(policy);
    for (const rule of steering) this.steer(rule, rule.bsid);
  }

  /** More than one where an address is there with prefixes of different lengths. */
  localSids(sid: Ip6Address): readonly LocalSid[] {
    return this.#localSids.get(String(sid)) ?? [];
  }

  /** VPP refuses a second one with the same prefix. */
  addLocalSid(localSid: LocalSid): void {
    const found = this.localSids(localSid.sid);
    const length = prefixLengthOf(localSid.behavior);
    if (found.some(({ behavior }) => prefixLengthOf(behavior) === length)) return;
    this.#localSids.set(String(localSid.sid), [...found, localSid]);
  }

  deleteLocalSid(localSid: LocalSid): void {
    const others = this.localSids(localSid.sid).filter((each) => each !== localSid);
    this.#localSids.set(String(localSid.sid), others);
  }

  policy(bsid: Ip6Address): FoundPolicy | undefined {
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
    this.#bsids.set(name, String(bsid));
    if (others === undefined) this.#traffic.set(String(bsid), new Set([name]));
    else others.add(name);
  }

  unsteer(traffic: Traffic): void {
    const name = describeTraffic(traffic);
    const bsid = this.#bsids.get(name);
    if (bsid === undefined) return;
    this.#bsids.delete(name);
    this.#traffic.get(bsid)?.delete(name);
  }
}
