// Writes the generated parts of a page of docs/: `<!-- NAME: begin -->` to `<!-- NAME: end -->`.
import { readFileSync, writeFileSync } from "node:fs";

const PART = /(<!-- ([\w ]+): begin -->\n)[\s\S]*?(<!-- \2: end -->)/g;

/** Returns the text of a page. */
export function readPage(page) {
  return readFileSync(urlOf(page), "utf8");
}

/**
 * Replaces each generated part by what `generate` returns for its name. With the argument --check it writes nothing; the exit code
 * is 1 if the page is not current.
 */
export function updatePage(page, generate) {
  const text = readPage(page);
  const current = text.replace(PART, (_, begin, name, end) => begin + generate(name) + end);
  if (!process.argv.includes("--check")) writeFileSync(urlOf(page), current);
  else if (current !== text) {
    console.error(`docs/${page} is not current; run: npm run build && node scripts/${page.replace(".md", "-doc.mjs")}`);
    process.exitCode = 1;
  }
}

/** Returns a table of Markdown. */
export function table(heads, rows) {
  const lines = [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`);
  return lines.join("").replace(/^\|( --- \|)+$/m, (line) => line.replaceAll(" ", ""));
}

function urlOf(page) {
  return new URL(`../docs/${page}`, import.meta.url);
}
