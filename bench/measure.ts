/** The time that one side of a pair takes. */
import { ascending } from "./report/statistics.ts";

/** The times and counts of one run. */
export interface Measurement {
  readonly messages: number;
  /** The number of messages that VPP refused. */
  readonly refused: number;
  /** Wall clock time. */
  readonly ns: number;
  /** User and system time of the whole process. */
  readonly cpuNs: number;
  /** Percentiles of the time of a call in nanoseconds, if calls are sent one at a time. */
  readonly p50?: number;
  readonly p99?: number;
  /** Wall clock time of each part in nanoseconds, by name. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** Calls `run` and measures its wall clock and CPU time. Values that `run` returns replace those of the measurement. */
export async function measure(messages: number, run: () => Promise<Partial<Measurement>>): Promise<Measurement> {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const more = await run();
  const ns = Number(process.hrtime.bigint() - start);
  const { user, system } = process.cpuUsage(cpu);
  return { messages, refused: 0, ns, cpuNs: (user + system) * 1000, ...more };
}

/** Measures the wall clock time of named parts of a run. */
export class Parts {
  readonly ns: Record<string, number> = {};

  async time<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const start = process.hrtime.bigint();
    const value = await work();
    this.ns[name] = Number(process.hrtime.bigint() - start);
    return value;
  }
}

/** Returns percentiles in nanoseconds of times in milliseconds; sorts `times`. */
export function percentilesOf(times: Float64Array): { readonly p50: number; readonly p99: number } {
  times.sort(ascending);
  const atShare = (share: number): number => Math.round(times[Math.floor(times.length * share)]! * 1e6);
  return { p50: atShare(0.5), p99: atShare(0.99) };
}
