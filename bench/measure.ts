/** One side of a pair. */
import { ascending } from "./report/statistics.ts";

/** What one run took. */
export interface Measurement {
  readonly messages: number;
  /** How many of them VPP refused. */
  readonly refused: number;
  /** On the clock. */
  readonly ns: number;
  /** User and system time of the whole process. */
  readonly cpuNs: number;
  /** Of one call at a time. */
  readonly p50?: number;
  readonly p99?: number;
  /** Of the parts, on the clock. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** Runs something and takes its times. */
export async function measure(messages: number, run: () => Promise<Partial<Measurement>>): Promise<Measurement> {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const more = await run();
  const ns = Number(process.hrtime.bigint() - start);
  const { user, system } = process.cpuUsage(cpu);
  return { messages, refused: 0, ns, cpuNs: (user + system) * 1000, ...more };
}

/** Takes the times of the parts of something, by their names. */
export class Parts {
  readonly ns: Record<string, number> = {};

  async time<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const start = process.hrtime.bigint();
    const value = await work();
    this.ns[name] = Number(process.hrtime.bigint() - start);
    return value;
  }
}

/** Of the milliseconds that single calls took; sorts them. */
export function percentilesOf(times: Float64Array): { readonly p50: number; readonly p99: number } {
  times.sort(ascending);
  const atShare = (share: number): number => Math.round(times[Math.floor(times.length * share)]! * 1e6);
  return { p50: atShare(0.5), p99: atShare(0.99) };
}
