/**
 * A pool as in VPP: an element has an index until it is freed, and new elements reuse freed indexes, the last freed first.
 * A freed slot keeps its element until it is reused, and some of VPP's code still reads it.
 *
 * @see VPP src/vppinfra/pool.h
 */
export class Pool<T> implements Iterable<T> {
  readonly #slots: T[] = [];
  readonly #isLive: boolean[] = [];
  readonly #free: number[] = [];

  /** The number of live elements. */
  get size(): number {
    return this.#slots.length - this.#free.length;
  }

  /** The index of the next element. */
  get nextIndex(): number {
    return this.#free.at(-1) ?? this.#slots.length;
  }

  /** Puts in the element that `make` gives for its index. */
  add<U extends T>(make: (index: number) => U): U {
    const index = this.#free.pop() ?? this.#slots.length;
    const element = make(index);
    this.#slots[index] = element;
    this.#isLive[index] = true;
    return element;
  }

  /** Whether the element at an index is live. */
  has(index: number): boolean {
    return this.#isLive[index] === true;
  }

  /** The live element at an index. */
  get(index: number): T | undefined {
    return this.has(index) ? this.#slots[index] : undefined;
  }

  /** The element at an index, freed or not. */
  peek(index: number): T | undefined {
    return this.#slots[index];
  }

  /** The index of a live element. */
  indexOf(element: T): number {
    return this.#slots.findIndex((each, index) => each === element && this.has(index));
  }

  /** Frees a live index. */
  remove(index: number): void {
    this.#isLive[index] = false;
    this.#free.push(index);
  }

  /** The live elements by ascending index: the order of VPP's dumps. */
  *[Symbol.iterator](): Iterator<T> {
    for (let index = 0; index < this.#slots.length; index++) {
      if (this.has(index)) yield this.#slots[index]!;
    }
  }
}
