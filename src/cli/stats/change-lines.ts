import type { EntryChange, Rates } from "../../stats/index.ts";
import { counterLines } from "./entry-lines.ts";

/** Returns the lines that show how an entry has changed: one for each counter that has. */
export function changeLines(name: string, change: EntryChange): string[] {
  if ("value" in change) {
    return change.difference === 0n ? [] : [`${name} ${change.value} (${sign(change.difference)})`];
  }
  if (change.kind !== "combined") return changed(name, change, [change], (at) => `${rate(change, at)}/s`);
  const { packets, bytes } = change;
  const text = (at: number): string => `${rate(packets, at)} packets/s, ${rate(bytes, at)} bytes/s`;
  return changed(name, packets, [packets, bytes], text);
}

/** Returns an entry's change as JSON: differences of 64 bits are texts. */
export function changeJson(change: EntryChange): object {
  if ("value" in change) {
    return { kind: change.kind, value: String(change.value), difference: String(change.difference) };
  }
  const { kind, reset } = change;
  if (change.kind !== "combined") return { kind, reset, ...ratesJson(change) };
  return { kind, reset, packets: ratesJson(change.packets), bytes: ratesJson(change.bytes) };
}

function changed(name: string, first: Rates, all: readonly Rates[], textOf: (at: number) => string): string[] {
  const lines = counterLines(name, first.differences.length, textOf);
  return lines.filter((_, at) => all.some(({ differences }) => differences[at] !== 0n));
}

function ratesJson({ differences, perSecond }: Rates): object {
  return { differences: Array.from(differences, String), perSecond: [...perSecond] };
}

function rate({ perSecond }: Rates, at: number): string {
  return perSecond[at]!.toFixed(1);
}

function sign(difference: bigint): string {
  return difference > 0n ? `+${difference}` : `${difference}`;
}
