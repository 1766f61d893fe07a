import t from "tap";
import { graphOf, type SrGraph } from "../../../src/cli/graph/graph.ts";
import { mermaidText } from "../../../src/cli/graph/mermaid.ts";
import { graphWith, hostileGraph, policyOf, steeringOf } from "./graphs.ts";

interface Chart {
  /** The lines of the label of each node. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly edges: readonly { readonly from: string; readonly arrow: string; readonly to: string }[];
}

/** Reads a flowchart, of which only the syntax is known: nodes, edges, entities. */
function readChart(text: string): Chart {
  const [first, ...lines] = text.trimEnd().split("\n");
  if (first !== "flowchart LR") throw new Error(`no flowchart: ${first}`);
  const labels = new Map<string, string[]>();
  const edges = lines.flatMap((line) => {
    const node = /^ {2}(\w+)\["([^"]*)"\]$/.exec(line);
    if (node !== null) {
      const [, name, label] = node;
      labels.set(
        name!,
        label!.split("<br>").map((part) => part.replaceAll(/#(\d+);/g, (_, code) => String.fromCodePoint(code))),
      );
      return [];
    }
    const [, from, arrow, label, to] = /^ {2}(\w+) (-->|--x|-- "([^"]*)" -->) (\w+)$/.exec(line)!;
    return [{ from: from!, arrow: label ?? arrow!, to: to! }];
  });
  return { labels, edges };
}

/** All ways from nodes to which no edge leads to nodes from which none does: labels and those of edges, in order. */
function pathsOf({ labels, edges }: Chart): string[][] {
  const follow = (name: string): string[][] => {
    const label = labels.get(name)![0]!;
    const next = edges.filter(({ from }) => from === name);
    if (next.length === 0) return [[label]];
    return next.flatMap(({ arrow, to }) => {
      const step = arrow.startsWith("--") ? [] : [arrow];
      return follow(to).map((path) => [label, ...step, ...path]);
    });
  };
  const targets = new Set(edges.map(({ to }) => to));
  return [...labels.keys()]
    .filter((name) => !targets.has(name) && edges.some(({ from }) => from === name))
    .flatMap(follow);
}

/** The paths that a graph has: each prefix with each list of its policy; each list of a policy without traffic. */
function wantedPaths({ policies, astray }: SrGraph): string[][] {
  const ofPolicies = policies.flatMap(({ bsid, policyType, traffic, lists }) => {
    const starts = traffic.length === 0 ? [[]] : traffic.map((rule) => [nameOf(rule)]);
    return starts.flatMap((start) =>
      lists.map(({ share, segments }, at) => {
        const copy = at === 0 ? "a copy" : "and a copy";
        const part = policyType === "spray" ? copy : `${(share! * 100).toFixed(1).replace(".0", "")} %`;
        return [...start, String(bsid), part, ...segments.map(({ sid }) => String(sid))];
      }),
    );
  });
  return [...ofPolicies, ...astray.map((rule) => [nameOf(rule), String(rule.bsid)])];
}

function nameOf(rule: SrGraph["astray"][number]): string {
  return rule.kind === "l3" ? `${rule.prefix} table ${rule.tableId}` : "frames of host-b";
}

const SHARED = graphOf(
  [],
  [
    policyOf("cafe::1", [
      [1, "fc00::1", "fc00::2", "fc00::9"],
      [1, "fc00::3", "fc00::2", "fc00::8"],
      [1, "fc00::2", "fc00::1"],
    ]),
    policyOf("cafe::2", [
      [3, "fc00::1", "fc00::2", "fc00::8"],
      [1, "fc00::1", "fc00::1"],
    ]),
    policyOf("cafe::3", [[1, "cafe::1", "fc00::2"]]),
  ],
  [steeringOf("10.1.0.0/16", "cafe::1"), steeringOf("2001:db8::/32", "cafe::1"), steeringOf("10.2.0.0/16", "cafe::2")],
  new Map(),
);

const graphs: readonly (readonly [title: string, graph: SrGraph])[] = [
  ["lists and policies that share SIDs", SHARED],
  ["many policies, spray and traffic to a missing one", graphWith(40)],
];

for (const [title, graph] of graphs) {
  t.test(`the paths of the chart are the lists, no more and no fewer: ${title}`, async (t) => {
    const sorted = (paths: string[][]) => paths.map((path) => path.join(" > ")).sort();
    t.same(sorted(pathsOf(readChart(mermaidText(graph)))), sorted(wantedPaths(graph)));
  });
}

t.test("local SIDs stand alone", async (t) => {
  const { labels, edges } = readChart(mermaidText(graphWith(0)));
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const alone = [...labels].filter(([name]) => !used.has(name)).map(([, label]) => label);
  t.same(alone, [
    ["fcdd::1:4", "End.DT4 table 10"],
    ["fcff:1::1", "End (psp)"],
    ["fcff:1::e", "End.X via fd00:12::2 on host-b"],
    ["fcdd::2:2 in table 3", "End.DX2 on interface 7"],
  ]);
});

t.test("no label ends its quotes, and none holds what Mermaid takes for more than text", async (t) => {
  const lines = mermaidText(hostileGraph).trimEnd().split("\n").slice(1);
  for (const line of lines) {
    t.match(
      line,
      /^ {2}n\d+(\["[\p{L}\p{N} .,:/()_#;-]+(<br>[\p{L}\p{N} .,:/()_#;-]+)*"\]| (-->|--x|-- "[\d.]+ %" -->) n\d+)$/u,
    );
    // What stands between quotes has no mark that is not of an entity.
    t.notMatch(line.replaceAll(/#\d+;/g, ""), /[#;]/);
  }
});

t.test("the entities of a label are its characters, and control characters are escaped", async (t) => {
  const { labels } = readChart(mermaidText(hostileGraph));
  const frames = [...labels.values()].map(([first]) => first!).find((label) => label.startsWith("frames of "));
  t.match(frames, 'frames of b"]#quot;;<script>&amp;`\\x0a%%{init}\\x1b\\u202e');
});

t.test("a title stands before the chart, and a label in the node of its policy", async (t) => {
  const policies = [{ ...policyOf("cafe::1", [[1, "fc00::1"]]), label: "node2, IPv4" }];
  const text = mermaidText(graphOf([], policies, [], new Map()), 'node1 "x"\n');
  t.match(text, '---\ntitle: "node1 \\"x\\"\\n"\n---\nflowchart LR\n  n0["node2, IPv4<br>cafe::1<br>');
});
