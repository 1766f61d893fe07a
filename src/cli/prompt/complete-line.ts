import { readLine } from "../line/index.ts";
import { beginning, type Candidate, type Completion } from "./candidate.ts";
import { completeFields } from "./complete-call.ts";
import { completeCli } from "./complete-cli.ts";
import type { Knowledge } from "./knowledge.ts";

const NOTHING: Completion = { word: "", candidates: [] };

/**
 * Returns what may stand at the end of a line that is being typed. It waits for files of this package at most, never for VPP: what VPP
 * holds is what was read from it last.
 */
export async function completeLine(typed: string, knowledge: Knowledge): Promise<Completion> {
  const text = typed.trimStart();
  if (/^[=#]/.test(text)) return NOTHING;
  const line = readLine(`${text}x`, knowledge);
  // What is behind a pipe is the shell's.
  if ("shell" in line && line.shell !== undefined) return NOTHING;
  if (text.startsWith(":")) return await completeCommand(text.slice(1), knowledge);
  return await completePlain(text, knowledge);
}

async function completePlain(text: string, knowledge: Knowledge): Promise<Completion> {
  const [, name = "", rest] = /^(\S*)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (rest === undefined) {
    const words = completeCli(name, knowledge);
    // Words of the command line are more common: messages are offered from their `_` on, and where there is no such word.
    const isUnread = knowledge.cli.children.size === 0 && !name.includes("_");
    return isUnread || words.candidates.length > 0 ? words : beginning(name, knowledge.messages);
  }
  const message = name.includes("_") && knowledge.isMessage(name) ? await knowledge.load(name) : undefined;
  return message === undefined ? completeCli(text, knowledge) : completeFields(message, rest, knowledge);
}

async function completeCommand(text: string, knowledge: Knowledge): Promise<Completion> {
  const [, name = "", rest] = /^(\S*)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (rest === undefined) return beginning(name, knowledge.commands);
  if (name === "call") return await completePlain(rest, knowledge);
  if (name === "cli") return completeCli(rest, knowledge);
  if (name === "watch") return await completeLine(rest.replace(/^[\d.]+\s+/, ""), knowledge);
  const word = /\S*$/.exec(rest)![0];
  if (name === "help") return beginning(word, knowledge.commands);
  return beginning(word, await wordsOf(name, word, rest === word, knowledge));
}

/** Returns the options of a command, else what may stand in the place of its first operand. */
async function wordsOf(name: string, word: string, isFirst: boolean, knowledge: Knowledge): Promise<Candidate[]> {
  if (word.startsWith("-")) return await knowledge.options(name);
  return isFirst && name === "show" ? await knowledge.subjects() : [];
}
