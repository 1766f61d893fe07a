/** What the comment before a definition says. */
export interface Documentation {
  /** About the whole, line by line. */
  readonly text: readonly string[];
  /** About each field, by VPP's name. */
  readonly fields: ReadonlyMap<string, string>;
}

/** `@param name - text` or `\param[in] name text`, and others of that kind. */
const TAG = /^[@\\](\w+)(?:\[[^\]]*\])?\s*(.*)$/;
const PARAMETER = /^([^\s:]+)\s*(?:[-:]\s*)?(.*)$/;

/**
 * Reads a comment as VPP's definitions have them, in the manner of Doxygen.
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

/** Returns a comment of generated code, with its marks. What it says cannot end it, nor be taken for a tag. */
export function docComment(lines: readonly string[], indent = ""): string[] {
  const [first = "", ...more] = trimLines(lines);
  if (more.length === 0) return [`${indent}/** ${first} */`];
  return [`${indent}/**`, ...[first, ...more].map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** Foreign text for a comment. */
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

/** Without empty lines at the ends, or several in a row. */
function trimLines(lines: readonly string[]): string[] {
  const kept = lines.filter((line, at) => line !== "" || (lines[at - 1] ?? "") !== "");
  return kept.at(-1) === "" ? kept.slice(0, -1) : kept;
}
