import t from "tap";
import { mermaidText } from "../../../src/cli/graph/mermaid.ts";
import { hostileGraph } from "./hostile.ts";

t.test("no label ends its quotes, and none holds what Mermaid takes for more than text", async (t) => {
  const [first, ...lines] = mermaidText(hostileGraph).trimEnd().split("\n");
  t.equal(first, "flowchart LR");
  for (const line of lines) {
    t.match(
      line,
      /^ {2}n\d+(\["[\p{L}\p{N} .,:/()_#;-]+(<br>[\p{L}\p{N} .,:/()_#;-]+)*"\]| (-->|--x|-- "[\d.]+ %" -->) n\d+)$/u,
    );
    // What stands between quotes has no mark that is not of an entity.
    t.notMatch(line.replaceAll(/#\d+;/g, ""), /[#;]/);
  }
});

t.test("the entities of a label are its characters, and control characters are told in words", async (t) => {
  const [policy] = mermaidText({ ...hostileGraph, astray: [], localSids: [] })
    .split("\n")
    .slice(1);
  const label = /\["(.*)<br>/.exec(policy!)?.[1];
  const text = label?.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  t.equal(text, `b"]#quot;;<script>&amp;\`\\x0a%%{init}\\x1b\\u202e\u{1f600}`);
});
