import t from "tap";
import { graphOf } from "../../../src/cli/graph/graph.ts";
import { treeText } from "../../../src/cli/graph/tree.ts";
import { graphWith, policyOf } from "./graphs.ts";

t.test("a spray policy copies to all its lists: no percentages, no weights", async (t) => {
  const policy = policyOf(
    "cafe::1",
    [
      [1, "fc00::1"],
      [3, "fc00::2", "fc00::1"],
    ],
    "spray",
  );
  t.equal(
    treeText(graphOf([], [policy], [], new Map())),
    [
      "nothing steered -> cafe::1 (headend encaps, type spray, table 0)",
      "├─ a copy (adds 40 bytes): fc00::1",
      "└─ and a copy (adds 80 bytes): fc00::2 -> fc00::1",
      "",
    ].join("\n"),
  );
});

t.test("interfaces have names, and local SIDs of other tables their table", async (t) => {
  t.equal(
    treeText(graphWith(1)),
    [
      "10.0.0.0/26 table 0, frames of host-b -> cafe::1 (headend encaps, type default, table 0)",
      "└─ 100 % (weight 1, adds 40 bytes): fcdd::4",
      "10.255.0.0/24 table 0 -> cafe::ffff: no such policy, dropped",
      "10.255.1.0/24 table 0 -> cafe::ffff: no such policy, dropped",
      "local SIDs",
      "├─ fcdd::1:4 End.DT4 table 10",
      "├─ fcff:1::1 End (psp)",
      "├─ fcff:1::e End.X via fd00:12::2 on host-b",
      "└─ fcdd::2:2 in table 3 End.DX2 on interface 7",
      "",
    ].join("\n"),
  );
});
