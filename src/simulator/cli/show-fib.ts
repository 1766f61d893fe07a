import { Ip4Address, Ip6Address, Prefix } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import { ANY_TABLE_ID, type Family, FIB_SOURCES, type FibEntry, type FibTable, type Model } from "../model/index.ts";
import { CliError, NOT_SIMULATED, type Shown } from "./command.ts";
import { bucketsOf } from "./fib-buckets.ts";
import { centered } from "./format.ts";
import type { CliInput } from "./input.ts";

/** What to show of tables. */
interface Wanted {
  isSummary: boolean;
  prefix: Prefix | undefined;
  tableId: number | undefined;
  index: number | undefined;
}

/**
 * `show ip fib` and `show ip6 fib`. Indexes of objects that are not modelled are counted like those of the entries: a new
 * VPP has the same ones.
 *
 * @see VPP src/vnet/fib/ip4_fib.c ip4_show_fib, ip6_fib.c ip6_show_fib
 */
export function showFib(family: Family, { model }: Shown, input: CliInput): string {
  const wanted = readArguments(family, input);
  const isWanted = ({ tableId, index, isLinkLocal }: FibTable): boolean =>
    !isLinkLocal && tableId === (wanted.tableId ?? tableId) && index === (wanted.index ?? index);
  const tables = [...model.fib.tables(family)].filter(isWanted);
  return tables.map((table) => `${headerOf(table)}\n${bodyOf(model, table, wanted)}`).join("");
}

/** `show ip table` and `show ip6 table`. @see VPP src/vnet/ip/lookup.c vnet_show_ip_table_cmd */
export function showTables(family: Family, { model: { fib } }: Shown, input: CliInput): string {
  const wanted = readTableId(input.takeLine());
  const found = wanted === ANY_TABLE_ID ? [...fib.tables(family)] : [fib.find(family, wanted)];
  const lines = found.map((table) => {
    if (table === undefined) throw new CliError(`Couldn't find table with table_id ${wanted}`);
    return `[${table.index}] table_id:${table.tableId} ${table.name}\n`;
  });
  return lines.join("");
}

/** Returns the last of the numbers. */
function readTableId(line: CliInput): number {
  let tableId = ANY_TABLE_ID;
  while (!line.isBlank) {
    const digits = line.takeMatch(/-?\d+/);
    if (digits === undefined) throw new CliError(line.unknown.replace("unknown input", "parse error"));
    tableId = Number(digits) >>> 0;
  }
  return tableId;
}

function readArguments(family: Family, input: CliInput): Wanted {
  const wanted: Wanted = { isSummary: false, prefix: undefined, tableId: undefined, index: undefined };
  for (;;) {
    if (input.takeText("brief") || input.takeText("summary") || input.takeText("sum")) wanted.isSummary = true;
    else if (input.takeText("mtrie") || input.takeText("memory") || input.takeText("mem")) {
      throw new CliError(NOT_SIMULATED);
    } else if (!input.takeText("detail") && !input.takeText("det") && !takesOther(family, input, wanted)) return wanted;
  }
}

function takesOther(family: Family, input: CliInput, wanted: Wanted): boolean {
  const prefix = takePrefix(family, input);
  if (prefix !== undefined) wanted.prefix = prefix;
  const tableId = takeNumber(input, "table");
  if (tableId !== undefined) wanted.tableId = tableId;
  const index = takeNumber(input, "index");
  if (index !== undefined) wanted.index = index;
  return (prefix ?? tableId ?? index) !== undefined;
}

function takeNumber(input: CliInput, word: string): number | undefined {
  let digits: string | undefined;
  input.takeAll(() => {
    digits = input.takeText(word) ? input.takeMatch(/\d+/) : undefined;
    return digits !== undefined;
  });
  return digits === undefined ? undefined : Number(digits);
}

function takePrefix(family: Family, input: CliInput): Prefix | undefined {
  let prefix: Prefix | undefined;
  input.takeAll(() => {
    const text = input.takeMatch(family === 4 ? /[\d.]+(\/\d+)?/ : /[\da-fA-F:.]+(\/\d+)?/);
    prefix = text === undefined ? undefined : parsePrefix(family, text);
    return prefix !== undefined;
  });
  return prefix;
}

function parsePrefix(family: Family, text: string): Prefix | undefined {
  const [address = "", length] = text.split("/");
  try {
    const parsed = family === 4 ? Ip4Address.parse(address) : Ip6Address.parse(address);
    return length === undefined ? Prefix.host(parsed) : new Prefix(parsed, Number(length));
  } catch (reason) {
    if (reason instanceof VppError) return undefined;
    throw reason;
  }
}

function headerOf({ name, index, locks }: FibTable): string {
  const held = [...locks]
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => a - b)
    .map(([source, count]) => `${nameOf(source)}:${count}, `);
  const settings = "flow hash:[src dst sport dport proto flowlabel ] epoch:0 flags:none";
  return `${name}, fib_index:${index}, ${settings} locks:[${held.join("")}]`;
}

function bodyOf(model: Model, table: FibTable, { isSummary, prefix }: Wanted): string {
  if (isSummary) return summaryOf(table);
  const entry = prefix && table.lookUp(prefix);
  if (entry !== undefined) return detailOf(model, table, entry);
  // With the host bits of the request that created an entry; of equal addresses the shorter prefix is first.
  const sorted = [...table.entries].sort((a, b) => a.prefix.compare(b.prefix));
  return sorted.map((each) => `${each.prefix.masked()}\n  ${forwardingOf(model, table, each)}`).join("");
}

/** The numbers of entries by the length of their prefixes, as VPP keeps these: IPv4 ascending, IPv6 descending. */
function summaryOf({ family, entries }: FibTable): string {
  const counts = new Map<number, number>();
  for (const { prefix } of entries) counts.set(prefix.length, (counts.get(prefix.length) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => (family === 4 ? a - b : b - a));
  const lines = sorted.map(([length, count]) =>
    family === 4
      ? `${String(length).padStart(20)}${String(count).padStart(16)}\n`
      : `${centered(length, 20)}${centered(count, 16)}\n`,
  );
  return `${centered("Prefix length", 20)}${centered("Count", 16)}\n${lines.join("")}`;
}

/** An entry with its sources. VPP shows the lists of paths too, which are not modelled. */
function detailOf(model: Model, table: FibTable, entry: FibEntry): string {
  const sources = entry.sources.map(({ source, references }) => `  ${nameOf(source)} refs:${references}\n`);
  const index = entry.isInstalled ? ` index:${entry.statsIndex - 1}` : "";
  const first = `${entry.prefix.masked()} fib:${table.index}${index} locks:2`;
  return `${first}\n${sources.join("")}\n forwarding:   ${forwardingOf(model, table, entry)}`;
}

function forwardingOf(model: Model, table: FibTable, entry: FibEntry): string {
  if (!entry.isInstalled) return "UNRESOLVED\n";
  return `unicast-ip${table.family}-chain\n  [@0]: ${bucketsOf({ model, table, entry, indent: 4 })}`;
}

function nameOf(source: number): string {
  return FIB_SOURCES[source]?.[0] ?? "invalid";
}
