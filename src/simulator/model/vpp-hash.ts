const MASK = 0xffff_ffff_ffff_ffffn;
const GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c13n;
const SHIFTS = [
  [43n, 9n, 8n],
  [38n, 23n, 5n],
  [35n, 49n, 11n],
  [12n, 18n, 22n],
] as const;
const LEAST_CAPACITY = 64;

/**
 * A hash of VPP from numbers to values, which lists its values in VPP's order.
 *
 * @see VPP src/vppinfra/hash.c
 */
export class VppHash<V> implements Iterable<readonly [key: number, value: V]> {
  #buckets: (readonly [key: number, value: V])[][] = emptyBuckets(LEAST_CAPACITY);
  #size = 0;

  get(key: number): V | undefined {
    return this.#bucketOf(key).find(([each]) => each === key)?.[1];
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  set(key: number, value: V): void {
    const bucket = this.#bucketOf(key);
    const place = bucket.findIndex(([each]) => each === key);
    if (place < 0) this.#size++;
    bucket[place < 0 ? bucket.length : place] = [key, value];
    if (4 * (this.#size + 1) > 3 * this.#buckets.length) this.#grow();
  }

  /** Removes a key. The last one of its bucket takes its place. */
  delete(key: number): void {
    const bucket = this.#bucketOf(key);
    const place = bucket.findIndex(([each]) => each === key);
    if (place < 0) return;
    const last = bucket.pop()!;
    if (place < bucket.length) bucket[place] = last;
    this.#size--;
  }

  [Symbol.iterator](): Iterator<readonly [key: number, value: V]> {
    return this.#buckets.flat()[Symbol.iterator]();
  }

  #bucketOf(key: number): (readonly [key: number, value: V])[] {
    return this.#buckets[Number(hashOf(key) & BigInt(this.#buckets.length - 1))]!;
  }

  #grow(): void {
    const entries = [...this];
    this.#buckets = emptyBuckets(2 * this.#buckets.length);
    for (const entry of entries) this.#bucketOf(entry[0]).push(entry);
  }
}

function emptyBuckets<T>(count: number): T[][] {
  return Array.from({ length: count }, () => []);
}

function hashOf(key: number): bigint {
  let a = (GOLDEN_RATIO + BigInt(key)) & MASK;
  let b = GOLDEN_RATIO;
  let c = 0n;
  for (const [first, second, third] of SHIFTS) {
    a = ((a - b - c) & MASK) ^ (c >> first);
    b = (((b - c - a) & MASK) ^ (a << second)) & MASK;
    c = ((c - a - b) & MASK) ^ (b >> third);
  }
  return c;
}
