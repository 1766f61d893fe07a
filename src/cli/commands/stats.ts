import { openStats, type Stats, type StatsChange } from "../../stats/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";
import type { Command, Invocation } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output/index.ts";
import {
  changeJson,
  changeLines,
  entryJson,
  entryLines,
  localSidJson,
  localSidLines,
  readLocalSids,
  refuseServing,
  serve,
} from "../stats/index.ts";

type Action = (stats: Stats, patterns: readonly string[], invocation: Invocation) => Promise<ExitCode>;

const ACTIONS: Readonly<Record<string, Action>> = { ls, get, watch };
const MAX_INTERVAL_S = 86_400;

/** `tsvpp stats` */
export const stats: Command = {
  operands: ["[ls|get|watch]", "[PATTERN...]"],
  endsBySignal: true,
  options: ["interval", "prometheus", "listen", "local-sids"],
  help: `Prints statistics of VPP, which it keeps in memory for others: reading them costs VPP nothing.

  ls      the names of entries
  get     their numbers; counters of all threads are summed, --json has each thread
  watch   which counters change, per second, until it is interrupted

A PATTERN is a regular expression that matches any part of a name; without one all entries are meant.

  tsvpp stats ls ^/sys/
  tsvpp stats get ^/if/rx$ ^/if/names$
  tsvpp stats watch ^/interfaces/ --interval 5
  tsvpp stats --prometheus --listen 127.0.0.1:9482

--prometheus serves http://HOST:PORT/metrics. Without a PATTERN these are interfaces, nodes of SRv6, errors that have
happened and buffers; at most 10 000 series.
`,
  optionsHelp: `  --socket PATH       VPP's statistics socket (default: /run/vpp/stats.sock)
  --interval SECONDS  the time between two readings of watch (default: 1)
  --prometheus        serve metrics until it is interrupted
  --listen HOST:PORT  where (default: 127.0.0.1:9482)
  --local-sids PATH   get and --prometheus: also the counters of local SIDs, for which VPP is asked at
                      its API socket. VPP 26.06 loses 11 bytes for each SID when it is asked, so that
                      --prometheus asks at most once a minute
  --json              JSON, one value on each line
  --help              print this help
`,

  async run(invocation) {
    const { operands, options, values } = invocation;
    const [name = "", ...patterns] = operands;
    const action = values.prometheus === true ? undefined : actionOf(name, invocation);
    await using opened = await openStats(options.socketPath === undefined ? {} : { socketPath: options.socketPath });
    if (action === undefined) return await serve(opened, operands, invocation);
    return await action(opened, patterns, invocation);
  },
};

function actionOf(name: string, invocation: Invocation): Action {
  refuseServing(invocation);
  const asksSids = invocation.values["local-sids"] !== undefined;
  if (asksSids && name !== "get") throw new UsageError("stats: --local-sids is for get and --prometheus");
  const names = Object.keys(ACTIONS);
  if (name === "")
    throw new UsageError(`stats: ${names.join(", ")} or --prometheus is expected (see tsvpp stats --help)`);
  if (!names.includes(name))
    throw new UsageError(`stats: ${unknownName("action", name, names)} (see tsvpp stats --help)`);
  return ACTIONS[name]!;
}

async function ls(stats: Stats, patterns: readonly string[], { output }: Invocation): Promise<ExitCode> {
  for (const name of await stats.list(patternOf(patterns))) {
    if (output.isJson) output.json(name);
    else output.line(name);
  }
  return EXIT.done;
}

async function get(stats: Stats, patterns: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  for (const [name, entry] of await stats.read(patternOf(patterns))) {
    if (output.isJson) output.json(entryJson(name, entry));
    else for (const line of entryLines(name, entry)) output.line(line);
  }
  for (const counters of await readLocalSids(invocation)) {
    if (output.isJson) output.json(localSidJson(counters));
    else for (const line of localSidLines(counters)) output.line(line);
  }
  return EXIT.done;
}

async function watch(stats: Stats, patterns: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const { values, output, io } = invocation;
  const intervalMs = parseInterval(values.interval);
  try {
    for await (const change of stats.watch(patternOf(patterns), { intervalMs, signal: io.signal })) {
      if (output.isClosed) break;
      printChange(change, output);
    }
  } catch (reason) {
    if (!io.signal.aborted) throw reason;
  }
  return EXIT.done;
}

function printChange({ seconds, reset, entries }: StatsChange, output: Output): void {
  if (output.isJson) {
    const changes = [...entries].map(([name, each]) => [name, changeJson(each)]);
    output.json({ seconds, reset, entries: Object.fromEntries(changes) });
    return;
  }
  if (reset) output.line("another VPP: its counters begin again");
  for (const [name, each] of entries) {
    for (const line of changeLines(name, each)) output.line(line);
  }
}

/** The empty pattern matches every name. */
function patternOf(patterns: readonly string[]): readonly string[] {
  return patterns.length === 0 ? [""] : patterns;
}

function parseInterval(text = "1"): number {
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  if (seconds > 0 && seconds <= MAX_INTERVAL_S) return seconds * 1000;
  throw new UsageError(`--interval ${text}: a number of seconds above 0 is expected`);
}
