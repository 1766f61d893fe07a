/** A line of text and what hangs below it. */
export interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

export function leaf(text: string): Branch {
  return { text, branches: [] };
}

/** A tree as lines of text. */
export function branchText({ text, branches }: Branch): string {
  return `${text}\n${below(branches, "")}`;
}

function below(branches: readonly Branch[], indent: string): string {
  return branches
    .map(({ text, branches: inner }, at) => {
      const isLast = at === branches.length - 1;
      const stem = `${indent}${isLast ? "└─ " : "├─ "}`;
      return `${stem}${text}\n${below(inner, `${indent}${isLast ? "   " : "│  "}`)}`;
    })
    .join("");
}
