import { printable } from "../../printable.ts";
import { percent, type SrGraph } from "./graph.ts";

/** The characters that have a meaning in Mermaid: those of quotes, entities, HTML, Markdown and directives. */
const SPECIAL = /[^\p{L}\p{N} .,:/()_-]/gu;

/** The graph as a Mermaid flowchart, which Markdown viewers draw. */
export function mermaidText(graph: SrGraph): string {
  const nodes = new Nodes();
  const edges = [...policyEdges(graph, nodes), ...astrayEdges(graph, nodes)];
  for (const { sid, behavior } of graph.localSids) nodes.name(sid, sid, behavior);
  return ["flowchart LR", ...nodes.lines, ...edges].map((line, at) => `${at === 0 ? "" : "  "}${line}\n`).join("");
}

function* policyEdges({ policies }: SrGraph, nodes: Nodes): Iterable<string> {
  for (const { bsid, kind, traffic, lists } of policies) {
    const policy = nodes.name(bsid, bsid, kind);
    for (const each of traffic) yield `${nodes.name(each, each)} --> ${policy}`;
    for (const { share, segments } of lists) {
      let from = policy;
      for (const [at, { sid, here }] of segments.entries()) {
        const to = nodes.name(sid, sid, here);
        yield at === 0 ? `${from} -- "${percent(share)}" --> ${to}` : `${from} --> ${to}`;
        from = to;
      }
    }
  }
}

function* astrayEdges({ astray }: SrGraph, nodes: Nodes): Iterable<string> {
  for (const { traffic, bsid } of astray) {
    yield `${nodes.name(traffic, traffic)} --x ${nodes.name(bsid, bsid, "no such policy")}`;
  }
}

/** Names that Mermaid takes, for texts that it does not: addresses are full of colons. */
class Nodes {
  readonly lines: string[] = [];
  readonly #names = new Map<string, string>();

  /** The name of what has these lines as its label. */
  name(what: string, ...lines: readonly (string | undefined)[]): string {
    const known = this.#names.get(what);
    if (known !== undefined) return known;
    const name = `n${this.#names.size}`;
    this.#names.set(what, name);
    const label = lines.filter((line) => line !== undefined).map(escapeText);
    this.lines.push(`${name}["${label.join("<br>")}"]`);
    return name;
  }
}

/** In entities by number, as Mermaid writes them: `#34;`. */
function escapeText(text: string): string {
  return printable(text).replace(SPECIAL, (character) => `#${character.codePointAt(0)};`);
}
