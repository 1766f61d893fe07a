import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The size in bytes from which the file is set aside, and a new one begun. */
const MAX_BYTES = 1_000_000;
/** How many lines a prompt begins with. */
const MAX_LINES = 1000;

/** Lines of earlier prompts, and of others that run: each line is appended on its own, so that none is lost. */
export class History {
  readonly #path: string | undefined;

  /** @param path undefined: nothing is kept. */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  /** Returns the lines that were kept, oldest first. A file that cannot be read has none. */
  read(): string[] {
    if (this.#path === undefined) return [];
    setAside(this.#path);
    return [`${this.#path}.1`, this.#path].flatMap(linesOf).slice(-MAX_LINES);
  }

  /** Keeps lines, unless their text may hold a secret. They are in the file when it returns. */
  keep(text: string): void {
    if (this.#path === undefined || text.trim() === "" || isSecret(text)) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, `${text}\n`, { mode: 0o600 });
      chmodSync(this.#path, 0o600);
    } catch {
      // A folder that cannot be written: the lines are known as long as this prompt runs.
    }
  }
}

/** Returns whether a line is not to be kept: it begins with a blank, or has a word for a secret. */
export function isSecret(text: string): boolean {
  return /^\s|key|secret|passw|psk|token/i.test(text);
}

/** Returns the path of the history; undefined without a home. */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_STATE_HOME: state, HOME: home } = env;
  const folder = state || (home ? join(home, ".local", "state") : undefined);
  return folder === undefined ? undefined : join(folder, "tsvpp", "history");
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

function setAside(path: string): void {
  try {
    if (statSync(path).size > MAX_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // No history yet.
  }
}
