import type { Writable } from "node:stream";
import type { Output } from "../output/index.ts";

/** What a line printed in one round. */
export interface WatchRound {
  readonly title: string;
  readonly lines: readonly string[];
  /** The lines of the round before; undefined in the first. */
  readonly before: readonly string[] | undefined;
}

/** Shows a round in place of the last one, as far as the terminal has room; on a pipe, below it. */
export function showRound(
  output: Output,
  stdout: Writable & { readonly isTTY?: boolean; readonly rows?: number },
  { title, lines, before }: WatchRound,
): void {
  const count = stdout.isTTY === true && stdout.rows ? Math.max(1, stdout.rows - 3) : lines.length;
  output.clear();
  output.line(`${new Date().toTimeString().slice(0, 8)}  ${title}`);
  for (const [at, line] of lines.slice(0, count).entries()) {
    const isChanged = before !== undefined && before[at] !== line;
    // Lines were made printable when they were printed.
    output.line(`${isChanged ? "* " : "  "}${line}`, isChanged ? "bold" : undefined);
  }
  if (lines.length > count) output.line(`  ... and ${lines.length - count} more lines`);
}
