/** The content of the comment before a definition. */
export interface Documentation {
  /** The lines about the definition itself. */
  readonly text: readonly string[];
  /** The text about each field, by VPP's name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Matches tags: `@param name - text`, `\param[in] name text`, and others. */
const TAG = /^[@\\](\w+)(?:\[[^\]]*\])?\s*(.*)$/;
const PARAMETER = /^([^\s:]+)\s*(?:[-:]\s*)?(.*)$/;

/**
 * Parses a Doxygen comment of VPP's definitions.
 *
 * @param comment with its marks.
 */
export function parseComment(comment = ""): Documentation {
  const text: string[] = [];
  const fields = new Map<string, string>();
  let field: string | undefined;
  for (const line of linesOf(comment)) {
    const [, tag, rest = ""] = TAG.exec(line) ?? [];
    if (tag === "param") {
      const [, name = "", about = ""] = PARAMETER.exec(rest) ?? [];
      field = name;
      fields.set(name, about);
    } else if (field !== undefined && tag === undefined && line !== "") {
      fields.set(field, `${fields.get(field)} ${line}`.trim());
    } else {
      field = undefined;
      text.push(tag === undefined ? line : tag === "brief" ? rest : `${tag} ${rest}`);
    }
  }
  return { text: trimLines(text), fields };
}

/** Returns the lines of a comment in generated code, with its marks. */
export function docComment(lines: readonly string[], indent = ""): string[] {
  const [first = "", ...more] = trimLines(lines);
  if (more.length === 0) return [`${indent}/** ${first} */`];
  return [`${indent}/**`, ...[first, ...more].map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** Returns foreign text for a comment, so that it cannot end the comment, nor be read as a tag. */
export function docText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .replaceAll("*/", "*\\/")
    .replaceAll(/(?<=^|[\s{])@(?=\w)/g, "")
    .trim();
}

function linesOf(comment: string): string[] {
  return comment
    .replace(/^\/\*+|^\/\//, "")
    .replace(/\*+\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*+(?=\s|$)/, "").trim());
}

/** Returns the lines without empty ones at the ends, and without several empty ones in a row. */
function trimLines(lines: readonly string[]): string[] {
  const kept = lines.filter((line, at) => line !== "" || (lines[at - 1] ?? "") !== "");
  return kept.at(-1) === "" ? kept.slice(0, -1) : kept;
}
