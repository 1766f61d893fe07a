import { swInterfaceDump } from "../../binapi/interface.ts";
import { ipRouteLookupV2 } from "../../binapi/ip.ts";
import type { VppCalls } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import type { Destination, Srv6View } from "../../srv6/index.ts";
import { checking, describeTable, readNeighbors, readTables, Srv6 } from "../../srv6/index.ts";
import type { DesiredState, ResolvedState, Surroundings } from "../document/index.ts";
import { keyOfPolicy, keyOfRoute, keyOfTable, needsSurroundings, resolve, routedTables } from "../document/index.ts";
import type { Answers, Egress, Inputs, Interface, Questions } from "../plan/index.ts";
import { inputsForWholeState, keyOfCover, questionsOf } from "../plan/index.ts";

/** The MTU that VPP assumes for interfaces without one. @see VPP src/vnet/interface_funcs.h vnet_sw_interface_get_mtu */
const DEFAULT_MTU_BYTES = 9000;

const NO_ANSWERS: Answers = {
  bsids: new Map(),
  shadows: new Map(),
  tables: new Map(),
  covers: new Map(),
  egress: undefined,
};

const NONE: Surroundings = { interfaces: new Map(), tables: { 4: new Set(), 6: new Set() }, neighbors: [] };

/** How inputs are read. */
export interface ReadOptions {
  /** Rejects with `VPP_ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Interfaces that were created again under the number that they had. */
  readonly renewed?: ReadonlySet<number>;
  /** Whether VPP is asked for routes to new BSIDs; without, VPP refuses a policy where it has one. Default true. */
  readonly asksForBsids?: boolean;
}

/**
 * Reads all that a plan is made of, and changes nothing.
 *
 * @throws {VppError} `VPP_DOCUMENT` if VPP lacks an interface, a table or a neighbor that the state needs; the failure of a
 * question, with effect `none`.
 */
export function readInputs(
  vpp: VppCalls,
  srv6: Srv6,
  desired: DesiredState,
  { signal, renewed, asksForBsids = true }: ReadOptions = {},
): Promise<Inputs> {
  return untilAborted(signal, async () => {
    const { resolved, observed } = await readState(vpp, srv6, desired, renewed);
    const questions = questionsOf(resolved, observed);
    if (questions.tables.length > 0) {
      // A table is removed only after a fresh look at what uses it, whatever is known.
      srv6.forget();
      await checking(() => srv6.observe({ routesIn: [...routedTables(desired), ...questions.tables] }));
    }
    const asked = asksForBsids ? questions : { ...questions, bsids: [] };
    return inputsForWholeState(resolved, observed, await checking(() => readAnswers(vpp, srv6, asked)));
  });
}

/** Reads what VPP holds of SRv6, and of the things that a state needs. */
export async function readState(
  vpp: VppCalls,
  srv6: Srv6,
  desired: DesiredState,
  renewed?: ReadonlySet<number>,
): Promise<{ resolved: ResolvedState; observed: Srv6View }> {
  const [surroundings, observed] = await checking(() =>
    Promise.all([readSurroundings(vpp, desired), srv6.observe({ routesIn: routedTables(desired) })]),
  );
  return { resolved: resolve(desired, surroundings, renewed), observed };
}

/** Asks VPP, only where there is something to ask. */
export async function readAnswers(vpp: VppCalls, srv6: Srv6, questions: Partial<Questions>): Promise<Answers> {
  const { bsids = [], shadows = [], tables = [], covers = [], egress = [] } = questions;
  if (bsids.length + shadows.length + tables.length + covers.length + egress.length === 0) return NO_ANSWERS;
  const [bsidSources, shadowSources, users, lengths, outgoing] = await Promise.all([
    bsids.length === 0 ? [] : srv6.bsidSources(bsids),
    shadows.length === 0 ? [] : srv6.shadowsOf(shadows),
    tables.length === 0 ? undefined : srv6.tableUsers(tables),
    covers.length === 0 ? [] : srv6.coverLengths(covers),
    readEgress(vpp, egress),
  ]);
  return {
    bsids: answersBy(keyOfPolicy, bsids, bsidSources),
    shadows: answersBy(keyOfRoute, shadows, shadowSources),
    tables: new Map(tables.map((table) => [keyOfTable(table), users?.get(describeTable(table)) ?? []])),
    covers: new Map(Array.from(lengths, ([localSid, free]) => [keyOfCover(localSid), free])),
    egress: outgoing,
  };
}

function answersBy<Value>(
  keyOf: (value: Value) => string,
  values: readonly Value[],
  answers: readonly (string | undefined)[],
): ReadonlyMap<string, string> {
  const byKey = new Map<string, string>();
  for (const [at, answer] of answers.entries()) if (answer !== undefined) byKey.set(keyOf(values[at]!), answer);
  return byKey;
}

/** Reads what VPP has of the things that a state needs and does not add. Asks VPP only if there are any. */
async function readSurroundings(vpp: VppCalls, desired: DesiredState): Promise<Surroundings> {
  if (!needsSurroundings(desired)) return NONE;
  const [found, tables] = await Promise.all([readInterfaces(vpp), readTables(vpp)]);
  const interfaces = new Map(found.map(({ name, swIfIndex }) => [name, swIfIndex]));
  const required = desired.requires?.neighbors ?? [];
  const indexes = new Set(required.flatMap((each) => interfaces.get(each.interface) ?? []));
  const neighbors = await Promise.all(Array.from(indexes, (swIfIndex) => readNeighbors(vpp, swIfIndex)));
  return { interfaces, tables, neighbors: neighbors.flat() };
}

/** Reads by which interfaces packets to each destination leave; undefined if there is none, or VPP cannot be asked. */
export async function readEgress(vpp: VppCalls, destinations: readonly Destination[]): Promise<Egress | undefined> {
  if (destinations.length === 0 || !vpp.messageTable.has(ipRouteLookupV2)) return undefined;
  const [interfaces, numbers] = await Promise.all([readInterfaces(vpp), new Srv6(vpp).egress(destinations)]);
  return { interfaces, numbers };
}

/** Reads all interfaces. */
async function readInterfaces(vpp: VppCalls): Promise<Interface[]> {
  const interfaces: Interface[] = [];
  const all = { nameFilter: "", nameFilterValid: false };
  for await (const { swIfIndex, interfaceName: name, mtu } of vpp.dump(swInterfaceDump, all)) {
    const [l3 = 0, , ip6 = 0] = mtu;
    interfaces.push({ swIfIndex, name, mtuBytes: ip6 || l3 || DEFAULT_MTU_BYTES });
  }
  return interfaces;
}

/**
 * Returns the result of reading, or rejects as soon as the signal is aborted. What VPP still answers is dropped.
 *
 * @throws {VppError} `VPP_ABORTED`, effect `none`.
 */
export function untilAborted<T>(signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
  if (signal === undefined) return read();
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(
        new VppError("VPP_ABORTED", "aborted while reading what VPP holds", { effect: "none", cause: signal.reason }),
      );
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    read()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
