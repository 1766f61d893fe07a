import { type InterfaceNames, withNames } from "../interface-names.ts";
import { type Io, writeNote } from "../io.ts";

/** Writes warnings to standard error: of several of one kind the first, and the number of the others. */
export function writeWarnings(io: Io, warnings: readonly string[], interfaces: InterfaceNames): void {
  const kinds = new Map<string, { readonly first: string; count: number }>();
  for (const text of warnings) {
    const kind = kinds.get(kindOf(text));
    if (kind === undefined) kinds.set(kindOf(text), { first: text, count: 1 });
    else kind.count++;
  }
  for (const { first, count } of kinds.values()) {
    const others = count === 1 ? "" : ` (and ${count - 1} more of this kind: --json lists all)`;
    writeNote(io, `warning: ${withNames(first, interfaces)}${others}`);
  }
}

/** Returns a warning without its addresses and numbers. */
function kindOf(text: string): string {
  return text.replace(/\s*\S*[\d:]\S*/g, "");
}
