import { printable, printableJson } from "../../printable.ts";
import { describePolicyKind } from "../../srv6/index.ts";
import { describeShare, hereText, localSidText, shortHereText, trafficText } from "../words.ts";
import type { PolicyNode, SrGraph } from "./graph.ts";

/** The characters that have a meaning in Mermaid: those of quotes, entities, HTML, Markdown and directives. */
const SPECIAL = /[^\p{L}\p{N} .,:/()_-]/gu;

/**
 * Returns the graph as a Mermaid flowchart, which Markdown viewers draw. Each node belongs to one list of one policy: two lists
 * that share a node would show paths that do not exist.
 *
 * @param title of the picture; none by default.
 */
export function mermaidText(graph: SrGraph, title?: string): string {
  const { policies, astray, localSids, interfaces } = graph;
  const chart = new Flowchart(title);
  for (const policy of policies) drawPolicy(chart, policy, graph);
  const missing = new Map<string, string>();
  for (const rule of astray) {
    const bsid = String(rule.bsid);
    const to = missing.get(bsid) ?? chart.node(bsid, "no such policy");
    missing.set(bsid, to);
    chart.edge(chart.node(trafficText(rule, interfaces)), "--x", to);
  }
  for (const each of localSids) chart.node(localSidText(each), hereText(each.behavior, interfaces));
  return chart.text;
}

function drawPolicy(chart: Flowchart, policy: PolicyNode, { interfaces }: SrGraph): void {
  const { bsid, policyType, label, traffic, lists } = policy;
  const start = chart.node(...(label === undefined ? [] : [label]), String(bsid), describePolicyKind(policy));
  for (const each of traffic) chart.edge(chart.node(trafficText(each, interfaces)), "-->", start);
  for (const [place, { share, segments }] of lists.entries()) {
    let from = start;
    let arrow = `-- "${describeShare(policyType, share, place)}" -->`;
    for (const { sid, here } of segments) {
      const to =
        here === undefined ? chart.node(String(sid)) : chart.node(String(sid), shortHereText(here, interfaces));
      chart.edge(from, arrow, to);
      from = to;
      arrow = "-->";
    }
  }
}

/** The lines of a flowchart. Nodes are numbered, since Mermaid takes no address as a name. */
class Flowchart {
  readonly #nodes: string[] = [];
  readonly #edges: string[] = [];
  readonly #head: string;

  constructor(title: string | undefined) {
    this.#head = title === undefined ? "" : `---\ntitle: ${printableJson(title)}\n---\n`;
  }

  get text(): string {
    return [this.#head, "flowchart LR\n", ...this.#nodes, ...this.#edges].join("");
  }

  /** Adds a node with these lines as its label, and returns its name. */
  node(...lines: readonly string[]): string {
    const name = `n${this.#nodes.length}`;
    this.#nodes.push(`  ${name}["${lines.map(escapeText).join("<br>")}"]\n`);
    return name;
  }

  edge(from: string, arrow: string, to: string): void {
    this.#edges.push(`  ${from} ${arrow} ${to}\n`);
  }
}

/** Replaces special characters by Mermaid's entities, which are numbers: `#34;`. */
function escapeText(text: string): string {
  return printable(text).replace(SPECIAL, (character) => `#${character.codePointAt(0)};`);
}
