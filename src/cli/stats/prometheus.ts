import type { LocalSidCounters } from "../../srv6/index.ts";
import type { StatsEntry } from "../../stats/index.ts";
import { metricText } from "../metrics/index.ts";
import { localSidMetrics } from "./local-sid-metrics.ts";
import type { Metric } from "./metric.ts";

/** What is served without patterns: interfaces, SRv6, errors, buffers; and the names of interfaces, which are labels. */
export const DEFAULT_PATTERNS: readonly string[] = ["^/if/", "^/nodes/sr-", "^/err/", "^/buffer-pools/"];
/** The entry with the names of interfaces. */
export const INTERFACE_NAMES = "/if/names";

/** More series at once make Prometheus slow. */
const MAX_SERIES = 10_000;

/** The name of an index without an interface. */
const DELETED = "deleted";

type Entries = ReadonlyMap<string, StatsEntry>;
type Labels = Readonly<Record<string, string>>;
/** The names of interfaces by index. */
type Interfaces = readonly (string | undefined)[];

/**
 * Returns entries and local SIDs in the text format of Prometheus. Counters are summed over all threads. At most 10 000 series;
 * the number of the others is a metric, too.
 */
export function prometheusText(entries: Entries, localSids: readonly LocalSidCounters[] = []): string {
  const metrics = new Map<string, Metric>(localSidMetrics(localSids).map((metric) => [metric.name, metric]));
  const names = entries.get(INTERFACE_NAMES);
  const interfaces = names?.kind === "names" ? names.names : [];
  for (const [name, entry] of entries) addEntry(metrics, interfaces, name, entry);
  return [...limit([...metrics.values()])]
    .map(({ name, type, help, samples }) => metricText(name, type, help, samples))
    .join("");
}

function* limit(metrics: readonly Metric[]): Generator<Metric> {
  let room = MAX_SERIES - 1;
  let leftOut = 0;
  for (const metric of metrics) {
    const samples = metric.samples.slice(0, room);
    room -= samples.length;
    leftOut += metric.samples.length - samples.length;
    if (samples.length > 0) yield { ...metric, samples };
  }
  const help = `Series beyond ${MAX_SERIES}, which are left out.`;
  yield { name: "vpp_left_out_series", type: "gauge", help, samples: [[leftOut]] };
}

/** Adds the value of a metric to those that are there. */
type Add = (id: string, help: string, value: bigint, labels?: Labels) => void;

function addEntry(metrics: Map<string, Metric>, interfaces: Interfaces, name: string, entry: StatsEntry): void {
  const [, room = "", ...rest] = name.split("/");
  const type = "value" in entry ? "gauge" : "counter";
  const add: Add = (id, help, value, labels) => {
    const full = `vpp_${id.replace(/[^a-zA-Z0-9_]/g, "_")}${type === "counter" ? "_total" : ""}`;
    const metric = metrics.get(full) ?? { name: full, type, help, samples: [] };
    metrics.set(full, metric);
    metric.samples.push(labels === undefined ? [value] : [value, labels]);
  };
  const [first = "", last = ""] = [rest[0], rest.at(-1)];
  // The symlinks of interfaces have the counters of /if once more.
  if (room === "interfaces") return;
  if (room === "if")
    addCounters(entry, `interface_${rest.join("_")}`, `${name} of an interface`, labelsOf(interfaces), add);
  else if (room === "err") addError(entry, rest, add);
  else if (room === "nodes") addCounters(entry, `node_${last}`, `${last} of a node`, () => ({ node: first }), add);
  else if (!("value" in entry)) addCounters(entry, [room, ...rest].join("_"), name, (at) => ({ index: `${at}` }), add);
  else if (room === "buffer-pools") add(`buffers_${last}`, `Buffers of a pool: ${last}.`, entry.value, { pool: first });
  else add([room, ...rest].join("_"), `${name} of VPP.`, entry.value);
}

/** Errors that have not happened are no series: a VPP has thousands. */
function addError(entry: StatsEntry, [node = "", ...reason]: readonly string[], add: Add): void {
  const value = entry.kind === "simple" ? entry.sum().reduce((sum, each) => sum + each, 0n) : 0n;
  if (value !== 0n)
    add("node_errors", "Packets that a node has counted as an error.", value, { node, error: reason.join("/") });
}

function addCounters(
  entry: StatsEntry,
  id: string,
  help: string,
  labelsOf: (at: number) => Labels | undefined,
  add: Add,
): void {
  const addAll = (full: string, what: string, sums: BigUint64Array): void => {
    for (const [at, sum] of sums.entries()) {
      const labels = labelsOf(at);
      if (labels !== undefined) add(full, `${help}: ${what} of all threads.`, sum, labels);
    }
  };
  if (entry.kind === "simple") addAll(id, "the sum", entry.sum());
  if (entry.kind !== "combined") return;
  const { packets, bytes } = entry.sum();
  addAll(`${id}_packets`, "packets", packets);
  addAll(`${id}_bytes`, "bytes", bytes);
}

function labelsOf(interfaces: Interfaces): (at: number) => Labels | undefined {
  return (at) => {
    const name = interfaces[at];
    return name === undefined || name === DELETED ? undefined : { interface: name };
  };
}
