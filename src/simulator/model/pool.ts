/**
 * A pool as VPP has it: an index stands for an element as long as it lives, and a freed index goes to the next element, the
 * one freed last first. A freed slot keeps its element until then, and VPP goes on reading it in places.
 *
 * @see VPP src/vppinfra/pool.h
 */
export class Pool<T> implements Iterable<T> {
  readonly #slots: T[] = [];
  readonly #isLive: boolean[] = [];
  readonly #free: number[] = [];

  /** How many elements live. */
  get size(): number {
    return this.#slots.length - this.#free.length;
  }

  /** Puts in the element that `make` gives for its index. */
  add<U extends T>(make: (index: number) => U): U {
    const index = this.#free.pop() ?? this.#slots.length;
    const element = make(index);
    this.#slots[index] = element;
    this.#isLive[index] = true;
    return element;
  }

  /** Whether an element lives at an index. */
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
