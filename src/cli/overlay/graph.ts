import { Ip6Address, Prefix } from "../../address/index.ts";
import type { LocalSid, Steering } from "../../srv6/index.ts";
import { UsageError, unknownName } from "../arguments/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { graphOf, type Labelled, mermaidText, type SrGraph, svgText } from "../graph/index.ts";
import { branchText } from "../output/index.ts";
import { askStatus, type PlainStatus, requireStatus, withAgent } from "./ask-agent.ts";
import { nodeText } from "./events/index.ts";
import { overlayBranch } from "./graph-tree.ts";

type Print = (status: PlainStatus) => string;

const FORMATS: Readonly<Record<string, Print>> = {
  tree: (status) => branchText(overlayBranch(status)),
  mermaid: (status) => mermaidText(overlayGraph(status), ownText(status)),
  svg: (status) => svgText(overlayGraph(status), { node: ownText(status), time: new Date() }),
};
const names = Object.keys(FORMATS);

/** `tsvpp overlay graph` */
export const graph: Command = {
  operands: [],
  options: ["server", "format"],
  help: "",

  async run(invocation) {
    const { values, output } = invocation;
    const { format = "tree" } = values;
    const print = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
    if (print === undefined) throw new UsageError(`${unknownName("format", format, names)} (${names.join(", ")})`);
    const status = requireStatus(await withAgent(invocation, askStatus));
    if (output.isJson) output.json(overlayBranch(status));
    else output.text(print(status));
    return EXIT.done;
  },
};

function ownText({ node }: PlainStatus): string {
  return nodeText(node.address, node.id);
}

/** Returns the paths that VPP has, labelled with the nodes to which they lead, with the prefixes that are steered to them, as `tsvpp graph` draws them. */
export function overlayGraph({ own, nodes, table }: PlainStatus): SrGraph {
  const policies: Labelled[] = [];
  const steering: Steering[] = [];
  const all = nodes.flatMap(({ address, name, tunnels }) => tunnels.map((each) => ({ address, name, ...each })));
  for (const { address, name, family, path, prefixes } of all) {
    if (path === undefined) continue;
    const bsid = Ip6Address.parse(path.bsid);
    const segmentLists = path.lists.map(({ weight, segments }) => ({
      weight,
      segments: segments.map(Ip6Address.parse),
    }));
    policies.push({
      label: `${nodeText(address, name)}, ${family}`,
      bsid,
      headend: "encaps",
      policyType: "default",
      fibTable: 0,
      encapSource: undefined,
      segmentLists,
    });
    for (const prefix of prefixes) steering.push({ kind: "l3", prefix: Prefix.parse(prefix), tableId: table, bsid });
  }
  const localSids =
    own === undefined
      ? []
      : [localSid("End.DT4", own.localSids.DT4, table), localSid("End.DT6", own.localSids.DT6, table)];
  return graphOf(localSids, policies, steering, new Map());
}

function localSid(type: "End.DT4" | "End.DT6", sid: string, tableId: number): LocalSid {
  return { sid: Ip6Address.parse(sid), behavior: { type, tableId }, fibTable: 0 };
}
