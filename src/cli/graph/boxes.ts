import { type Box, middleOf } from "./blocks.ts";
import type { Drawing } from "./drawing.ts";
import type { SrGraph } from "./graph.ts";
import { layOut } from "./layout.ts";
import type { Look } from "./theme.ts";

/** What each look means, in two lines: those of lines, and those of boxes. */
const LEGEND: readonly (readonly (readonly [look: Look, meaning: string])[])[] = [
  [
    ["share", "The width of a line is the share of the policy's packets."],
    ["copy", "Violet lines carry a copy of each packet."],
  ],
  [
    ["here", "Green: a SID of this node."],
    ["missing", "Red: traffic that VPP drops."],
  ],
];
const NOTHING = "There are no policies, no steering and no local SIDs.";
const LEGEND_LINE = 18;

/** Draws a box for each thing of the graph. Returns the size of the drawing. */
export function drawBoxes(
  graph: SrGraph,
  drawing: Drawing,
  left: number,
  top: number,
): { width: number; height: number } {
  const { boxes, lines, bands, headings, notes, width, height } = layOut(graph);
  for (const { x, y, ...size } of bands) drawing.rectangle("band", { x: left + x, y: top + y, ...size }, 10);
  for (const line of lines) {
    const start = { x: left + line.from.x + line.from.width, y: top + middleOf(line) };
    drawing.line(line.look, start, left + line.to.x, line.width);
  }
  for (const { text, x, y } of headings) drawing.text("heading", text, left + x, top + y);
  for (const { text, x, y } of notes) drawing.text("note", text, left + x, top + y);
  for (const box of boxes) drawBox(drawing, { ...box, x: left + box.x, y: top + box.y });
  const legend = legendOf(new Set([...lines, ...boxes].map(({ look }) => look)));
  for (const [at, text] of legend.entries()) drawing.text("note", text, left, top + height + (at + 1.5) * LEGEND_LINE);
  return { width, height: height + (legend.length + 1) * LEGEND_LINE };
}

/** Returns the meaning of the looks that occur. */
function legendOf(looks: ReadonlySet<Look>): string[] {
  if (looks.size === 0) return [NOTHING];
  const texts = LEGEND.map((line) => line.filter(([look]) => looks.has(look)).map(([, meaning]) => meaning));
  return texts.filter((line) => line.length > 0).map((line) => line.join(" "));
}

function drawBox(drawing: Drawing, { look, lines: [main, note], ...place }: Box): void {
  const centre = place.x + place.width / 2;
  const middle = place.y + place.height / 2;
  drawing.rectangle(look, place);
  drawing.text("main", main, centre, note === undefined ? middle + 5 : middle - 2, "middle");
  if (note !== undefined) drawing.text("note", note, centre, middle + 13, "middle");
}
