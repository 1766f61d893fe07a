import t from "tap";
import { drawBoxes } from "../../../src/cli/graph/boxes.ts";
import { Drawing } from "../../../src/cli/graph/drawing.ts";
import { graphOf, type SrGraph } from "../../../src/cli/graph/graph.ts";
import { graphWith, policyOf } from "./graphs.ts";
import { readSvg } from "./read-svg.ts";

function legendOf(graph: SrGraph): string {
  const drawing = new Drawing();
  const { width, height } = drawBoxes(graph, drawing, 0, 0);
  const { texts } = readSvg(drawing.toSvg("", width, height));
  return texts
    .filter(({ look, x }) => look === "note" && x === 0)
    .map(({ text }) => text)
    .join(" ");
}

t.test("the legend has what occurs in the picture", async (t) => {
  const plain = legendOf(graphOf([], [policyOf("cafe::1", [[1, "fc00::1"]])], [], new Map()));
  t.equal(plain, "The width of a line is the share of the policy's packets.");
  t.match(legendOf(graphWith(4)), /share .* copy .* Green: .* Red: /);
  t.match(legendOf(graphOf([], [], [], new Map())), /^There are no policies/);
});
