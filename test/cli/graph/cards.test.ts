import t from "tap";
import { drawSummary } from "../../../src/cli/graph/cards.ts";
import { Drawing } from "../../../src/cli/graph/drawing.ts";
import { graphOf, type SrGraph } from "../../../src/cli/graph/graph.ts";
import { graphWith, ip6, policyOf, steeringOf } from "./graphs.ts";
import { readSvg } from "./read-svg.ts";

function draw(graph: SrGraph) {
  const drawing = new Drawing();
  const { width, height } = drawSummary(graph, drawing, 0, 0);
  const picture = readSvg(drawing.toSvg("", width, height));
  return { picture, words: picture.texts.map(({ text }) => text) };
}

t.test("every number has its name below it", async (t) => {
  const { picture } = draw(graphWith(1200));
  const numbers = picture.texts.filter(({ look }) => look === "number");
  const named = numbers.map(({ text, x, y }) => {
    const below = picture.texts.filter((each) => each.look === "note" && each.x === x && each.y > y);
    return [text, below.sort((a, b) => a.y - b.y)[0]?.text];
  });
  // 1200 policies of one, two and three lists, with none to three prefixes, in turn; one takes the frames of an interface.
  t.same(named, [
    ["1,200", "policies"],
    ["2,400", "segment lists"],
    ["1,801", "prefixes and interfaces steered"],
    ["4", "local SIDs"],
    ["40 to 128", "bytes added to a packet"],
    ["300", "policies without traffic"],
    ["2", "steered to no policy: dropped"],
  ]);
});

t.test("a card ends with the sum of what it has no room for", async (t) => {
  const rules = Array.from({ length: 14 }, (_, tableId) => ({ ...steeringOf("10.1.0.0/16", "cafe::1"), tableId }));
  const { words } = draw(graphOf([], [policyOf("cafe::1", [[1, "fc00::1"]])], rules, new Map()));
  t.equal(words.filter((text) => /^IPv4 table \d+$/.test(text)).length, 10);
  t.ok(words.includes("and 4 more with 4"));
});

t.test("a bar is as long as its part of the largest number", async (t) => {
  const behaviors = ["End.DT4", "End.DT4", "End.DT4", "End.DT4", "End.DT6"] as const;
  const localSids = behaviors.map((type, at) => ({
    sid: ip6(`fc00::${at}`),
    behavior: { type, tableId: 0 },
    fibTable: 0,
  }));
  const bars = draw(graphOf(localSids, [], [], new Map())).picture.rectangles.filter(({ look }) => look === "bar");
  t.equal(bars.length, 2);
  t.equal(bars[0]!.width / bars[1]!.width, 4);
});

t.test("a VPP without anything has none of anything", async (t) => {
  const { words } = draw(graphOf([], [], [], new Map()));
  t.equal(words.filter((text) => text === "none").length, 1 + 4);
});
