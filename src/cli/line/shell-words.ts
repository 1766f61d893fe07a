/**
 * Splits a text into words as a shell does: quotes `'` and `"`, and `\` before a character. It knows no variables and no globs.
 *
 * @param masked the text as `mask` covers it.
 */
export function shellWords(text: string, masked: string): string[] {
  return rawWords(text, masked).map(unquote);
}

/** Splits a text at blanks outside of quotes and brackets. The words keep their quotes. */
export function rawWords(text: string, masked: string): string[] {
  return [...masked.matchAll(/\S+/g)].map(({ 0: word, index }) => text.slice(index, index + word.length));
}

function unquote(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_, single, double, escaped) => {
    return single ?? escaped ?? (double as string).replace(/\\(["\\$`])/g, "$1");
  });
}
