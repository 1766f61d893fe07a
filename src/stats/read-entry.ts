import { readText } from "../wire/index.ts";
import { CombinedCounters, SimpleCounters } from "./counters.ts";
import type { StatsEntry } from "./entry.ts";
import { Histograms } from "./histograms.ts";
import { readRing } from "./read-ring.ts";
import { type Chosen, type CopiedSlot, type Part, SLOT, TYPE, typeOf, wordOf } from "./segment/index.ts";
import type { As, Form } from "./u64.ts";

/** The entries to which a symlink may lead. Never another symlink: VPP's clients follow one only. */
const TARGETS: readonly number[] = [TYPE.simple, TYPE.combined, TYPE.histogram, TYPE.empty];

/**
 * Returns the entry for copied slots.
 *
 * @param owners the copies of the selection's owners, in their order.
 * @throws {VppError} `VPP_STATS`; `VPP_FIELD_RANGE` when numbers are asked for and one is beyond 2^53.
 */
export function readEntry<A extends As>(
  owners: readonly CopiedSlot[],
  { name, owner, column }: Chosen,
  form: Form<A>,
): StatsEntry<A> {
  const copied = owners[owner];
  const isReadable = column === undefined || (copied !== undefined && TARGETS.includes(typeOf(copied.slot)));
  return isReadable ? readSlot(copied!, column, name, form) : { kind: "unknown", type: TYPE.symlink };
}

function readSlot<A extends As>(
  { slot, parts, ring }: CopiedSlot,
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
      return new SimpleCounters(parts, column, form, name);
    case TYPE.combined:
      return new CombinedCounters(parts, column, form, name);
    case TYPE.histogram:
      return new Histograms(parts, form, name);
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
