import { drawBoxes } from "./boxes.ts";
import { drawSummary } from "./cards.ts";
import { Drawing, textWidth } from "./drawing.ts";
import type { SrGraph } from "./graph.ts";

/** What the title of a picture says besides the numbers. */
export interface Caption {
  /** The name of the node, e.g. `host1:/run/vpp/api.sock`. */
  readonly node: string;
  /** When the node was read. */
  readonly time: Date;
}

/** The picture of a graph with more boxes than that is a summary: it would be too large to be looked at. */
const MAX_BOXES = 1000;
const MARGIN = 24;
const CAPTION_HEIGHT = 60;

/**
 * Returns the graph as an SVG picture, for light and dark backgrounds: a box for each thing, or a summary in numbers if there are
 * more than 1000 boxes.
 */
export function svgText(graph: SrGraph, { node, time }: Caption): string {
  const drawing = new Drawing();
  const title = `SRv6 of ${node}`;
  const at = `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  drawing.text("title", title, MARGIN, MARGIN + 18);
  drawing.text("heading", at, MARGIN, MARGIN + 38);
  const draw = countBoxes(graph) > MAX_BOXES ? drawSummary : drawBoxes;
  const { width, height } = draw(graph, drawing, MARGIN, MARGIN + CAPTION_HEIGHT);
  const right = Math.max(width, textWidth("title", title));
  return drawing.toSvg(`${title}, ${at}`, right + 2 * MARGIN, height + CAPTION_HEIGHT + 2 * MARGIN);
}

function countBoxes({ policies, astray, localSids }: SrGraph): number {
  let count = astray.length + localSids.length;
  for (const { traffic, lists } of policies) {
    count += 1 + traffic.length;
    for (const { segments } of lists) count += 1 + segments.length;
  }
  return count;
}
