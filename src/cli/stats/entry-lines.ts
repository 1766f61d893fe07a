import type { StatsEntry } from "../../stats/index.ts";

/** Returns the lines that show an entry to people: one for each counter, as the sum of all threads. */
export function entryLines(name: string, entry: StatsEntry): string[] {
  switch (entry.kind) {
    case "scalar":
    case "gauge":
      return [`${name} ${entry.value}`];
    case "simple":
      return simpleLines(name, entry.sum());
    case "combined":
      return combinedLines(name, entry.sum());
    case "histogram":
      return histogramLines(name, entry.sum());
    case "names":
      return entry.names.flatMap((text, at) => (text === undefined ? [] : [`${name}[${at}] ${text}`]));
    case "ring":
      return entry.threads.map(({ sequence }, at) => `${name}[${at}] ${sequence} records`);
    default:
      return [`${name} ${entry.kind}`];
  }
}

/** A counter of an entry that has only one, as a symlink, needs no index. */
export function counterLines(name: string, count: number, textOf: (at: number) => string): string[] {
  return Array.from({ length: count }, (_, at) => `${count === 1 ? name : `${name}[${at}]`} ${textOf(at)}`);
}

/** What kinds of entries, and their threads, have; the sum of the threads can be computed from them. */
const FIELDS = ["kind", "type", "value", "names", "schemaVersion", "schema", "threads"];
const THREAD_FIELDS = ["packets", "bytes", "minExponent", "bins", "sequence", "entries"];

/** Returns an entry as JSON: numbers of 64 bits are texts, for each thread. */
export function entryJson(name: string, entry: StatsEntry): object {
  return { name, ...pick(entry, FIELDS) };
}

function pick(value: object, fields: readonly string[]): object {
  const found = fields.filter((field) => field in value);
  return Object.fromEntries(found.map((field) => [field, plain(value[field as keyof typeof value])]));
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof BigUint64Array) return Array.from(value, String);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null ? pick(value, THREAD_FIELDS) : value;
}

function simpleLines(name: string, sums: BigUint64Array): string[] {
  return counterLines(name, sums.length, (at) => `${sums[at]}`);
}

function combinedLines(name: string, { packets, bytes }: { packets: BigUint64Array; bytes: BigUint64Array }): string[] {
  return counterLines(name, packets.length, (at) => `${packets[at]} packets, ${bytes[at]} bytes`);
}

function histogramLines(name: string, { minExponent, bins }: { minExponent: number; bins: BigUint64Array }): string[] {
  return Array.from(bins, (count, at) => `${name} from 2^${minExponent + at}: ${count}`);
}
