/** A place is shifted and masked: a quotient is an object to V8 where it is no whole number, until the code is optimized. */
const BLOCK_BITS = 10;
const BLOCK_ITEMS = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK_ITEMS - 1;

/**
 * A list that grows in blocks. What is in it is never copied, as a growing array is again and again. A block of which all
 * items are the same one has it once.
 */
export class BlockList<T> {
  readonly #blocks: T[][] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds an item and gives its place. */
  push(item: T): number {
    const place = this.#length++;
    const at = place & IN_BLOCK;
    if (at === 0) {
      this.#blocks.push([item]);
      return place;
    }
    const block = this.#blocks[place >> BLOCK_BITS]!;
    if (block.length > 1) block[at] = item;
    else if (block[0] !== item) this.#blocks[place >> BLOCK_BITS] = spread(block[0]!, at, item, place);
    return place;
  }

  /** The item at a place where there is one. */
  at(place: number): T {
    const block = this.#blocks[place >> BLOCK_BITS]!;
    return block.length > 1 ? block[place & IN_BLOCK]! : block[0]!;
  }
}

/** A block of so many times the same item, and then another. The first block is as long as it must be: most lists are short. */
function spread<T>(same: T, times: number, other: T, place: number): T[] {
  const block = new Array<T>(place < BLOCK_ITEMS ? times : BLOCK_ITEMS);
  block.fill(same, 0, times);
  block[times] = other;
  return block;
}
