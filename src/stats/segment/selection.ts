import { type Directory, slotCount } from "./directory.ts";
import { SLOT, SLOT_BYTES, TYPE } from "./layout.ts";
import { wordOf } from "./part.ts";

/** Finds out whether a name is meant. */
export type Matcher = (name: string) => boolean;

/** Slots with fewer others between them are looked at together. */
const MAX_GAP_SLOTS = 32;

/** An entry that was chosen. */
export interface Chosen {
  readonly name: string;
  /** The place of the slot that has its data in `owners`; -1 for a symlink to no slot. */
  readonly owner: number;
  /** The one counter that a symlink stands for; undefined for what is no symlink. */
  readonly column: number | undefined;
}

/** The entries of a directory that a function has chosen. */
export interface Selection {
  readonly directory: Directory;
  /** One for each name, in VPP's order. */
  readonly chosen: readonly Chosen[];
  /** The indexes of the slots that have the data: those that were chosen, or the targets of symlinks. */
  readonly owners: readonly number[];
  /** Ranges of slots in which all that were chosen are: the first, and the end. */
  readonly ranges: readonly (readonly [first: number, end: number])[];
}

/** Chooses entries by name. Of two with one name the first is meant. */
export function select(directory: Directory, matches: Matcher): Selection {
  const chosen = new Map<string, Chosen>();
  const owners = new Owners(slotCount(directory));
  const ranges: [first: number, end: number][] = [];
  const { names } = directory;
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name === undefined || !matches(name) || chosen.has(name)) continue;
    chosen.set(name, choose(directory, i, name, owners));
    const last = ranges.at(-1);
    if (last !== undefined && i - last[1] < MAX_GAP_SLOTS) last[1] = i + 1;
    else ranges.push([i, i + 1]);
  }
  return { directory, chosen: [...chosen.values()], owners: owners.indexes, ranges };
}

function choose({ part }: Directory, index: number, name: string, owners: Owners): Chosen {
  const word = (index * SLOT_BYTES) / 4;
  if (wordOf(part, word + SLOT.typeWord) !== TYPE.symlink) {
    return { name, owner: owners.placeOf(index), column: undefined };
  }
  const target = wordOf(part, word + SLOT.unionWord);
  return { name, owner: owners.placeOf(target), column: wordOf(part, word + SLOT.unionWord + 1) };
}

/** The indexes of slots, each once. */
class Owners {
  readonly indexes: number[] = [];
  readonly #places = new Map<number, number>();
  readonly #slotCount: number;

  constructor(slotCount: number) {
    this.#slotCount = slotCount;
  }

  /** Returns the place of an index, which is added if it is new; -1 for one that is none of a slot. */
  placeOf(index: number): number {
    if (index >= this.#slotCount) return -1;
    const known = this.#places.get(index);
    if (known !== undefined) return known;
    this.#places.set(index, this.indexes.length);
    return this.indexes.push(index) - 1;
  }
}
