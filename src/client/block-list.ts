const BLOCK_ITEMS = 1024;

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
    if (place % BLOCK_ITEMS === 0) this.#blocks.push(place === 0 ? [] : new Array(BLOCK_ITEMS));
    this.#blocks[(place / BLOCK_ITEMS) | 0]![place % BLOCK_ITEMS] = item;
    return place;
  }

  /** The item at a place where there is one. */
  at(place: number): T {
    return this.#blocks[(place / BLOCK_ITEMS) | 0]![place % BLOCK_ITEMS]!;
  }
}
