import t from "tap";
import { graphOf, type SrGraph } from "../../../src/cli/graph/graph.ts";
import { svgText } from "../../../src/cli/graph/svg.ts";
import { graphWith, hostileGraph, policyOf, steeringOf } from "./graphs.ts";
import { type Line, type Picture, type Rectangle, readSvg } from "./read-svg.ts";

const CAPTION = { node: "edge1:/run/vpp/api.sock", time: new Date("2026-11-30T11:43:57.250Z") };
const BOXES = new Set(["traffic", "policy", "list", "sid", "here", "missing"]);

function draw(graph: SrGraph): Picture {
  return readSvg(svgText(graph, CAPTION));
}

function boxesOf({ rectangles }: Picture): Rectangle[] {
  return rectangles.filter(({ look }) => BOXES.has(look));
}

/** The lines of text in a box. */
function wordsIn({ texts }: Picture, { x, y, width, height }: Rectangle): string[] {
  return texts
    .filter((text) => text.x > x && text.x < x + width && text.y > y && text.y < y + height)
    .map(({ text }) => text);
}

/** The boxes whose borders a line connects. */
function endsOf(picture: Picture, { from, to, y }: Line): { from: Rectangle; to: Rectangle } {
  const beside = boxesOf(picture).filter((box) => y > box.y && y < box.y + box.height);
  const [start] = beside.filter((box) => box.x + box.width === from);
  const [end] = beside.filter((box) => box.x === to);
  if (start === undefined || end === undefined) throw new Error(`a line from ${from} to ${to} at ${y} ends nowhere`);
  return { from: start, to: end };
}

/** Follows the lines from a box: the first lines of text of all boxes on each way. */
function pathsFrom(picture: Picture, box: Rectangle): string[][] {
  const name = wordsIn(picture, box)[0]!;
  const next = picture.lines.map((line) => endsOf(picture, line)).filter(({ from }) => isSame(from, box));
  if (next.length === 0) return [[name]];
  return next.flatMap(({ to }) => pathsFrom(picture, to).map((path) => [name, ...path]));
}

function isSame(a: Rectangle, b: Rectangle): boolean {
  return a.x === b.x && a.y === b.y;
}

const TWINS = graphOf(
  [],
  [
    policyOf("cafe::1", [
      [1, "fc00::1", "fc00::2", "fc00::9"],
      [1, "fc00::1", "fc00::3", "fc00::9"],
      [1, "fc00::9"],
    ]),
    policyOf("cafe::2", [
      [3, "fc00::1", "fc00::9"],
      [1, "fc00::9", "fc00::1"],
    ]),
  ],
  [steeringOf("10.1.0.0/16", "cafe::1"), steeringOf("2001:db8::/32", "cafe::1"), steeringOf("10.2.0.0/16", "cafe::2")],
  new Map(),
);

t.test("the lines lead from each prefix along the lists of its policy, and nowhere else", async (t) => {
  const picture = draw(TWINS);
  const traffic = boxesOf(picture).filter(({ look }) => look === "traffic");
  // VPP 26.06 gives three equal lists 6, 5 and 5 of 16 buckets.
  const first = [
    ["cafe::1", "37.5 %", "fc00::1", "fc00::2", "fc00::9"],
    ["cafe::1", "31.3 %", "fc00::1", "fc00::3", "fc00::9"],
    ["cafe::1", "31.3 %", "fc00::9"],
  ];
  const second = [
    ["cafe::2", "75 %", "fc00::1", "fc00::9"],
    ["cafe::2", "25 %", "fc00::9", "fc00::1"],
  ];
  t.same(
    traffic.flatMap((box) => pathsFrom(picture, box)),
    [
      ...first.map((path) => ["10.1.0.0/16", ...path]),
      ...first.map((path) => ["2001:db8::/32", ...path]),
      ...second.map((path) => ["10.2.0.0/16", ...path]),
    ],
  );
});

t.test("a line is as wide as its share", async (t) => {
  const picture = draw(TWINS);
  const widths = new Map(
    picture.lines
      .filter(({ look }) => look === "share")
      .map((line) => [wordsIn(picture, endsOf(picture, line).to)[0]!, line.width]),
  );
  const ratio = widths.get("75 %")! / widths.get("25 %")!;
  t.ok(Math.abs(ratio - 3) < 0.1, `${ratio}`);
});

for (const count of [0, 1, 5, 20, 50]) {
  t.test(
    `a picture of ${count} policies has all of them, with boxes side by side and lines between their borders`,
    async (t) => {
      const graph = graphWith(count);
      const picture = draw(graph);
      const boxes = boxesOf(picture);
      for (const [at, a] of boxes.entries()) {
        if (!isInside(a, picture)) t.fail(`outside of the picture: ${JSON.stringify(a)}`);
        const over = boxes.slice(at + 1).find((b) => isOverlapping(a, b));
        if (over !== undefined) t.fail(`one box over the other: ${JSON.stringify([a, over])}`);
      }
      const ends = picture.lines.map((line) => endsOf(picture, line));
      const lists = graph.policies.flatMap((policy) => policy.lists);
      const rules = [...graph.policies.flatMap(({ traffic }) => traffic), ...graph.astray];
      const counted = (look: string) => boxes.filter((box) => box.look === look).length;
      t.equal(counted("policy"), count);
      t.equal(counted("list"), lists.length);
      t.equal(counted("traffic"), rules.length);
      const segments = lists.reduce((sum, list) => sum + list.segments.length, 0);
      t.equal(counted("sid") + counted("here"), segments + graph.localSids.length);
      t.equal(ends.length, rules.length + lists.length + segments, "one line for each step");
      const connected = new Set(ends.flatMap(({ from, to }) => [from, to]).map(({ x, y }) => `${x} ${y}`));
      const alone = boxes.filter(({ x, y }) => !connected.has(`${x} ${y}`));
      t.equal(alone.length, graph.localSids.length, "only local SIDs stand alone");
    },
  );
}

function isInside({ x, y, width, height }: Rectangle, picture: Picture): boolean {
  return x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height;
}

function isOverlapping(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

t.test("a spray policy has copies and no percentages", async (t) => {
  const lists = [
    [1, "fc00::1"],
    [3, "fc00::2"],
  ] as const;
  const picture = draw(graphOf([], [policyOf("cafe::1", lists, "spray")], [], new Map()));
  t.same(
    picture.texts.filter(({ text }) => /%|copy$|weight/.test(text)).map(({ text }) => text),
    ["a copy", "and a copy"],
  );
  t.equal(picture.lines.filter(({ look }) => look === "copy").length, 4);
  t.equal(new Set(picture.lines.map(({ width }) => width)).size, 1);
});

t.test("the title names the node and the time", async (t) => {
  const picture = draw(graphWith(1));
  t.equal(picture.title, "SRv6 of edge1:/run/vpp/api.sock, 2026-11-30 11:43:57 UTC");
  t.same(
    picture.texts.filter(({ look }) => look === "title").map(({ text }) => text),
    ["SRv6 of edge1:/run/vpp/api.sock"],
  );
});

t.test("interfaces have their names, and a number where VPP has no name", async (t) => {
  const picture = draw(graphWith(1));
  const words = boxesOf(picture).map((box) => wordsIn(picture, box).join(": "));
  for (const text of ["host-b: all frames", "fcff:1::e: End.X via fd00:12::2 on host-b"])
    t.ok(words.includes(text), text);
  t.ok(words.includes("fcdd::2:2 in table 3: End.DX2 on interface 7"));
});

t.test("a picture holds nothing that XML forbids, and no label is markup", async (t) => {
  const picture = draw(hostileGraph);
  const label = 'b"]#quot;;<script>&amp;`\\x0a%%{init}\\x1b\\u202e\\ud800\ufffd\ufffd\u{1f600}';
  t.equal(picture.texts.filter(({ text }) => text === label).length, 3);
  t.equal(picture.texts.filter(({ text }) => text.endsWith(`on ${label}`)).length, 2, "two local SIDs");
  t.equal(picture.texts.filter(({ text }) => text.endsWith(`via ${label}`)).length, 1, "a SID of a list");
});

t.test("many policies are a summary, which names no single prefix", async (t) => {
  const picture = draw(graphWith(3000));
  t.equal(boxesOf(picture).length, 0);
  const words = picture.texts.map(({ text }) => text);
  for (const text of ["3,000", "6,000", "policies", "segment lists", "Policies by kind"])
    t.ok(words.includes(text), text);
  t.notOk(words.some((text) => text.startsWith("10.")));
  t.ok(picture.rectangles.every((each) => isInside(each, picture)));
});

t.test("an empty VPP is said to be empty", async (t) => {
  const { texts } = draw(graphOf([], [], [], new Map()));
  t.match(texts.at(-1)?.text, /^There are no policies/);
});
