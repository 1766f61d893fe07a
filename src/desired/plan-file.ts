import { createHash } from "node:crypto";
import type { VppCalls } from "../client/index.ts";
import { errorText, VppError } from "../errors.ts";
import { printable, printableJson } from "../printable.ts";
import { describeTable, type SrPolicy, Srv6, type Srv6View, type TableName } from "../srv6/index.ts";
import { parseDocument } from "./document/document.ts";
import { namesOf } from "./document/named.ts";
import { documentError } from "./document/problem.ts";
import type { DesiredState, ResolvedState } from "./document/state.ts";
import { describeStep } from "./plan/describe.ts";
import { type Plan, type PlanOptions, planFrom } from "./plan.ts";
import { observe, routedTables } from "./vpp/observe.ts";
import { resolve } from "./vpp/resolve.ts";

/** A document as it was read. */
export interface SourceDocument {
  /** Stands before each line of an error. */
  readonly name: string;
  readonly text: string;
  /** What `parseDocument` gave for the text. */
  readonly desired: DesiredState;
}

/** A plan that was made earlier, for what VPP held then. */
export interface PlanFile {
  readonly name: string;
  readonly document: SourceDocument;
  readonly options: Required<PlanOptions>;
  /** In words. */
  readonly steps: readonly string[];
  readonly observed: Fingerprint;
}

/** The SHA-256 of each part of what a plan was made of, by its name. */
type Fingerprint = Readonly<Record<string, string>>;

/** What stands in a file. */
interface Content {
  readonly tsvppPlan: number;
  readonly document: { readonly name: string; readonly text: string };
  readonly options: Required<PlanOptions>;
  readonly steps: readonly string[];
  readonly observed: Fingerprint;
}

/** Of the file. One of another format is of another version of this library. */
const FORMAT = 1;

/** A part of what plans are made of: a line for each thing, in any order. */
type ReadPart = (resolved: ResolvedState, observed: Srv6View) => string[];

const PARTS: readonly (readonly [name: string, read: ReadPart])[] = [
  [
    "encap source or hop limit",
    (_, { encapSource, encapHopLimit, takesSource }) => [canonicalText({ encapSource, encapHopLimit, takesSource })],
  ],
  [
    "interfaces",
    ({ localSids, routes, steering }) => [
      ...localSids.map(({ sid, behavior }) => canonicalText({ sid, behavior })),
      ...[...routes, ...steering.filter(({ kind }) => kind === "l2")].map(canonicalText),
    ],
  ],
  ["tables", ({ tables, owns }, observed) => tablesThere([...tables, ...namesOf(owns?.tables)], observed)],
  ["neighbors", ({ neighbors }) => neighbors.map(canonicalText)],
  [
    "routes",
    (resolved, observed) =>
      routedTables(resolved)
        .flatMap((table) => observed.routesIn(table))
        .map(canonicalText),
  ],
  ["local SIDs", (_, { localSids }) => localSids.map(canonicalText)],
  ["policies", (_, { policies }) => policies.map(policyText)],
  ["steering", (_, { steering }) => steering.map(canonicalText)],
];

/**
 * A plan, and the text of a file from which it can be made again as long as VPP holds what it holds now.
 *
 * @throws {VppError} as `plan`.
 */
export async function savePlan(
  vpp: VppCalls,
  document: SourceDocument,
  { interrupt = true, force = false }: PlanOptions = {},
): Promise<{ plan: Plan; text: string }> {
  const options = { interrupt, force };
  const srv6 = new Srv6(vpp, { follows: true });
  const [resolved, observed] = await Promise.all([resolve(vpp, document.desired), observe(srv6, document.desired)]);
  const fingerprint = fingerprintOf(resolved, observed);
  const plan = await planFrom(vpp, srv6, resolved, observed, { ...options, asks: true });
  const content: Content = {
    tsvppPlan: FORMAT,
    document: { name: document.name, text: document.text },
    options,
    steps: plan.steps.map(describeStep),
    observed: fingerprint,
  };
  return { plan, text: `${printableJson({ ...content, checksum: checksumOf(content) }, 2)}\n` };
}

/** Whether a text is that of a plan, whole or not, rather than a document. */
export function isPlanFile(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"tsvppPlan"');
}

/** Whether a text begins as `savePlan` gives it, and not only mentions plans: only that may be replaced by another plan. */
export function isSavedPlan(text: string): boolean {
  return text.startsWith('{\n  "tsvppPlan":');
}

/**
 * Reads the text of a plan.
 *
 * @param name stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` when it is not as `savePlan` has given it.
 */
export async function readPlanFile(text: string, name = "plan"): Promise<PlanFile> {
  const { checksum, ...content } = parseContent(text, name);
  const refuse = (reason: string) => documentError([`${name}: ${reason}: make the plan again`]);
  if (content.tsvppPlan !== FORMAT) {
    throw refuse(`no plan, or one of another version of tsvpp (format ${content.tsvppPlan})`);
  }
  if (checksum !== checksumOf(content)) throw refuse("the plan was changed after it was made");
  const { document, options, steps, observed } = content;
  const desired = await parseDocument(document.text, document.name);
  return { name, document: { ...document, desired }, options, steps, observed };
}

/**
 * The plan of a file, to be applied.
 *
 * @throws {VppError} `VPP_STALE` when VPP no longer holds what the plan was made of, and else as `plan`.
 */
export async function planFromFile(
  vpp: VppCalls,
  { name, document, options, steps, observed }: PlanFile,
): Promise<Plan> {
  const srv6 = new Srv6(vpp, { follows: true });
  const [resolved, now] = await Promise.all([resolve(vpp, document.desired), observe(srv6, document.desired)]);
  const fingerprint = fingerprintOf(resolved, now);
  const changed = Object.keys(fingerprint).filter((part) => fingerprint[part] !== observed[part]);
  if (changed.length > 0) throw stale(name, `VPP has other ${changed.join(", ")} than when it was made`);
  const plan = await planFrom(vpp, srv6, resolved, now, { ...options, asks: true });
  const isSame = JSON.stringify(plan.steps.map(describeStep)) === JSON.stringify(steps);
  if (!isSame) throw stale(name, "it would have other steps now");
  return plan;
}

function stale(name: string, reason: string): VppError {
  return new VppError("VPP_STALE", `${printable(name)}: the plan is stale, ${reason}: make it again`);
}

/** Nothing of it is checked here: the checksum fits only what was written by this library. */
function parseContent(text: string, name: string): Content & { readonly checksum: string } {
  try {
    return { ...JSON.parse(text) };
  } catch (reason) {
    throw documentError([`${name}: the plan is cut off, or no JSON: ${errorText(reason)}`]);
  }
}

function fingerprintOf(resolved: ResolvedState, observed: Srv6View): Fingerprint {
  return Object.fromEntries(PARTS.map(([name, read]) => [name, hashOf(read(resolved, observed).sort())]));
}

function tablesThere(tables: readonly TableName[], observed: Srv6View): string[] {
  return tables.filter(({ family, tableId }) => observed.tables[family].has(tableId)).map(describeTable);
}

/** Lists are a multiset. */
function policyText({ segmentLists, ...policy }: SrPolicy): string {
  return canonicalText({ ...policy, segmentLists: segmentLists.map(canonicalText).sort() });
}

function checksumOf(content: Content): string {
  return hashOf([canonicalText(content)]);
}

function hashOf(lines: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(lines)).digest("hex");
}

/** JSON whose keys stand in the order of the alphabet. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    const isMapping = typeof each === "object" && each !== null && !Array.isArray(each);
    return isMapping ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each;
  });
}
