import { printable } from "../../printable.ts";

/** One value of a table. Numbers stand at the right of their column. */
export type Cell = string | number;

/** A line of a table: one cell for each column. */
export type Row = readonly Cell[];

const GAP = "  ";

/**
 * A table as text, one line for the titles and one for each row.
 *
 * @param styleTitles dresses the line of titles, for a terminal.
 */
export function formatTable(
  columns: readonly string[],
  rows: readonly Row[],
  styleTitles: (line: string) => string = (line) => line,
): string {
  const shown = rows.map((row) => row.map(printableCell));
  const pads = columns.map((title, at) => padOf([title, ...shown.map((row) => row[at]!)]));
  const format = (row: Row): string => joinCells(row.map((cell, at) => pads[at]!(cell)));
  return [styleTitles(format(columns)), ...shown.map(format)].map((line) => `${line}\n`).join("");
}

/** Names and values as text, one pair in a line. */
export function formatPairs(pairs: readonly (readonly [name: string, value: Cell])[]): string {
  const names = pairs.map(([name]) => printable(name));
  const pad = padOf(names);
  return pairs.map(([, value], at) => `${joinCells([pad(names[at]!), printable(String(value))])}\n`).join("");
}

/** Before it is measured: what is escaped is longer. */
function printableCell(cell: Cell): Cell {
  return typeof cell === "string" ? printable(cell) : cell;
}

/** Makes the cells of a column equally long. */
function padOf(cells: readonly Cell[]): (cell: Cell) => string {
  const width = cells.reduce<number>((most, cell) => Math.max(most, String(cell).length), 0);
  // The title is a text; without any number below it, so is the column.
  const isNumeric = cells.length > 1 && cells.slice(1).every((cell) => typeof cell === "number" || cell === "");
  return (cell) => (isNumeric ? String(cell).padStart(width) : String(cell).padEnd(width));
}

function joinCells(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd();
}
