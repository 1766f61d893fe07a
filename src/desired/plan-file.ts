import { createHash } from "node:crypto";
import type { VppCalls } from "../client/index.ts";
import { errorText, VppError } from "../errors.ts";
import { printable, printableJson } from "../printable.ts";
import { describeTable, type SrPolicy, Srv6, type Srv6View } from "../srv6/index.ts";
import { documentError } from "../yaml/index.ts";
import type { DesiredState, ResolvedState } from "./document/index.ts";
import { parseDocument, routedTables, tablesWith } from "./document/index.ts";
import { parsePlan } from "./parse-plan.ts";
import { describeStep, makePlan, type Permission, type Plan, partsOf, requirePermission } from "./plan/index.ts";
import { requireCheck } from "./plan.ts";
import { readInputs, readState, untilAborted } from "./vpp/index.ts";

/** A document and the state that was read from it. */
export interface SourceDocument {
  /** Stands before each line of an error. */
  readonly name: string;
  readonly text: string;
  /** The result of `parseDocument` for the text. */
  readonly desired: DesiredState;
}

/** A plan that was made earlier, for what VPP held then. */
export interface PlanFile {
  readonly name: string;
  readonly document: SourceDocument;
  /** The permission that the plan was made with. */
  readonly options: Required<Permission>;
  readonly plan: Plan;
  readonly observed: Fingerprint;
}

/** The SHA-256 of each part of what a plan was made of, by its name. */
type Fingerprint = Readonly<Record<string, string>>;

/** The JSON of a file. */
interface Content extends Pick<PlanFile, "options" | "plan" | "observed"> {
  readonly tsvppPlan: number;
  readonly document: Pick<SourceDocument, "name" | "text">;
  /** In words, for people. */
  readonly steps: readonly string[];
}

/** The format of the file. A file of another format is of another version of this library. */
const FORMAT = 2;

/** Returns a part of what plans are made of: a line for each entry, in any order. */
type ReadPart = (resolved: ResolvedState, observed: Srv6View) => string[];

const PARTS: Readonly<Record<string, ReadPart>> = {
  "encap source or hop limit": (_, { encapSource, encapHopLimit, takesSource }) => {
    return [canonicalText({ encapSource, encapHopLimit, takesSource })];
  },
  interfaces: ({ localSids, routes, steering }) => [
    ...localSids.map(({ sid, behavior }) => canonicalText({ sid, behavior })),
    ...[...routes, ...steering.filter(({ kind }) => kind === "l2")].map(canonicalText),
  ],
  tables: ({ tables, owns }, observed) => {
    const named = [...tables, ...tablesWith(owns?.tables)];
    return named.filter(({ family, tableId }) => observed.tables[family].has(tableId)).map(describeTable);
  },
  neighbors: ({ neighbors }) => neighbors.map(canonicalText),
  routes: (resolved, observed) => {
    return routedTables(resolved).flatMap((table) => observed.routesIn(table).map(canonicalText));
  },
  "local SIDs": (_, { localSids }) => localSids.map(canonicalText),
  policies: (_, { policies }) => policies.map(policyText),
  steering: (_, { steering }) => steering.map(canonicalText),
};

/**
 * Returns a plan and the text of a file, from which it can be carried out as long as VPP holds what it holds now.
 *
 * @throws {VppError} as `plan`; `VPP_HAZARD` if the plan needs more permission.
 */
export async function savePlan(
  vpp: VppCalls,
  document: SourceDocument,
  { interrupt = true, force = false, signal }: Permission & { readonly signal?: AbortSignal } = {},
): Promise<{ plan: Plan; text: string }> {
  const options = { interrupt, force };
  const srv6 = new Srv6(vpp, { follows: true });
  const inputs = await readInputs(vpp, srv6, document.desired, { signal });
  const observed = fingerprintOf(inputs.desired, inputs.observed);
  const plan = makePlan(inputs);
  requirePermission(plan, options);
  await requireCheck(srv6, partsOf(plan.steps), signal);
  const content: Content = {
    tsvppPlan: FORMAT,
    document: { name: document.name, text: document.text },
    options,
    steps: plan.steps.map(describeStep),
    plan,
    observed,
  };
  return { plan, text: `${printableJson({ ...content, checksum: checksumOf(content) }, 2)}\n` };
}

/** Returns whether a text is that of a plan, complete or not, rather than a document. */
export function isPlanFile(text: string): boolean {
  return /^\s*\{/.test(text) && text.includes('"tsvppPlan"');
}

/** Returns whether a text begins like those of `savePlan`, and does not only mention plans: only that may be replaced by a plan. */
export function isSavedPlan(text: string): boolean {
  return text.startsWith('{\n  "tsvppPlan":');
}

/**
 * Reads the text of a plan.
 *
 * @param name stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` when it is not a text of `savePlan`.
 */
export async function readPlanFile(text: string, name = "plan"): Promise<PlanFile> {
  const { checksum, ...content } = parseContent(text, name);
  const refuse = (reason: string) => documentError([`${name}: ${reason}: make the plan again`]);
  if (content.tsvppPlan !== FORMAT) {
    throw refuse(`not a plan, or a plan of another version of tsvpp (format ${content.tsvppPlan})`);
  }
  if (checksum !== checksumOf(content)) throw refuse("the plan was changed after it was made");
  const { document, options, observed } = content;
  const plan = parsePlan(JSON.stringify(content.plan), name);
  const desired = await parseDocument(document.text, document.name);
  return { name, document: { ...document, desired }, options, plan, observed };
}

/**
 * Returns the plan of a file, to be applied. Nothing is planned again.
 *
 * @throws {VppError} `VPP_STALE` when VPP no longer holds what the plan was made of; `VPP_DOCUMENT` when VPP lacks what the
 * document needs; `VPP_ABORTED`; the failure of a question.
 */
export async function planFromFile(
  vpp: VppCalls,
  { name, document, plan, observed }: PlanFile,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Plan> {
  const now = await untilAborted(signal, () => readState(vpp, new Srv6(vpp), document.desired));
  const fingerprint = fingerprintOf(now.resolved, now.observed);
  const changed = Object.keys(fingerprint).filter((part) => fingerprint[part] !== observed[part]);
  if (changed.length === 0) return plan;
  const reason = `since it was made, this changed in VPP: ${changed.join(", ")}`;
  throw new VppError("VPP_STALE", `${printable(name)}: the plan is stale: ${reason}; make the plan again`);
}

/** Checks nothing: the checksum fits only what was written by this library. */
function parseContent(text: string, name: string): Content & { readonly checksum: string } {
  try {
    return { ...JSON.parse(text) };
  } catch (reason) {
    throw documentError([`${name}: the plan is truncated, or not JSON: ${errorText(reason)}`]);
  }
}

function fingerprintOf(resolved: ResolvedState, observed: Srv6View): Fingerprint {
  return Object.fromEntries(
    Object.entries(PARTS).map(([name, read]) => [name, hashOf(read(resolved, observed).sort())]),
  );
}

/** The order of lists has no meaning. */
function policyText({ segmentLists, ...policy }: SrPolicy): string {
  return canonicalText({ ...policy, segmentLists: segmentLists.map(canonicalText).sort() });
}

function checksumOf(content: Content): string {
  return hashOf([canonicalText(content)]);
}

function hashOf(lines: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(lines)).digest("hex");
}

/** Returns JSON whose keys are in alphabetical order. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    const isMapping = typeof each === "object" && each !== null && !Array.isArray(each);
    return isMapping ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each;
  });
}
