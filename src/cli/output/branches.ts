import { printable } from "../../printable.ts";

/** A line of text and the branches below it. */
export interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

export function leaf(text: string): Branch {
  return { text, branches: [] };
}

/** Formats a tree as text: one line for each branch, with every control character escaped. */
export function branchText({ text, branches }: Branch): string {
  return `${printable(text)}\n${below(branches, "")}`;
}

function below(branches: readonly Branch[], indent: string): string {
  return branches
    .map(({ text, branches: inner }, at) => {
      const isLast = at === branches.length - 1;
      const stem = `${indent}${isLast ? "└─ " : "├─ "}`;
      return `${stem}${printable(text)}\n${below(inner, `${indent}${isLast ? "   " : "│  "}`)}`;
    })
    .join("");
}
