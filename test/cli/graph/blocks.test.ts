import t from "tap";
import { astrayBlock, BOX_HEIGHT, boxOf, middleOf, PITCH, policyBlock } from "../../../src/cli/graph/blocks.ts";
import { graphWith, ip6, steeringOf } from "./graphs.ts";

const NAMES = new Map([[1, "host-b"]]);
// Three lists and three prefixes; three prefixes and one list; three lists without traffic.
const [even, broad, idle] = [2, 6, 11].map((at) => policyBlock(graphWith(12).policies[at]!, NAMES));

t.test("a policy is as high as its lists and its traffic", async (t) => {
  for (const { head, height } of [even!, broad!, idle!]) {
    t.same([head.y, head.height, height], [0, 3 * PITCH - (PITCH - BOX_HEIGHT), height]);
    t.equal(head.height, height);
  }
});

t.test("a policy with a label shows it before its BSID", async (t) => {
  const [policy] = graphWith(1).policies;
  const linesOf = (label?: string) =>
    policyBlock({ ...policy!, ...(label !== undefined && { label }) }, NAMES).head.lines;
  t.same(linesOf(), [String(policy!.bsid), "encaps, default, table 0"]);
  t.same(linesOf("node2"), ["node2", `${policy!.bsid}, encaps, default, table 0`]);
});

t.test("boxes of a column are spread evenly, within the height of the policy", async (t) => {
  const rowsOf = (block: typeof even, column: number) =>
    block!.boxes.filter((box) => box.column === column).map(({ y }) => y);
  t.same(rowsOf(even, 0), [0, PITCH, 2 * PITCH]);
  t.same(rowsOf(even, 2), [0, PITCH, 2 * PITCH]);
  t.same(rowsOf(broad, 0), [0, PITCH, 2 * PITCH]);
  t.same(rowsOf(broad, 2), [PITCH]);
  t.same(rowsOf(idle, 0), []);
});

t.test("a line runs through the middle of the lower one of its boxes", async (t) => {
  for (const line of broad!.lines) {
    const lower = line.from.height < line.to.height ? line.from : line.to;
    t.equal(middleOf(line), lower.y + BOX_HEIGHT / 2);
  }
});

t.test("traffic to a missing policy is lost", async (t) => {
  const frames = { kind: "l2", swIfIndex: 1, bsid: ip6("cafe::9") } as const;
  const { boxes, lines } = astrayBlock([steeringOf("10.1.0.0/16", "cafe::9"), frames], NAMES);
  t.same(
    boxes.map((box) => box.lines),
    [
      ["cafe::9", "no such policy: dropped"],
      ["10.1.0.0/16", "table 0"],
      ["host-b", "all frames"],
    ],
  );
  t.same(
    lines.map(({ look }) => look),
    ["lost", "lost"],
  );
});

t.test("a box is as wide as its longer line", async (t) => {
  const short = boxOf("sid", ["fc00::1"]);
  t.ok(boxOf("sid", ["fc00::1", "End.X via fd00:12::2 on host-b"]).width > short.width);
  t.equal(boxOf("sid", ["fc00::1", "End"]).width, short.width);
});
