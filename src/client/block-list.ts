/** A place is shifted and masked: a quotient is an object to V8 where it is no whole number, until the code is optimized. */
const BLOCK_BITS = 10;
const BLOCK_ITEMS = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK_ITEMS - 1;

/** A list that grows in blocks. What is in it is never copied, as a growing array is again and again. */
export class BlockList<T> {
  readonly #blocks: T[][] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds an item and gives its place. */
  push(item: T): number {
    const place = this.#length++;
    // The first one is as long as it must be: most lists are short.
    if ((place & IN_BLOCK) === 0) this.#blocks.push(place === 0 ? [] : new Array(BLOCK_ITEMS));
    this.#blocks[place >> BLOCK_BITS]![place & IN_BLOCK] = item;
    return place;
  }

  /** The item at a place where there is one. */
  at(place: number): T {
    return this.#blocks[place >> BLOCK_BITS]![place & IN_BLOCK]!;
  }
}
