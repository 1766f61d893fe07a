/**
 * The tsvpp client in a process of its own. Reads commands from standard input, one line of JSON each, and answers each with a
 * `Measurement`. Messages and their fields are created before the measurement starts.
 *
 *   node dist/bench/programs/client.js SOCKET
 */
import { createInterface } from "node:readline";
import { connect, type Outcome, type VppClient } from "../../src/client/index.ts";
import { inverse, type Plan, parseDocument, Srv6State, type StepOutcome, verify } from "../../src/desired/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import type { Dump, Request } from "../../src/wire/index.ts";
import { type Measurement, measure, Parts, percentilesOf } from "../measure.ts";
import { type Item, messagesOf, operationsOf, overlayDocument, type Work } from "../workload.ts";

/** The part of the API that a piece of work uses. */
export type Method = "promised" | "batch" | "srv6" | "apply" | "document" | "single" | "objects" | "views";

export interface Command {
  readonly method: Method;
  readonly work: Work;
  readonly window: number;
}

type AnyRequest = Request<unknown, unknown>;
type AnyDump = Dump<unknown, unknown>;

/** Results of `cached`. They are kept, so that the collection of the caller's objects is not measured. */
const cache = new Map<string, unknown>();

/** Returns `make(work)`, from the cache if the same function was called for the same work before. */
function cached<T>(make: (work: Work) => T, work: Work): T {
  const key = `${make.name} ${JSON.stringify(work)}`;
  if (!cache.has(key)) cache.set(key, make(work));
  // The key names the function, and with it the type of the result.
  return cache.get(key) as T;
}

const METHODS: Readonly<Record<Method, (vpp: VppClient, command: Command) => Promise<Measurement>>> = {
  promised,
  batch,
  srv6,
  apply: applied,
  document: fromDocument,
  single,
  objects,
  views,
};

/** Sends each message by a call of its own; `window` calls are pending at a time. */
async function promised(vpp: VppClient, { work, window }: Command): Promise<Measurement> {
  const items = cached(messagesOf, work);
  let next = 0;
  let refused = 0;
  const sendInTurn = async (): Promise<void> => {
    while (next < items.length) {
      const { message, fields } = items[next++]!;
      try {
        await vpp.request(message as AnyRequest, fields);
      } catch {
        refused++;
      }
    }
  };
  return await measure(items.length, async () => {
    await Promise.all(Array.from({ length: window }, sendInTurn));
    return { refused };
  });
}

async function batch(vpp: VppClient, { work, window }: Command): Promise<Measurement> {
  const items = cached(messagesOf, work);
  return await measure(items.length, async () => {
    const outcomes = await vpp.batch((all) => addAll(all, items), { window });
    return { messages: outcomes.length, refused: countFailed(outcomes) };
  });
}

/** Sends operations by a `Srv6` that follows VPP; it reads the state before the measurement starts. */
async function srv6(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const operations = cached(operationsOf, work);
  const following = new Srv6(vpp, { follows: true });
  await following.observe();
  return await measure(operations.length, async () => {
    const outcomes = await following.batch(operations);
    return { messages: outcomes.length, refused: countFailed(outcomes) };
  });
}

/** Applies a plan that was made before the measurement; to delete, the inverse of the plan that was applied last. */
async function applied(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const state = new Srv6State(vpp);
  await state.observe();
  const steps = work.action === "add" ? await planOf(state, work) : undo!;
  undo = work.action === "add" ? inverse(steps) : undefined;
  return await measure(steps.steps.length, async () => ({ refused: countFailed(await state.apply(steps)) }));
}
let undo: Plan | undefined;

async function planOf(state: Srv6State, { count }: Work): Promise<Plan> {
  return await state.plan(await parseDocument(overlayDocument(count)));
}

/** Parses a document, plans, applies the plan, reads VPP back and verifies that it holds the state of the document. */
async function fromDocument(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const text = overlayDocument(work.count);
  return await measure(messagesOf(work).length, async () => {
    const parts = new Parts();
    const desired = await parts.time("parseDocument", () => parseDocument(text));
    const state = new Srv6State(vpp);
    const plan = await parts.time("plan", () => state.plan(desired));
    const outcomes = await parts.time("apply", () => state.apply(plan));
    const { differences } = await parts.time("verify", () => verify(vpp, desired));
    return { messages: outcomes.length, refused: countFailed(outcomes) + differences.length, parts: parts.ns };
  });
}

async function single(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const items = cached(messagesOf, work);
  const times = new Float64Array(items.length);
  const took = await measure(items.length, async () => {
    for (let at = 0; at < items.length; at++) {
      const { message, fields } = items[at]!;
      const start = performance.now();
      await vpp.request(message as AnyRequest, fields);
      times[at] = performance.now() - start;
    }
    return {};
  });
  return { ...took, ...percentilesOf(times) };
}

async function objects(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const [{ message, fields }] = messagesOf(work) as [Item];
  return await measure(0, async () => readAll(vpp.dump(message as AnyDump, fields)));
}

async function views(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const [{ message, fields }] = messagesOf(work) as [Item];
  const options = { as: "view" } as const;
  await requireViews(vpp.dump(message as AnyDump, fields, options));
  return await measure(0, async () => readAll(vpp.dump(message as AnyDump, fields, options)));
}

/** Reads one field of all details: `fibTable`, which all kinds have, and which is 0 in all objects that are measured. */
async function readAll(dump: AsyncIterable<unknown>): Promise<Partial<Measurement>> {
  let messages = 0;
  let refused = 0;
  for await (const details of dump) {
    messages++;
    refused += (details as { readonly fibTable: number }).fibTable;
  }
  return { messages, refused };
}

/** Throws if the dump yields more than one object: a dump of views yields the same object for all details. */
async function requireViews(dump: AsyncIterable<unknown>): Promise<void> {
  const seen = new Set<unknown>();
  for await (const details of dump) seen.add(details);
  if (seen.size !== 1) throw new Error("the client does not yield views");
}

function addAll(all: { add(message: AnyRequest, fields: never): void }, items: readonly Item[]): void {
  for (const { message, fields } of items) all.add(message as AnyRequest, fields as never);
}

function countFailed(outcomes: readonly (Outcome | StepOutcome)[]): number {
  let failed = 0;
  for (const { ok } of outcomes) if (!ok) failed++;
  return failed;
}

async function main(): Promise<void> {
  // Ctrl-C reaches the whole process group. The parent process handles it and ends the input of this one.
  process.on("SIGINT", () => {});
  await using vpp = await connect({ socketPath: process.argv[2]!, name: "tsvpp-bench", timeoutMs: 20_000 });
  process.stdout.write("{}\n");
  for await (const line of createInterface({ input: process.stdin })) {
    // `MeasuredClient` writes commands only.
    const command = JSON.parse(line) as Command;
    const answer = await METHODS[command.method](vpp, command).catch((reason) => ({ error: String(reason) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

await main();
