/** Commands of VPP's command line that harm other clients, with their words as far as VPP takes shortened ones. */
const HARMFUL: readonly (readonly [words: RegExp, reason: string])[] = [
  // @refuses cli_inband: `ping` | VPP drops the requests of other clients until it ends, and never answers them
  [/^ping?$/, "it would swallow other clients' requests"],
  // @refuses cli_inband: `monitor interface` | VPP drops requests of other clients, and never answers them
  [
    /^mo(n|ni|nit|nito|nitor)? i(n|nt|nte|nter|nterf|nterfa|nterfac|nterface)?$/,
    "it would swallow other clients' requests",
  ],
  // @refuses cli_inband: `quit`, `exit`, `q` | the vppctl that typed last loses its prompt
  [/^(q|qu|qui|quit|exi|exit)$/, "it would end the session of a vppctl of another user"],
  // @refuses cli_inband: `set terminal` | VPP changes the terminal of the vppctl that typed last
  [/^set te(r|rm|rmi|rmin|rmina|rminal)?$/, "it would change the terminal of a vppctl of another user"],
];

/**
 * Returns why a text must not be sent to VPP's command line, or undefined. VPP takes what one command leaves of the text, on the
 * same line or the next, as another command, so a harmful one counts at each word. `help COMMAND` and `COMMAND ?` are harmless.
 */
export function cliHazard(text: string): string | undefined {
  // VPP's own reading of a word ends at a character that no command has: `quit.x` is `quit`.
  const words = text.split(/[\s{}]+/).flatMap((word) => (word === "" ? [] : [/^[\w-]+/.exec(word)?.[0] ?? word]));
  for (const [at, word] of words.entries()) {
    const pair = `${word} ${words[at + 1] ?? ""}`;
    for (const [pattern, reason] of HARMFUL) {
      const found = [word, pair].find((each) => pattern.test(each));
      if (found === undefined || isHelp(words, at, found)) continue;
      return `not sent: ${reason}; use: vppctl ${text.replaceAll(/\s+/g, " ").trim()}`;
    }
  }
  return undefined;
}

/** Returns whether the whole text asks for the help of this command. */
function isHelp(words: readonly string[], at: number, found: string): boolean {
  const end = at + found.split(" ").length;
  if (at === 1 && words[0] === "help") return end === words.length;
  return at === 0 && words.length === end + 1 && words[end] === "?";
}
