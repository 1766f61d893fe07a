import t from "tap";
import { graphOf } from "../../../src/cli/graph/graph.ts";
import { layOut } from "../../../src/cli/graph/layout.ts";
import { graphWith, policyOf } from "./graphs.ts";

t.test("few policies are one below the other, under one row of headings", async (t) => {
  const { bands, headings } = layOut(graphWith(3));
  t.equal(new Set(bands.map(({ x }) => x)).size, 1);
  t.same(
    headings.map(({ text }) => text),
    ["TRAFFIC", "POLICY", "LIST", "SID 1", "SID 2", "SID 3", "SID 4", "SID 5", "LOCAL SIDS"],
  );
});

t.test("many policies stand in stacks, so that the picture is no ribbon", async (t) => {
  for (const count of [20, 50, 100]) {
    const { bands, headings, width, height } = layOut(graphWith(count));
    const stacks = new Set(bands.map(({ x }) => x));
    t.equal(headings.filter(({ text }) => text === "POLICY").length, stacks.size);
    t.ok(stacks.size > 1, `${stacks.size} stacks`);
    const ratio = width / height;
    t.ok(ratio > 0.5 && ratio < 2.5, `${count}: ${ratio}`);
  }
});

t.test("bands do not overlap, and each box of a policy is inside of one", async (t) => {
  const { bands, boxes, lines } = layOut(graphWith(50));
  for (const [at, a] of bands.entries()) {
    t.notOk(bands.slice(at + 1).some((b) => a.x === b.x && a.y < b.y + b.height && b.y < a.y + a.height));
  }
  const used = new Set(lines.flatMap(({ from, to }) => [from, to]));
  for (const box of boxes.filter((each) => used.has(each))) {
    const around = bands.filter(({ x, y, width, height }) => {
      return box.x > x && box.x + box.width < x + width && box.y > y && box.y + box.height < y + height;
    });
    if (around.length !== 1) t.fail(`${box.lines[0]} is in ${around.length} bands`);
  }
});

t.test("a policy without traffic has a note in its place", async (t) => {
  const { notes, boxes } = layOut(graphOf([], [policyOf("cafe::1", [[1, "fc00::1"]])], [], new Map()));
  const [note, policy] = [notes[0]!, boxes[0]!];
  t.equal(note.text, "nothing steered");
  t.ok(note.y > policy.y && note.y < policy.y + policy.height);
  t.ok(note.x < policy.x);
});
