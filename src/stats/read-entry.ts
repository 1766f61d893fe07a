import { readText } from "../wire/index.ts";
import { type CopiedData, type CopiedEntries, columnOf, targetOf, typeOf } from "./copy-entries.ts";
import { CombinedCounters, Histograms, SimpleCounters } from "./counters.ts";
import type { StatsEntry } from "./entry.ts";
import { SLOT, TYPE } from "./layout.ts";
import { readRing } from "./ring.ts";
import { type Part, wordOf } from "./segment.ts";
import type { As, Form } from "./u64.ts";

/** The entries to which a symlink may lead. Never another symlink: VPP's clients follow one only. */
const TARGETS: readonly number[] = [TYPE.simple, TYPE.combined, TYPE.histogram, TYPE.empty];

const NO_DATA: CopiedData = { parts: [], ring: undefined };

/**
 * Returns the entry for a copied slot.
 *
 * @param index of the slot in the directory.
 * @throws {VppError} `VPP_STATS`; `VPP_FIELD_RANGE` when numbers are asked for and one is beyond 2^53.
 */
export function readEntry<A extends As>(
  copied: CopiedEntries,
  slot: Part,
  index: number,
  name: string,
  form: Form<A>,
): StatsEntry<A> {
  if (typeOf(slot) !== TYPE.symlink) return readSlot(slot, copied.data.get(index), undefined, name, form);
  const target = copied.targets.get(targetOf(slot));
  if (target === undefined || !TARGETS.includes(typeOf(target))) return { kind: "unknown", type: TYPE.symlink };
  return readSlot(target, copied.data.get(targetOf(slot)), columnOf(slot), name, form);
}

function readSlot<A extends As>(
  slot: Part,
  { parts, ring }: CopiedData = NO_DATA,
  column: number | undefined,
  name: string,
  form: Form<A>,
): StatsEntry<A> {
  switch (typeOf(slot)) {
    case TYPE.scalar:
      return { kind: "scalar", value: scalarOf(slot, name, form) };
    case TYPE.gauge:
      return { kind: "gauge", value: scalarOf(slot, name, form) };
    case TYPE.simple:
      return new SimpleCounters({ parts, column }, form, name);
    case TYPE.combined:
      return new CombinedCounters({ parts, column }, form, name);
    case TYPE.histogram:
      return new Histograms({ parts, column }, form, name);
    case TYPE.names:
      return { kind: "names", names: parts.map(textOf) };
    case TYPE.ring:
      return ring === undefined ? { kind: "empty" } : readRing(ring);
    case TYPE.empty:
      return { kind: "empty" };
    default:
      return { kind: "unknown", type: typeOf(slot) };
  }
}

function scalarOf<A extends As>(slot: Part, name: string, form: Form<A>): ReturnType<Form<A>["value"]> {
  return form.value(wordOf(slot, SLOT.unionWord), wordOf(slot, SLOT.unionWord + 1), name);
}

/** Returns the text of a vector of characters, whose length includes the NUL; undefined for no vector. */
function textOf({ bytes, at, byteLength }: Part): string | undefined {
  if (byteLength === 0) return undefined;
  const end = bytes[at + byteLength - 1] === 0 ? byteLength - 1 : byteLength;
  return readText(bytes, at, at + end);
}
