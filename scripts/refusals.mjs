// Reads the reasons for refusals: comments in the sources, each before the line that refuses.
//
//   // @refuses OPERATION or MESSAGE, ...: WHEN | WHAT VPP DOES OTHERWISE
import { readdirSync, readFileSync } from "node:fs";

const SOURCES = new URL("../src/", import.meta.url);
const REFUSAL = /@refuses (?<of>[\w, ]+): (?<when>[^|]+) \| (?<otherwise>[^|]+)$/;
const COMMENT = /\/\/ (@refuses .*(?:\n *\/\/ .*)*)/g;
const CODES = { hazard: "VPP_HAZARD", noTable: "VPP_HAZARD", invalid: "VPP_SRV6", noInterface: "VPP_SRV6" };
const CALL = /\b(hazard|noTable|invalid|noInterface)\(/;

/** Returns the refusals in a file or folder of `src`. `code` is that of the error which the next lines make. */
export function refusalsIn(path) {
  return filesIn(path).flatMap((file) => {
    const text = readFileSync(new URL(file, SOURCES), "utf8");
    return [...text.matchAll(COMMENT)].map((found) => refusalOf(found, text, file));
  });
}

function filesIn(path) {
  if (path.endsWith(".ts")) return [path];
  const names = readdirSync(new URL(path, SOURCES), { recursive: true });
  return names.filter((name) => name.endsWith(".ts")).map((name) => `${path}/${name}`);
}

function refusalOf({ 0: comment, 1: text, index }, source, file) {
  const groups = REFUSAL.exec(text.replace(/\n *\/\/ /g, " "))?.groups;
  if (groups === undefined) throw new Error(`src/${file}: not "@refuses NAMES: WHEN | OTHERWISE": ${text}`);
  const { of, when, otherwise } = groups;
  const [, call] = CALL.exec(source.slice(index + comment.length)) ?? [];
  return { of: of.split(", "), when, otherwise, code: CODES[call] };
}
