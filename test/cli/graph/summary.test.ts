import t from "tap";
import { graphOf } from "../../../src/cli/graph/graph.ts";
import { summaryOf } from "../../../src/cli/graph/summary.ts";
import { ip6, policyOf, steeringOf } from "./graphs.ts";

t.test("counts what a graph has", async (t) => {
  const graph = graphOf(
    [
      { sid: ip6("fc00::1"), behavior: { type: "End", psp: false }, fibTable: 0 },
      { sid: ip6("fc00::2"), behavior: { type: "End.DT4", tableId: 1 }, fibTable: 0 },
      { sid: ip6("fc00::3"), behavior: { type: "End.DT4", tableId: 2 }, fibTable: 0 },
    ],
    [
      policyOf("cafe::1", [[1, "fc00::1"]]),
      policyOf("cafe::2", [
        [1, "fc00::1", "fc00::2"],
        [1, "fc00::3"],
      ]),
      policyOf("cafe::3", [[1, "fc00::1"]], "spray"),
    ],
    [
      steeringOf("10.1.0.0/16", "cafe::1"),
      steeringOf("10.2.0.0/16", "cafe::2"),
      steeringOf("2001:db8::/32", "cafe::2"),
      { kind: "l2", swIfIndex: 1, bsid: ip6("cafe::2") },
      steeringOf("10.9.0.0/16", "cafe::9"),
    ],
    new Map(),
  );
  t.same(summaryOf(graph), {
    policies: 3,
    lists: 4,
    steered: 4,
    astray: 1,
    localSids: 3,
    idle: 1,
    // An IPv6 header of 40 bytes; for two SIDs an SRH of 8 + 2 * 16 besides.
    overhead: [40, 80],
    kinds: [
      ["headend encaps, type default, table 0", 2],
      ["headend encaps, type spray, table 0", 1],
    ],
    steering: [
      ["IPv4 table 0", 3],
      ["IPv6 table 0", 1],
      ["frames", 1],
    ],
    behaviors: [
      ["End.DT4", 2],
      ["End", 1],
    ],
    largest: [
      ["cafe::2, 2 lists", 3],
      ["cafe::1, 1 list", 1],
      ["cafe::3, 1 list", 0],
    ],
  });
  t.equal(summaryOf(graphOf([], [], [], new Map())).overhead, undefined);
});

t.test("the largest policies are named by their labels, if they have one", async (t) => {
  const policies = [
    { ...policyOf("cafe::1", [[1, "fc00::1"]]), label: "node2, IPv4" },
    policyOf("cafe::2", [[1, "fc00::1"]]),
  ];
  t.same(
    summaryOf(graphOf([], policies, [], new Map())).largest.map(([name]) => name),
    ["node2, IPv4, 1 list", "cafe::2, 1 list"],
  );
});
