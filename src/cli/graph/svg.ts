import { printable } from "../../printable.ts";
import { percent, type SrGraph } from "./graph.ts";

const ROW = 28;
const CHARACTER = 7.5;
const GAP = 60;
const MARGIN = 16;

/** A line of text at a place. */
interface Label {
  readonly text: string;
  readonly column: number;
  readonly row: number;
}

/** The graph as a picture: a row for each path, a column for traffic, policy, share and each SID. */
export function svgText(graph: SrGraph): string {
  const labels = Array.from(placeLabels(graph), (label) => ({ ...label, text: printable(label.text) }));
  const columns = columnPlaces(labels);
  const height = (Math.max(-1, ...labels.map(({ row }) => row)) + 1) * ROW + 2 * MARGIN;
  const width = (columns.at(-1)?.end ?? 0) + MARGIN;
  const texts = labels.map(({ text, column, row }) => {
    return `  <text x="${columns[column]!.start}" y="${centre(row)}">${escapeText(text)}</text>`;
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="monospace" font-size="12">`;
  return [head, ...texts, ...arrows(labels, columns), "</svg>", ""].join("\n");
}

function* placeLabels({ policies, astray, localSids }: SrGraph): Iterable<Label> {
  let row = 0;
  for (const { bsid, kind, traffic, lists } of policies) {
    const first = row;
    for (const [at, text] of traffic.entries()) yield { text, column: 0, row: first + at };
    yield { text: `${bsid} (${kind})`, column: 1, row: first };
    for (const [at, { share, segments }] of lists.entries()) {
      yield { text: percent(share), column: 2, row: first + at };
      for (const [step, { sid, here }] of segments.entries()) {
        yield { text: here === undefined ? sid : `${sid} (${here})`, column: 3 + step, row: first + at };
      }
    }
    row += Math.max(1, traffic.length, lists.length);
  }
  for (const { traffic, bsid } of astray) {
    yield { text: traffic, column: 0, row };
    yield { text: `${bsid} (no such policy)`, column: 1, row: row++ };
  }
  for (const { sid, behavior } of localSids) yield { text: `local SID ${sid} ${behavior}`, column: 0, row: row++ };
}

interface Column {
  readonly start: number;
  readonly end: number;
}

function columnPlaces(labels: readonly Label[]): Column[] {
  const count = Math.max(-1, ...labels.map(({ column }) => column)) + 1;
  const columns: Column[] = [];
  for (let column = 0; column < count; column++) {
    const longest = Math.max(0, ...labels.filter((each) => each.column === column).map(({ text }) => text.length));
    const start = column === 0 ? MARGIN : columns[column - 1]!.end + GAP;
    columns.push({ start, end: Math.ceil(start + longest * CHARACTER) });
  }
  return columns;
}

/** From each label to the next in its row. */
function arrows(labels: readonly Label[], columns: readonly Column[]): string[] {
  return labels.flatMap(({ column, row, text }) => {
    const next = labels.find((other) => other.row === row && other.column === column + 1);
    if (next === undefined) return [];
    const y = centre(row) - 4;
    const start = Math.ceil(columns[column]!.start + text.length * CHARACTER) + 6;
    const end = columns[next.column]!.start - 6;
    const head = `M${end} ${y}l-6 -4m6 4l-6 4`;
    return `  <path d="M${start} ${y}H${end}${head}" stroke="currentColor" fill="none"/>`;
  });
}

function centre(row: number): number {
  return MARGIN + row * ROW + ROW / 2;
}

/** Halves of surrogate pairs and U+FFFE and U+FFFF are forbidden in XML 1.0, as are control characters. */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\p{Cs}\ufffe\uffff]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
