import { type Marks, mask } from "./mask.ts";
import { rawWords, shellWords } from "./shell-words.ts";

/** What a line is. `shell` is the script for `sh` that reads the output of the line, if it has a pipe or redirect. */
export type Line =
  | { readonly kind: "nothing" }
  | { readonly kind: "quit" }
  /** A quote or bracket is open: the next line belongs to it. */
  | { readonly kind: "open"; readonly mark: string }
  | { readonly kind: "javascript"; readonly code: string }
  | {
      readonly kind: "command";
      readonly words: readonly string[];
      readonly isQuestion: boolean;
      readonly shell?: string;
    }
  | {
      readonly kind: "call" | "unknown message";
      /** The message's name, its fields and options, as they are written. */
      readonly words: readonly string[];
      readonly isQuestion: boolean;
      readonly shell?: string;
    }
  | { readonly kind: "cli"; readonly text: string; readonly shell?: string };

/** The names that decide what a line is. */
export interface Names {
  /** Returns whether VPP's API has a message of this name. */
  isMessage(name: string): boolean;
  /** The root words of VPP's command line that contain `_`. */
  readonly roots?: readonly string[];
}

/** The one root word of VPP 26.06 that contains `_`. */
const ROOTS = ["p2p_ethernet"];

const PLAIN: Marks = { quotes: '"', opening: "[{", isShell: false };
const SHELL: Marks = { quotes: "'\"", opening: "[{", isShell: true };
const JAVASCRIPT: Marks = { quotes: "'\"`", opening: "([{", isShell: true, isCode: true };

/** Reads what a line is, by its first characters. A line that ends with an open quote or bracket is `open`. */
export function readLine(input: string, names: Names): Line {
  const text = input.replace(/^\s*vpp(\([^()]*\))?# /, "").trim();
  if (text === "" || text.startsWith("#")) return { kind: "nothing" };
  if (text.startsWith("=")) return readJavaScript(text.slice(1));
  if (text.startsWith(":")) return readCommand(text.slice(1));
  if (/^(quit|exit|q)$/.test(text)) return { kind: "quit" };
  return readPlain(text, names);
}

function readJavaScript(code: string): Line {
  const { open } = mask(code, JAVASCRIPT);
  return open === undefined ? { kind: "javascript", code: code.trim() } : { kind: "open", mark: open };
}

function readCommand(text: string): Line {
  const { open, ...parts } = split(text, SHELL);
  if (open !== undefined) return { kind: "open", mark: open };
  const { body, masked, shell } = parts;
  return { kind: "command", ...withoutQuestion(shellWords(body, masked), rawWords(body, masked)), ...shell };
}

function readPlain(text: string, { isMessage, roots = ROOTS }: Names): Line {
  const { open, body, masked, shell } = split(text, PLAIN);
  if (open !== undefined) return { kind: "open", mark: open };
  const words = rawWords(body, masked);
  const name = words[0]!;
  const isCall = name.includes("_") && isMessage(name);
  if (!isCall && (!name.includes("_") || roots.some((root) => root.startsWith(name)))) {
    return { kind: "cli", text: body, ...shell };
  }
  return { kind: isCall ? "call" : "unknown message", ...withoutQuestion(words, words), ...shell };
}

function split(text: string, marks: Marks) {
  const { text: masked, open } = mask(text, marks);
  const found = /\s(\||>>|>\||>)\s+(?=\S)/.exec(masked);
  if (found === null) return { open, body: text, masked, shell: {} };
  const rest = text.slice(found.index + found[0].length);
  const script = found[1] === "|" ? rest : `cat ${found[1]} ${rest}`;
  // What is behind the sign belongs to the shell, with its quotes.
  const before = mask(text.slice(0, found.index), marks);
  const body = text.slice(0, found.index).trimEnd();
  return { open: before.open, body, masked: before.text.slice(0, body.length), shell: { shell: script } };
}

function withoutQuestion(words: readonly string[], raw: readonly string[]) {
  const isQuestion = raw.at(-1) === "?";
  return { words: isQuestion ? words.slice(0, -1) : words, isQuestion };
}
