// Writes the tables of docs/releases.md, which list the changes of each release:
//
//   npm run build && node scripts/releases-doc.mjs [--check]
//
// With --check it writes nothing; the exit code is 1 if the tables are not current.
import { readFileSync, writeFileSync } from "node:fs";
import { diffSchemas, listReleases, loadCatalogue } from "../dist/src/schema/index.js";

const MODULES = ["sr", "interface", "ip"];
const DOCUMENT = new URL("../docs/releases.md", import.meta.url);
const BEGIN = "<!-- tables: begin -->\n";
const END = "<!-- tables: end -->\n";
const MARKS = { added: "+", removed: "-", changed: "~", moved: ">" };

const text = readFileSync(DOCUMENT, "utf8");
const current = text.slice(0, text.indexOf(BEGIN) + BEGIN.length) + tables() + text.slice(text.indexOf(END));
if (!process.argv.includes("--check")) writeFileSync(DOCUMENT, current);
else if (current !== text) {
  console.error("docs/releases.md is not current; run: node scripts/releases-doc.mjs");
  process.exitCode = 1;
}

function tables() {
  const changes = changesByRelease();
  return `${MODULES.map((module) => `\n### ${module}\n\n${table(changes, module)}`).join("")}\n`;
}

/** Returns the differences of each release from the one before, newest first. */
function changesByRelease() {
  const releases = listReleases().map((release) => loadCatalogue(release));
  const steps = releases.slice(1).map((after, at) => [after.release, diffSchemas(releases[at], after)]);
  return steps.reverse();
}

function table(changes, module) {
  const rows = changes.flatMap(([release, differences]) => {
    return [...mergeEqual(differences.filter((each) => each.module === module))].map((each) => row(release, each));
  });
  return rows.length === 0 ? "Nothing.\n" : `| release | messages | change |\n|---|---|---|\n${rows.join("")}`;
}

/** Groups messages by their description of change; leaves out replies whose requests changed too. */
function mergeEqual(differences) {
  const names = new Set(differences.map(({ name }) => name));
  const merged = new Map();
  for (const each of differences) {
    if (each.name.endsWith("_reply") && names.has(each.name.slice(0, -"_reply".length))) continue;
    const what = describe(each);
    merged.set(what, [...(merged.get(what) ?? []), each.name]);
  }
  return merged;
}

function row(release, [what, names]) {
  return `| ${release} | ${names.map((name) => `\`${name}\``).join(", ")} | ${what} |\n`;
}

function describe({ change, isBreaking, fields }) {
  const parts = fields.map(({ path, change, before, after }) => {
    return `\`${[MARKS[change], path, [before, after].filter(Boolean).join(" -> ")].join(" ")}\``;
  });
  return [`${change}${isBreaking ? ", breaks compatibility" : ""}`, ...parts].join("<br>");
}
