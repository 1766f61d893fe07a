import { Pool } from "../pool.ts";

const MAX_ID = 4095;
const MAX_LOAD = 15;
const MAX_TEMPLATE = 3;

/** An interface with path tracing. */
export interface PathTracingEntry {
  readonly swIfIndex: number;
  /** 0 to 4095. */
  readonly id: number;
  /** 0 to 15. */
  readonly ingressLoad: number;
  /** 0 to 15. */
  readonly egressLoad: number;
  /** 0 to 3. */
  readonly ttsTemplate: number;
}

/**
 * The interfaces with path tracing.
 *
 * @see VPP src/vnet/srv6/sr_pt.c
 */
export class PathTracing implements Iterable<PathTracingEntry> {
  readonly #pool = new Pool<PathTracingEntry>();
  readonly #indexes = new Map<number, number>();

  /** Returns VPP's return value. */
  add(wanted: PathTracingEntry): number {
    if (this.#indexes.has(wanted.swIfIndex)) return -2;
    if (wanted.id > MAX_ID) return -4;
    if (wanted.ingressLoad > MAX_LOAD || wanted.egressLoad > MAX_LOAD) return -5;
    if (wanted.ttsTemplate > MAX_TEMPLATE) return -6;
    this.#pool.add((index) => {
      this.#indexes.set(wanted.swIfIndex, index);
      return wanted;
    });
    return 0;
  }

  /** Returns VPP's return value. */
  remove(swIfIndex: number): number {
    const index = this.#indexes.get(swIfIndex);
    if (index === undefined) return -1;
    this.#pool.remove(index);
    this.#indexes.delete(swIfIndex);
    return 0;
  }

  [Symbol.iterator](): Iterator<PathTracingEntry> {
    return this.#pool[Symbol.iterator]();
  }
}
