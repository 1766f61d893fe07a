import { printable } from "../../printable.ts";

/** A line of text and what hangs below it. */
export interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

export function leaf(text: string): Branch {
  return { text, branches: [] };
}

/** A tree as lines of text: one for each branch, whatever is in it. */
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
