import { Srv6 } from "../../srv6/index.ts";
import { CLIENT_OPTIONS, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { graphOf, mermaidText, type SrGraph, svgText, treeText } from "../graph/index.ts";

const FORMATS: Readonly<Record<string, (graph: SrGraph) => string>> = {
  tree: treeText,
  mermaid: mermaidText,
  svg: svgText,
};
const names = Object.keys(FORMATS);

/** `tsvpp graph` */
export const graph: Command = {
  operands: [],
  options: ["format"],
  help: `Shows what VPP does with SRv6 traffic: which traffic is steered to which policy, the paths of each policy with their
shares, and the local SIDs. With --json the same as one JSON value.

  tsvpp graph
  tsvpp graph --format svg > overlay.svg
`,
  optionsHelp: `  --format FORMAT ${names.join(", ")} (default: tree)
${CLIENT_OPTIONS}`,

  async run(invocation) {
    const { values, output } = invocation;
    const { format = "tree" } = values;
    const print = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
    if (print === undefined) throw new UsageError(`${unknownName("format", format, names)} (${names.join(", ")})`);
    const found = await withClient(invocation, async (vpp) => {
      const srv6 = new Srv6(vpp);
      return graphOf(...(await Promise.all([srv6.localSids(), srv6.policies(), srv6.steering()])));
    });
    if (output.isJson) output.json(found);
    else output.text(print(found));
    return EXIT.done;
  },
};
