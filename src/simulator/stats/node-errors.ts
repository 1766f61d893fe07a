import type { CounterTable } from "./counter-table.ts";
import type { Counters } from "./counters.ts";

/** The errors of a node: the columns of their counters, and the places of their symlinks. */
export interface NodeErrorsEntry {
  readonly columns: readonly number[];
  readonly symlinks: readonly number[];
}

/** The counters of errors: `/node/errors` with a column for each, and a name for each column. @see VPP src/vlib/error.c */
export class NodeErrors {
  readonly #table: CounterTable;
  readonly #counters: Counters;
  readonly #free: number[] = [];

  constructor(table: CounterTable) {
    this.#table = table;
    this.#counters = table.add("simple", "/node/errors", 0);
  }

  /** Adds the errors of a node, which are 0. */
  add(node: string, errors: readonly string[]): NodeErrorsEntry {
    const { segment } = this.#table;
    let added: NodeErrorsEntry = { columns: [], symlinks: [] };
    segment.change(() => {
      const columns = errors.map(() => this.#takeColumn());
      const symlinks = errors.map((error, at) =>
        segment.addSymlink(this.#counters.entryIndex, columns[at]!, `/err/${node}/${error}`),
      );
      added = { columns, symlinks };
    });
    return added;
  }

  /** Removes the errors of a node. */
  remove({ columns, symlinks }: NodeErrorsEntry): void {
    for (const symlink of symlinks) this.#table.segment.removeSymlink(symlink);
    this.#free.push(...columns.toReversed());
  }

  #takeColumn(): number {
    const column = this.#free.pop() ?? this.#counters.length;
    this.#counters.validate(column);
    this.#counters.clear(column);
    return column;
  }
}
