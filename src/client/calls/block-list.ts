/** A place is shifted and masked, not divided (CLIENT-5). */
const BLOCK_BITS = 10;
const BLOCK_ITEMS = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK_ITEMS - 1;

/** A list that grows in blocks, whose items are never copied. A block of equal items holds one (CLIENT-5). */
export class BlockList<T> {
  readonly #blocks: T[][] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds an item and returns its place. */
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

  /** Returns the item at a place below `length`. */
  at(place: number): T {
    const block = this.#blocks[place >> BLOCK_BITS]!;
    return block.length > 1 ? block[place & IN_BLOCK]! : block[0]!;
  }
}

/** Makes a block of `times` equal items and another one. The first block is as short as possible: most lists are short. */
function spread<T>(same: T, times: number, other: T, place: number): T[] {
  const block = new Array<T>(place < BLOCK_ITEMS ? times : BLOCK_ITEMS);
  block.fill(same, 0, times);
  block[times] = other;
  return block;
}
