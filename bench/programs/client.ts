/**
 * The client, in a process of its own, as it is used: takes commands from standard input, one line of JSON each, and answers
 * with what it took. Messages and their fields are made before the clock starts.
 */
import { createInterface } from "node:readline";
import { connect, type Outcome, type VppClient } from "../../src/client/index.ts";
import { inverse, type Plan, parseDocument, Srv6State, type StepOutcome, verify } from "../../src/desired/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import type { Dump, Request } from "../../src/wire/index.ts";
import { type Measurement, measure, Parts, percentilesOf } from "../measure.ts";
import { type Item, messagesOf, operationsOf, overlayDocument, type Work } from "../workload.ts";

/** How the client is asked to do a piece of work. */
export type How = "promised" | "batch" | "srv6" | "apply" | "document" | "single" | "objects" | "views";

export interface Command {
  readonly how: How;
  readonly work: Work;
  readonly window: number;
}

type AnyRequest = Request<unknown, unknown>;
type AnyDump = Dump<unknown, unknown>;

/** What was made for a piece of work, kept: a caller's objects are not the client's, nor is collecting them. */
const made = new Map<string, unknown>();
function once<T>(make: (work: Work) => T, work: Work): T {
  const key = `${make.name} ${JSON.stringify(work)}`;
  if (!made.has(key)) made.set(key, make(work));
  // What this function makes of this work.
  return made.get(key) as T;
}

const WAYS: Readonly<Record<How, (vpp: VppClient, command: Command) => Promise<Measurement>>> = {
  promised,
  batch,
  srv6,
  apply: applied,
  document: fromDocument,
  single,
  objects,
  views,
};

/** One promise for each message, as many on their way as the window allows. */
async function promised(vpp: VppClient, { work, window }: Command): Promise<Measurement> {
  const items = once(messagesOf, work);
  let next = 0;
  let refused = 0;
  const lane = async (): Promise<void> => {
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
    await Promise.all(Array.from({ length: window }, lane));
    return { refused };
  });
}

async function batch(vpp: VppClient, { work, window }: Command): Promise<Measurement> {
  const items = once(messagesOf, work);
  return await measure(items.length, async () => {
    const outcomes = await vpp.batch((all) => addAll(all, items), { window });
    return { messages: outcomes.length, refused: countFailed(outcomes) };
  });
}

/** As by a program that follows VPP: what it held was looked at before the clock starts. */
async function srv6(vpp: VppClient, { work }: Command): Promise<Measurement> {
  const operations = once(operationsOf, work);
  const following = new Srv6(vpp, { follows: true });
  await following.observe();
  return await measure(operations.length, async () => {
    const outcomes = await following.batch(operations);
    return { messages: outcomes.length, refused: countFailed(outcomes) };
  });
}

/** A plan that was made before, of what is followed; what deletes is the inverse of what was added last. */
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

/** From the text of a document to a VPP of which is known that it holds what the text says. */
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
  const items = once(messagesOf, work);
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

/** Of each the table is read, a field that details of all kinds have: 0 in all that is measured. */
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

async function readAll(dump: AsyncIterable<unknown>): Promise<Partial<Measurement>> {
  let messages = 0;
  let refused = 0;
  for await (const details of dump) {
    messages++;
    refused += (details as { readonly fibTable: number }).fibTable;
  }
  return { messages, refused };
}

/** @throws when the dump gives objects of their own: views are one that is used again. To its end: VPP sends the rest anyway. */
async function requireViews(dump: AsyncIterable<unknown>): Promise<void> {
  const seen = new Set<unknown>();
  for await (const details of dump) seen.add(details);
  if (seen.size !== 1) throw new Error("this client has no views");
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
  // Ctrl-C is for who runs this: its end is the end of input, and VPP is left in order then.
  process.on("SIGINT", () => {});
  await using vpp = await connect({ socketPath: process.argv[2]!, name: "tsvpp-bench", timeoutMs: 20_000 });
  process.stdout.write("{}\n");
  for await (const line of createInterface({ input: process.stdin })) {
    // What the runner writes.
    const command = JSON.parse(line) as Command;
    const answer = await WAYS[command.how](vpp, command).catch((reason) => ({ error: String(reason) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

await main();
