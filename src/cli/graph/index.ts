/**
 * The SRv6 state of one VPP as a graph, and the formats in which it is drawn. In comes what was read from VPP, out goes text.
 */
export { graphOf, type Labelled, type SrGraph } from "./graph.ts";
export { mermaidText } from "./mermaid.ts";
export { type Caption, svgText } from "./svg.ts";
export { treeText } from "./tree.ts";
