import type { LocalSid } from "../../srv6/index.ts";
import type { InterfaceNames } from "../interface-names.ts";
import { hereText, localSidText } from "../words.ts";
import { astrayBlock, type Block, BOX_HEIGHT, type Box, boxOf, type Line, PITCH, policyBlock } from "./blocks.ts";
import { type Rectangle, textWidth } from "./drawing.ts";
import { byBsid, type SrGraph } from "./graph.ts";

/** A text, and the left end of its base line. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** The boxes of a graph and the lines between them, with the upper left corner at 0, 0. */
export interface Layout {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  /** The areas behind the boxes, one for each policy. */
  readonly bands: readonly Rectangle[];
  /** The titles of the columns, and of the local SIDs. */
  readonly headings: readonly Label[];
  /** What stands in place of traffic where nothing is steered. */
  readonly notes: readonly Label[];
  readonly width: number;
  readonly height: number;
}

const MIN_WIDTH = 640;
const COLUMN_GAP = 48;
/** Between the boxes of a policy and the border of their band. */
const BAND_PADDING = 10;
const BAND_GAP = 8;
const HEADING_HEIGHT = 26;
const STACK_GAP = 32;
const GRID_GAP = 12;
/** The ratio of width to height at which many policies are set side by side. */
const ASPECT = 1.3;

/**
 * Returns the layout of a graph: a band for each policy, one below the other, in several stacks side by side if there are many;
 * local SIDs below.
 */
export function layOut({ policies, astray, localSids, interfaces }: SrGraph): Layout {
  const blocks = [
    ...policies.map((policy) => policyBlock(policy, interfaces)),
    ...Array.from(byBsid(astray).values(), (rules) => astrayBlock(rules, interfaces)),
  ];
  const columns = placeColumns(blocks.flatMap(({ boxes }) => boxes));
  const stackWidth = Math.max(MIN_WIDTH, (columns.at(-1)?.end ?? 0) + BAND_PADDING);
  const { bands, stacks, bottom } = placeBands(blocks, stackWidth);
  const width = stacks * (stackWidth + STACK_GAP) - STACK_GAP;
  const grid = placeGrid(localSids, interfaces, bottom + HEADING_HEIGHT, width);
  const idle = blocks.filter(({ head, lines }) => !lines.some(({ to }) => to === head));
  return {
    boxes: [...blocks.flatMap(({ boxes }) => boxes), ...grid],
    lines: blocks.flatMap(({ lines }) => lines),
    bands,
    headings: [
      ...headingsOf(columns, stacks, stackWidth),
      ...(grid.length === 0 ? [] : [{ text: "LOCAL SIDS", x: BAND_PADDING, y: bottom + 14 }]),
    ],
    notes: idle.map(({ head }) => ({
      text: "nothing steered",
      x: head.x - columns[1]!.start + BAND_PADDING,
      y: head.y + head.height / 2 + 4,
    })),
    width,
    height: grid.length === 0 ? bottom : grid.at(-1)!.y + BOX_HEIGHT,
  };
}

interface Column {
  readonly start: number;
  readonly end: number;
}

/** Makes the boxes of a column equally wide, and sets the columns side by side. */
function placeColumns(boxes: readonly Box[]): Column[] {
  const widths: number[] = [];
  for (const { column, width } of boxes) {
    for (let at = widths.length; at <= column; at++) widths.push(textWidth("heading", titleOf(at)));
    widths[column] = Math.max(widths[column]!, width);
  }
  let end = BAND_PADDING - COLUMN_GAP;
  const columns = widths.map((width): Column => {
    const start = end + COLUMN_GAP;
    end = start + width;
    return { start, end };
  });
  for (const box of boxes) {
    box.x = columns[box.column]!.start;
    box.width = widths[box.column]!;
  }
  return columns;
}

function titleOf(column: number): string {
  return ["TRAFFIC", "POLICY", "LIST"][column] ?? `SID ${column - 2}`;
}

function headingsOf(columns: readonly Column[], stacks: number, stackWidth: number): Label[] {
  return Array.from({ length: stacks }, (_, stack) => {
    return columns.map(({ start }, at) => ({ text: titleOf(at), x: start + stack * (stackWidth + STACK_GAP), y: 14 }));
  }).flat();
}

/** Sets blocks one below the other, in stacks of about the same height, and returns the band of each. */
function placeBands(blocks: readonly Block[], width: number): { bands: Rectangle[]; stacks: number; bottom: number } {
  const heights = blocks.map(({ height }) => height + 2 * BAND_PADDING + BAND_GAP);
  const total = heights.reduce((sum, height) => sum + height, 0);
  const wanted = Math.max(1, Math.round(Math.sqrt((ASPECT * total) / width)));
  let [stack, y, bottom, used] = [0, HEADING_HEIGHT, HEADING_HEIGHT, 0];
  const bands = blocks.map((block, at): Rectangle => {
    const height = heights[at]!;
    if (used + height / 2 > ((stack + 1) * total) / wanted) [stack, y] = [stack + 1, HEADING_HEIGHT];
    const band = { x: stack * (width + STACK_GAP), y, width, height: height - BAND_GAP };
    for (const box of block.boxes) [box.x, box.y] = [box.x + band.x, box.y + y + BAND_PADDING];
    y += height;
    used += height;
    bottom = Math.max(bottom, y);
    return band;
  });
  return { bands, stacks: stack + 1, bottom };
}

/** Returns the boxes of local SIDs, as many side by side as there is room for. */
function placeGrid(localSids: readonly LocalSid[], interfaces: InterfaceNames, top: number, room: number): Box[] {
  const boxes = localSids.map((each) => boxOf("here", [localSidText(each), hereText(each.behavior, interfaces)]));
  const width = boxes.reduce((most, box) => Math.max(most, box.width), 0);
  const perRow = Math.max(1, Math.floor((room - 2 * BAND_PADDING + GRID_GAP) / (width + GRID_GAP)));
  for (const [at, box] of boxes.entries()) {
    box.x = BAND_PADDING + (at % perRow) * (width + GRID_GAP);
    box.y = top + Math.floor(at / perRow) * PITCH;
    box.width = width;
  }
  return boxes;
}
