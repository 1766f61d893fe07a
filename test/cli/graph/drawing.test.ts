import t from "tap";
import { Drawing, textWidth } from "../../../src/cli/graph/drawing.ts";
import { readSvg } from "./read-svg.ts";

t.test("lines are painted below boxes, and texts above them, whatever was drawn first", async (t) => {
  const drawing = new Drawing();
  drawing.text("main", "fc00::1", 20, 30);
  drawing.rectangle("sid", { x: 10, y: 10, width: 80, height: 40 });
  drawing.line("share", { x: 0, y: 30 }, 10, 4);
  const svg = drawing.toSvg("one box", 100, 60);
  const places = ["<path", "<rect x=", "<text"].map((element) => svg.indexOf(element));
  t.same(
    places,
    [...places].sort((a, b) => a - b),
  );
  const { width, height, rectangles } = readSvg(svg);
  t.same([width, height], [100, 60]);
  t.same(rectangles[0], { look: "page", x: 0, y: 0, width: 100, height: 60 }, "the background is first");
});

t.test("a picture without CSS has its light colours, background too", async (t) => {
  const drawing = new Drawing();
  drawing.rectangle("policy", { x: 0, y: 0, width: 10, height: 10 });
  const { looks, style } = readSvg(drawing.toSvg("", 10, 10));
  t.equal(looks.get("page")?.get("fill"), "#ffffff");
  t.equal(looks.get("policy")?.get("fill"), "#ddf4ff");
  t.match(style, /^@media \(prefers-color-scheme: dark\)/);
});

t.test("what XML forbids is replaced, what it takes for markup is escaped", async (t) => {
  const drawing = new Drawing();
  drawing.text("main", "a<b>&c\u0000\ud800\uffff", 0, 0);
  t.same(
    readSvg(drawing.toSvg("<&>", 10, 10)).texts.map(({ text }) => text),
    ["a<b>&c\\x00\\ud800\ufffd"],
  );
});

t.test("the width of a text is that of what is shown", async (t) => {
  t.ok(textWidth("main", "\u0000") === textWidth("main", "\\x00"));
});
