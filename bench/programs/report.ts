/**
 * `npm run bench:report`: writes the last results of the other `bench` scripts into `docs/performance.md`, between the two
 * marks, and the charts beside it. The rest of the page is written by hand.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CaseResult } from "../codec/suite.ts";
import type { PhaseResult, RunOptions } from "../pairs.ts";
import { type Bar, barChart, lineChart } from "../report/charts.ts";
import type { Host, Machine } from "../report/machine.ts";
import { loadResults } from "../report/results.ts";
import type { Estimate } from "../report/statistics.ts";
import { cpuOf, estimateText, medianOver, rateOf, type Verdict, verdictsOf } from "../report/verdict.ts";
import type { HeapResult } from "./heap.ts";
import type { HotResult } from "./hot.ts";
import type { MemoryResults } from "./memory.ts";
import type { SimulatorResults } from "./simulator-speed.ts";

interface RatioResults extends RunOptions {
  readonly about: Machine;
  readonly results: readonly PhaseResult[];
  readonly heap: HeapResult;
}

interface HotResults {
  readonly about: Machine;
  readonly window: number;
  readonly results: readonly HotResult[];
}

interface SuiteResults {
  readonly about: Host;
  readonly results: readonly CaseResult[];
}

const DOCS = fileURLToPath(new URL("../../../docs/", import.meta.url));
const PAGE = `${DOCS}performance.md`;
const BEGIN = "<!-- measured: npm run bench:report -->";
const END = "<!-- end of the measured part -->";

const HEAP_TARGETS = [
  ["promised", "a promised call, entry to settled promise, without the reply object", 300, 200],
  ["batched", "an item of a batch, without the reply object", 64, 0],
  ["batchedChange", "an item of a batch whose reply holds only a return value, as of messages that change SR", 64, 0],
  ["encoding", "encoding a message", 0, 0],
] as const;

function main(): void {
  const ratio = loadResults<RatioResults>("ratio");
  const workers = loadResults<RatioResults>("ratio-workers");
  const hot = loadResults<HotResults>("hot");
  const memory = loadResults<MemoryResults>("memory");
  const simulator = loadResults<SimulatorResults>("simulator");
  const suites = loadResults<SuiteResults>("suites");
  if (ratio === undefined) throw new Error("there are no results of bench:ratio; run: npm run bench:ratio");
  const sections = [
    ratioSection(ratio),
    partsSection(ratio.results),
    heapSection(ratio.heap),
    memory === undefined ? "" : memorySection(memory),
    peerSection(ratio.results.filter(({ clientName }) => clientName !== "tsvpp")),
    workers === undefined ? "" : workersSection(workers, ratio),
    hot === undefined ? "" : hotSection(hot),
    simulator === undefined ? "" : simulatorSection(simulator),
    suites === undefined ? "" : suiteSection(suites),
  ];
  const page = readFileSync(PAGE, "utf8");
  const [before] = page.split(BEGIN) as [string];
  const [, after] = page.split(END);
  if (after === undefined) throw new Error(`${PAGE}: the mark "${END}" is missing`);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${sections.filter(Boolean).join("\n\n")}\n\n${END}${after}`);
}

function ratioSection({ about, window, pairs, results }: RatioResults): string {
  const ours = results.filter(({ clientName }) => clientName === "tsvpp");
  writeFileSync(
    `${DOCS}performance-ratios.svg`,
    barChart("Messages a second, as a share of the raw C program", bars(ours)),
  );
  const rows = ours.flatMap((result) => verdictsOf(result).map((verdict) => ratioRow(result, verdict)));
  return `## Against the ceiling

${describe(about)}; window ${window}, ${pairs} pairs; medians, and in brackets the 95 % interval of a bootstrap over the pairs.

![messages a second](performance-ratios.svg)

A black tick marks the bound of the rate ("must"). A bar is brown if a row of the work, in the table, misses its bound.

| work | of what | tsvpp | raw C | ratio | must | aim | |
|---|---|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function bars(results: readonly PhaseResult[]): Bar[] {
  return results.map((result) => {
    const verdicts = verdictsOf(result) as [Verdict, ...Verdict[]];
    const { rate, time } = result.targets;
    // A bound of time is one of the rate: the work is the same.
    const must = rate?.must ?? (time && 1 / time.must);
    return {
      title: result.title,
      ratio: verdicts[0].ratio,
      must,
      isMissed: verdicts.some(({ met }) => met === "missed"),
    };
  });
}

function ratioRow(result: PhaseResult, { metric, ratio, target, met }: Verdict): string {
  const [what, client, ceiling] = valuesOf(result, metric);
  const goals =
    target === undefined ? " | | " : `${target.must} | ${target.aim} | ${met === "aim" ? "aim reached" : met}`;
  const title = metric === "rate" ? result.title : "";
  return `| ${title} | ${what} | ${client} | ${ceiling} | ${estimateText(ratio)} | ${goals} |`;
}

function valuesOf(result: PhaseResult, metric: Verdict["metric"]): [what: string, client: string, ceiling: string] {
  const both = (of: (side: "client" | "ceiling") => number, digits: number): [string, string] => [
    of("client").toFixed(digits),
    of("ceiling").toFixed(digits),
  ];
  switch (metric) {
    case "rate":
      return ["thousands a second", ...both((side) => rateOf(result, side), 0)];
    case "cpu":
      return ["CPU, us a message", ...both((side) => cpuOf(result, side), 2)];
    case "time":
      return ["ms", ...both((side) => medianOver(result, side, ({ ns }) => ns / 1e6), 0)];
    case "p50":
    case "p99":
      return [`${metric}, us`, ...both((side) => medianOver(result, side, (each) => each[metric]! / 1000), 1)];
  }
}

/** The times of the parts, for results that have parts. */
function partsSection(all: readonly PhaseResult[]): string {
  const results = all.filter(({ pairs }) => pairs[0]?.client.parts !== undefined);
  const names = Object.keys(results[0]?.pairs[0]?.client.parts ?? {});
  if (names.length === 0) return "";
  const rows = results.map((result) => {
    const parts = names.map((name) => medianOver(result, "client", ({ parts }) => parts![name]! / 1e6).toFixed(0));
    return `| ${[result.title, ...parts].join(" | ")} |`;
  });
  return `### Part by part

Milliseconds, medians.

| of | ${names.map((name) => `\`${name}\``).join(" | ")} |
|---${"|---".repeat(names.length)}|
${rows.join("\n")}`;
}

function memorySection({ about, count, rows }: MemoryResults): string {
  const lines = rows.map(({ title, held, resident }) => {
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
    return `| ${title} | ${(held / count).toFixed(0)} | ${megabytes(held)} | ${megabytes(resident)} |`;
  });
  return `## Memory

${count.toLocaleString("en-US").replaceAll(",", " ")} of each; the maximum held after a garbage collection, and the resident memory of the process. ${about.vpp}; Node.js ${about.node}; commit ${about.commit}.

| what | bytes each | MB | MB of the process |
|---|---|---|---|
${lines.join("\n")}`;
}

/** Compares results of a VPP with workers with results of one without: VPP stops its workers for each SR message. */
function workersSection({ about, results }: RatioResults, { results: alone }: RatioResults): string {
  const rows = results.flatMap((result) => {
    const before = alone.find(({ clientName, title }) => clientName === result.clientName && title === result.title);
    if (result.clientName !== "tsvpp" || before === undefined) return [];
    const [{ ratio, target, met }] = verdictsOf(result) as [Verdict];
    const rates = (["client", "ceiling"] as const).map((side) => {
      return `${rateOf(before, side).toFixed(0)} | ${rateOf(result, side).toFixed(0)}`;
    });
    const goals = target === undefined ? " | " : `${target.must} | ${met === "aim" ? "aim reached" : met}`;
    return [`| ${result.title} | ${rates.join(" | ")} | ${estimateText(ratio)} | ${goals} |`];
  });
  return `## With a worker

${about.vpp}: for each SR message VPP stops its worker. Thousands a second, without and with a worker.

| work | tsvpp without | with | raw C without | with | ratio with | must | |
|---|---|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function simulatorSection({ about, existing, rows }: SimulatorResults): string {
  const lines = rows.map(({ title, ofVpp, must, full }) => {
    return `| ${title} | ${estimateText(ofVpp)} | ${must} | ${ofVpp.high >= must ? "reached" : "missed"} | ${estimateText(full)} |`;
  });
  return `## The simulator

The rate at which it answers the C program, relative to ${about.vpp}; and its rate with ${existing} local SIDs, relative to its rate without. Commit ${about.commit}.

| messages | of VPP's rate | must | | full, of empty |
|---|---|---|---|---|
${lines.join("\n")}`;
}

function heapSection(heap: HeapResult): string {
  const rows = HEAP_TARGETS.map(([key, what, must, aim]) => {
    const bytes = Math.round(heap[key]);
    const verdict = bytes <= aim ? "aim reached" : bytes <= must ? "must" : "missed";
    return `| ${what} | ${bytes} | ${must} | ${aim} | ${verdict} |`;
  });
  return `## On the heap

Bytes allocated for each, from V8's sampling profiler: the mean of ${heap.count}, in one batch or as many calls.

| bytes for | tsvpp | must | aim | |
|---|---|---|---|---|
${rows.join("\n")}

A reply object of \`control_ping\` is ${Math.round(heap.reply)} bytes.`;
}

function peerSection(results: readonly PhaseResult[]): string {
  if (results.length === 0) return "";
  const rows = results.map((result) => {
    const [rate, cpu] = verdictsOf(result) as [Verdict, Verdict];
    const rates = `${rateOf(result, "client").toFixed(0)} | ${rateOf(result, "ceiling").toFixed(0)}`;
    return `| ${result.clientName} | ${result.title} | ${rates} | ${estimateText(rate.ratio)} | ${estimateText(cpu.ratio)} |`;
  });
  return `## Other clients

The same pairs with other clients. "Bare Node.js" is not a client: it is the minimum cost of any client in Node.js. It sends bytes encoded
beforehand and counts the replies, as the C program does. \`vpp_papi\` can only wait for each reply.

| client | work | thousands a second | raw C | ratio | ratio of CPU a message |
|---|---|---|---|---|---|
${rows.join("\n")}`;
}

function hotSection({ about, window, results }: HotResults): string {
  const existing = [...new Set(results.map((each) => each.existing))];
  const lines = existing.flatMap((count) => {
    const found = results.filter((each) => each.existing === count);
    const line = (title: string, of: (result: HotResult) => Estimate) => ({
      title,
      points: found.map((each) => ({ x: each.messages, y: inMicroseconds(of(each)) })),
    });
    return [line(`with ${count} objects`, ({ ns }) => ns), line(`with ${count}: our CPU`, ({ cpuNs }) => cpuNs)];
  });
  writeFileSync(`${DOCS}performance-hot.svg`, lineChart("The hot configuration loop: a message's cost", "us", lines));
  const rows = results.map(({ existing: count, messages, ns, cpuNs }) => {
    return `| ${count} | ${messages} | ${estimateText(inMicroseconds(ns))} | ${estimateText(inMicroseconds(cpuNs))} |`;
  });
  return `## Growth

Each batch adds policies, steers traffic to them, moves it to another policy, ends the steering and deletes the policies. ${describe(about)};
window ${window}.

![the hot configuration loop](performance-hot.svg)

| objects in VPP | messages | us a message | of that our CPU |
|---|---|---|---|
${rows.join("\n")}`;
}

function inMicroseconds({ value, low, high }: Estimate): Estimate {
  return { value: value / 1000, low: low / 1000, high: high / 1000 };
}

function suiteSection({ about, results }: SuiteResults): string {
  const rows = results.map(
    ({ suite, name, ns, marginPercent }) => `| ${suite} | ${name} | ${ns.toFixed(0)} | ${marginPercent.toFixed(1)} |`,
  );
  return `## Parts of the client

Without VPP. ${about.cpu}; Node.js ${about.node}; commit ${about.commit}.

| part | of what | ns | ± % |
|---|---|---|---|
${rows.join("\n")}`;
}

function describe({ vpp, cpu, kernel, node, commit, date }: Machine): string {
  return `${vpp}; ${cpu}; ${kernel}; Node.js ${node}; commit ${commit}; ${date}`;
}

main();
