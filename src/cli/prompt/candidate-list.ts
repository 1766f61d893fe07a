import { printable } from "../../printable.ts";
import type { Candidate } from "./candidate.ts";

/** How many lines of candidates are shown. */
const MAX_LINES = 30;
const GAP = "  ";

/** Returns candidates as lines that fit a terminal: with their help, or several in a line when there are many. */
export function candidateLines(candidates: readonly Candidate[], columns: number): string[] {
  const hasHelp = candidates.some(({ help }) => help !== undefined && help !== "");
  if (hasHelp && candidates.length <= MAX_LINES) return withHelp(candidates, columns);
  const texts = candidates.map(({ text }) => printable(text));
  const width = Math.max(...texts.map((text) => text.length)) + GAP.length;
  const count = Math.max(1, Math.floor((columns - GAP.length) / width));
  const lines: string[] = [];
  for (let at = 0; at < texts.length && lines.length < MAX_LINES; at += count) {
    const cells = texts.slice(at, at + count).map((text) => text.padEnd(width));
    lines.push((GAP + cells.join("")).trimEnd().slice(0, columns - 1));
  }
  const left = texts.length - lines.length * count;
  return left > 0 ? [...lines, `${GAP}... and ${left} more`] : lines;
}

function withHelp(candidates: readonly Candidate[], columns: number): string[] {
  const width = Math.max(...candidates.map(({ text }) => printable(text).length));
  return candidates.map(({ text, help = "" }) => {
    return `${GAP}${printable(text).padEnd(width)}${GAP}${printable(help)}`.trimEnd().slice(0, columns - 1);
  });
}
