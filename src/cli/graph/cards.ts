import type { Drawing } from "./drawing.ts";
import type { SrGraph } from "./graph.ts";
import { type Counts, summaryOf } from "./summary.ts";

const WIDTH = 960;
const GAP = 16;
const PADDING = 16;
const TILE_HEIGHT = 76;
const CARD_WIDTH = (WIDTH - GAP) / 2;
const ROW = 34;
const HEADER = 40;
const MAX_ROWS = 10;
const NOTE_HEIGHT = 12;

/** Draws the numbers of a graph that has too many boxes. Returns the size of the picture. */
export function drawSummary(
  graph: SrGraph,
  drawing: Drawing,
  left: number,
  top: number,
): { width: number; height: number } {
  const summary = summaryOf(graph);
  const { overhead } = summary;
  const tiles = [
    [count(summary.policies), "policies"],
    [count(summary.lists), "segment lists"],
    [count(summary.steered), "prefixes and interfaces steered"],
    [count(summary.localSids), "local SIDs"],
    [overhead === undefined ? "none" : rangeText(overhead), "bytes added to a packet"],
    [count(summary.idle), "policies without traffic"],
    [count(summary.astray), "steered to no policy: dropped"],
  ] as const;
  drawTiles(drawing, tiles.slice(0, 4), left, top);
  drawTiles(drawing, tiles.slice(4), left, top + TILE_HEIGHT + GAP);
  const cards = [
    ["Policies by kind", summary.kinds],
    ["Steering by table", summary.steering],
    ["Local SIDs by behavior", summary.behaviors],
    ["Largest policies, by what is steered to them", summary.largest],
  ] as const;
  let y = top + 2 * (TILE_HEIGHT + GAP);
  for (let at = 0; at < cards.length; at += 2) {
    const pair = cards.slice(at, at + 2);
    const height = Math.max(...pair.map(([, counts]) => heightOf(counts)));
    for (const [place, [title, counts]] of pair.entries()) {
      drawCard(drawing, title, counts, { x: left + place * (CARD_WIDTH + GAP), y, height });
    }
    y += height + GAP;
  }
  drawing.text(
    "note",
    "A summary, since there are too many boxes for a picture. --format tree lists everything.",
    left,
    y + 8,
  );
  return { width: WIDTH, height: y - top + NOTE_HEIGHT };
}

function drawTiles(
  drawing: Drawing,
  tiles: readonly (readonly [number: string, label: string])[],
  x: number,
  y: number,
): void {
  const width = (WIDTH - GAP * (tiles.length - 1)) / tiles.length;
  for (const [at, [number, label]] of tiles.entries()) {
    const start = Math.round(x + at * (width + GAP));
    drawing.rectangle("band", { x: start, y, width: Math.round(width), height: TILE_HEIGHT }, 10);
    drawing.text("number", number, start + PADDING, y + 38);
    drawing.text("note", label, start + PADDING, y + 60);
  }
}

function drawCard(
  drawing: Drawing,
  title: string,
  counts: Counts,
  { x, y, height }: { readonly x: number; readonly y: number; readonly height: number },
): void {
  drawing.rectangle("band", { x, y, width: CARD_WIDTH, height }, 10);
  drawing.text("heading", title, x + PADDING, y + 26);
  const room = CARD_WIDTH - 2 * PADDING;
  const most = counts[0]?.[1] ?? 0;
  for (const [at, [name, number]] of counts.slice(0, MAX_ROWS).entries()) {
    const base = y + HEADER + at * ROW + 14;
    drawing.text("main", name, x + PADDING, base);
    drawing.text("main", count(number), x + CARD_WIDTH - PADDING, base, "end");
    drawing.rectangle(
      "bar",
      { x: x + PADDING, y: base + 6, width: Math.max(2, Math.round((room * number) / most)), height: 5 },
      2,
    );
  }
  const rest = counts.slice(MAX_ROWS);
  if (counts.length === 0) drawing.text("note", "none", x + PADDING, y + HEADER + 14);
  if (rest.length > 0) {
    const sum = rest.reduce((total, [, number]) => total + number, 0);
    drawing.text("note", `and ${rest.length} more with ${count(sum)}`, x + PADDING, y + HEADER + MAX_ROWS * ROW + 14);
  }
}

function heightOf(counts: Counts): number {
  const rows = Math.min(counts.length, MAX_ROWS + 1);
  return HEADER + Math.max(1, rows) * ROW + 4;
}

/** `20,000` */
function count(number: number): string {
  return number.toLocaleString("en-US");
}

function rangeText([least, most]: readonly [number, number]): string {
  return least === most ? count(least) : `${count(least)} to ${count(most)}`;
}
