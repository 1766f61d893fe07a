// Writes the tables of docs/releases.md, which list the changes of each release:
//
//   npm run build && node scripts/releases-doc.mjs [--check]
//
// With --check it writes nothing; the exit code is 1 if the tables are not current.
import { diffSchemas, listReleases, loadCatalogue } from "../dist/src/schema/index.js";
import { table, updatePage } from "./docs-page.mjs";

const MODULES = ["sr", "interface", "ip"];
const MARKS = { added: "+", removed: "-", changed: "~", moved: ">" };

updatePage("releases.md", tables);

function tables() {
  const changes = changesByRelease();
  return `${MODULES.map((module) => `\n### ${module}\n\n${changesOf(changes, module)}`).join("")}\n`;
}

/** Returns the differences of each release from the one before, newest first. */
function changesByRelease() {
  const releases = listReleases().map((release) => loadCatalogue(release));
  const steps = releases.slice(1).map((after, at) => [after.release, diffSchemas(releases[at], after)]);
  return steps.reverse();
}

function changesOf(changes, module) {
  const rows = changes.flatMap(([release, differences]) => {
    return [...mergeEqual(differences.filter((each) => each.module === module))].map((each) => row(release, each));
  });
  return rows.length === 0 ? "Nothing.\n" : table(["release", "messages", "change"], rows);
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
  return [release, names.map((name) => `\`${name}\``).join(", "), what];
}

function describe({ change, isBreaking, fields }) {
  const parts = fields.map(({ path, change, before, after }) => {
    return `\`${[MARKS[change], path, [before, after].filter(Boolean).join(" -> ")].join(" ")}\``;
  });
  return [`${change}${isBreaking ? ", breaks compatibility" : ""}`, ...parts].join("<br>");
}
