/** Puts a text into the middle of a column; VPP leaves the odd blank in front. @see VPP src/vppinfra/format.c */
export function centered(text: string | number, width: number): string {
  const missing = Math.max(0, width - String(text).length);
  return " ".repeat(Math.ceil(missing / 2)) + text + " ".repeat(Math.floor(missing / 2));
}
