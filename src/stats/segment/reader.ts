import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { VppError } from "../../errors.ts";
import { type CopiedSlot, copyEntries } from "./copy-entries.ts";
import { copyDirectory, type Directory, isAtPlace, isUnchanged, readDirectory, slotCount } from "./directory.ts";
import { SLOT, SLOT_BYTES } from "./layout.ts";
import { makePart, numberOf } from "./part.ts";
import type { Header, Segment } from "./segment.ts";
import { type Chosen, type Matcher, type Selection, select } from "./selection.ts";

/** VPP changes the segment for microseconds: the first attempts follow at once. */
const FAST_ATTEMPTS = 5;
const PAUSE_MS = 1;
/** Damage in an attempt during which VPP has changed nothing: symlinks are added without notice, so it counts the third time. */
const MAX_DAMAGED = 3;
/**
 * VPP renames the nodes of interfaces without notice every 10 seconds, and the symlinks of new errors take places that were free:
 * an older copy of the directory is compared.
 */
const MAX_AGE_MS = 10_000;

/** Entries that were copied in a moment in which VPP changed nothing. */
export interface Reading {
  readonly chosen: readonly Chosen[];
  /** The copies of the slots that have their data. */
  readonly owners: readonly CopiedSlot[];
  /** The time of the copy, in milliseconds of a monotonic clock. */
  readonly timeMs: number;
}

/** Reads one segment: copies what is needed, and begins again if VPP has changed something meanwhile. */
export class Reader {
  readonly #segment: Segment;
  #directory: Directory | undefined;
  /** The one before, whose memory the next copy gets: it is megabytes, and the garbage collector would take its time. */
  #spare: Directory | undefined;
  /** Those of the directory. */
  #selections = new WeakMap<Matcher, Selection>();

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  /** Returns the directory as it is now. @throws {VppError} `VPP_STATS`, `VPP_STATS_BUSY`. */
  async directory(deadline: number): Promise<Directory> {
    const known = this.#directory;
    if (known !== undefined && this.#isCurrent(known)) return known;
    const memory = this.#takeSpare();
    const { header, copy, timeMs } = await this.#quietly(
      (header) => copyDirectory(this.#segment, header, memory),
      deadline,
    );
    this.#spare = this.#directory;
    this.#directory = readDirectory(copy, header.epoch, timeMs, this.#directory);
    this.#selections = new WeakMap();
    return this.#directory;
  }

  /** Copies the entries whose names match. @throws {VppError} `VPP_STATS`, `VPP_STATS_BUSY`. */
  async read(matches: Matcher, deadline: number): Promise<Reading> {
    for (;;) {
      const directory = await this.directory(deadline);
      const selection = this.#select(directory, matches);
      const { copy, timeMs } = await this.#quietly((header) => copyEntries(this.#segment, header, selection), deadline);
      if (copy !== undefined) return { chosen: selection.chosen, owners: copy, timeMs };
      directory.timeMs = Number.NEGATIVE_INFINITY;
      if (performance.now() >= deadline) throw busy();
    }
  }

  /** Returns the present value of a scalar; undefined if it is not in the directory that was read last. */
  valueOf(name: string): number | undefined {
    const index = this.#directory?.names.indexOf(name) ?? -1;
    if (index === -1) return undefined;
    this.#segment.readHeader();
    const slot = makePart(this.#directory!.part.offset + index * SLOT_BYTES, SLOT_BYTES);
    this.#segment.copy([slot]);
    return numberOf(slot, SLOT.unionWord);
  }

  /** Returns memory for a copy of the directory. A call that still uses what is in it reads again. */
  #takeSpare(): Buffer<ArrayBuffer> | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) spare.isReplaced = true;
    return spare?.part.bytes;
  }

  /** Returns the entries that match. A function that asks again, as in `watch`, gets those from before. */
  #select(directory: Directory, matches: Matcher): Selection {
    const known = this.#selections.get(matches);
    if (known?.directory === directory) return known;
    const selection = select(directory, matches);
    this.#selections.set(matches, selection);
    return selection;
  }

  #isCurrent(known: Directory): boolean {
    const timeMs = performance.now();
    const header = this.#segment.readHeader();
    if (header.epoch !== known.epoch || !isAtPlace(this.#segment, header, known)) return false;
    if (timeMs - known.timeMs < MAX_AGE_MS) return true;
    if (!isUnchanged(this.#segment, known, 0, slotCount(known))) return false;
    known.timeMs = timeMs;
    return true;
  }

  /** Calls `copy` until VPP has changed nothing during the call. */
  async #quietly<T>(
    copy: (header: Header) => T,
    deadline: number,
  ): Promise<{ header: Header; copy: T; timeMs: number }> {
    let damages = 0;
    for (let attempt = 1; ; attempt++) {
      const header = this.#segment.readHeader();
      if (!header.isChanging) {
        const timeMs = performance.now();
        const result = attemptTo(() => copy(header));
        if (this.#isUnchanged(header)) {
          if (!(result instanceof VppError)) return { header, copy: result, timeMs };
          if (++damages === MAX_DAMAGED) throw result;
        }
      }
      if (performance.now() >= deadline) throw busy();
      await (attempt < FAST_ATTEMPTS ? nextTurn() : pause(PAUSE_MS));
    }
  }

  #isUnchanged(before: Header): boolean {
    const after = this.#segment.readHeader();
    return !after.isChanging && after.epoch === before.epoch && after.directory === before.directory;
  }
}

/** Returns the result, or the error if it is damage. */
function attemptTo<T>(copy: () => T): T | VppError {
  try {
    return copy();
  } catch (reason) {
    if (reason instanceof VppError && reason.code === "VPP_STATS") return reason;
    throw reason;
  }
}

function busy(): VppError {
  const text =
    "VPP changed its statistics during every attempt to read them: try again, raise timeoutMs, or read fewer entries";
  return new VppError("VPP_STATS_BUSY", text);
}
