/** A text that may stand where the cursor is. */
export interface Candidate {
  readonly text: string;
  /** What it is, in a few words. */
  readonly help?: string;
  /** What follows it once it is chosen; default a blank. */
  readonly end?: string;
}

/** What may stand at the end of a text in place of its last word. */
export interface Completion {
  /** The beginning of the word, as it is typed; each candidate begins with it. */
  readonly word: string;
  readonly candidates: readonly Candidate[];
  /** What has to follow, in VPP's own words, where nothing can be completed. */
  readonly syntax?: string;
}

/** Returns the candidates that begin with a word. */
export function beginning(word: string, all: Iterable<Candidate>, syntax?: string): Completion {
  const candidates = [...all].filter(({ text }) => text.startsWith(word));
  return { word, candidates, ...(syntax !== undefined && { syntax }) };
}

/** Returns what all candidates have behind the word, and the end of the only one. */
export function sharedRest({ word, candidates }: Completion): string {
  const [first, ...others] = candidates;
  if (first === undefined) return "";
  if (others.length === 0) return first.text.slice(word.length) + (first.end ?? " ");
  let length = first.text.length;
  for (const { text } of others) while (!text.startsWith(first.text.slice(0, length))) length--;
  return first.text.slice(word.length, length);
}
