import t from "tap";
import { svgText } from "../../../src/cli/graph/svg.ts";
import { hostileGraph } from "./hostile.ts";

t.test("a picture holds nothing that XML forbids, and no label is markup", async (t) => {
  const svg = svgText(hostileGraph);
  // XML 1.0, production 2: Char.
  t.notMatch(svg, /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  t.same(new Set(svg.match(/<\/?\w+/g)), new Set(["<svg", "</svg", "<text", "</text", "<path"]));
  t.notMatch(svg.replaceAll(/&(amp|lt|gt);/g, ""), /&/);
  t.match(svg, '>b"]#quot;;&lt;script&gt;&amp;amp;`\\x0a%%{init}\\x1b\\u202e\u{1f600} (k\ufffd\ufffd\ufffd)</text>');
});
