import { hostname } from "node:os";
import { readInterfaceNames, Srv6 } from "../../srv6/index.ts";
import { DEFAULT_SOCKET_PATH } from "../../transport/index.ts";
import { CLIENT_OPTIONS, UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { socketPathOf, withClient } from "../connection.ts";
import { EXIT } from "../exit-code.ts";
import { type Caption, graphOf, mermaidText, type SrGraph, svgText, treeText } from "../graph/index.ts";

const FORMATS: Readonly<Record<string, (graph: SrGraph, caption: Caption) => string>> = {
  tree: treeText,
  mermaid: (graph) => mermaidText(graph),
  svg: svgText,
};
const names = Object.keys(FORMATS);

/** `tsvpp graph` */
export const graph: Command = {
  operands: [],
  options: ["format"],
  help: `Shows what VPP does with SRv6 traffic: which traffic is steered to which policy, the paths of each policy with their
shares, and the local SIDs. A policy of type spray has no shares: it copies each packet to all its lists. An SVG picture
that would have more than 1000 boxes is a summary in numbers. With --json one JSON value.

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
      const read = [srv6.localSids(), srv6.policies(), srv6.steering(), readInterfaceNames(vpp)] as const;
      return graphOf(...(await Promise.all(read)));
    });
    const node = `${hostname()}:${socketPathOf(invocation) ?? DEFAULT_SOCKET_PATH}`;
    if (output.isJson) output.json({ ...found, interfaces: Object.fromEntries(found.interfaces) });
    else output.text(print(found, { node, time: new Date() }));
    return EXIT.done;
  },
};
