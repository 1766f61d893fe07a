import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { REPLServer } from "node:repl";

/**
 * Gives a REPL the lines of a history, oldest first. `setupHistory` alone loads lines, and writes its file anew after each line, without
 * those of other prompts: so it gets a file that nothing else uses, and that is deleted once it is open.
 */
export async function loadHistory(repl: REPLServer, lines: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tsvpp-"));
  try {
    const path = join(folder, "history");
    await writeFile(path, [...lines].reverse().join("\n"), { mode: 0o600 });
    await new Promise<void>((resolve) => repl.setupHistory(path, () => resolve()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
