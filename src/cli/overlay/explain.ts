import { parseIpAddress } from "../../address/index.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { type Branch, branchText, leaf } from "../output/index.ts";
import { askExplanation, type PlainExplanation, withAgent } from "./ask-agent.ts";
import { pathBranch } from "./status-text.ts";

/** `tsvpp overlay explain ADDRESS` */
export const explain: Command = {
  operands: ["ADDRESS"],
  options: ["server"],
  help: "",

  async run(invocation) {
    const { output } = invocation;
    const address = String(parseIpAddress(invocation.operands[0]!));
    const found = await withAgent(invocation, (agent) => askExplanation(agent, address));
    if (output.isJson) output.json(found);
    else output.text(branchText(explanationBranch(found)));
    return found.problem === undefined ? EXIT.done : EXIT.refused;
  },
};

/** Returns how packets to an address go as a tree: prefix and node, then the path, then what is wrong. */
export function explanationBranch({ destination, prefix, tunnel, problem }: PlainExplanation): Branch {
  const branches: Branch[] = [];
  if (prefix !== undefined) {
    const { node, from, since } = prefix;
    branches.push(leaf(`prefix ${prefix.prefix} of node ${node}, from ${from} since ${since}`));
  }
  if (tunnel?.path !== undefined) branches.push(pathBranch(tunnel.path));
  branches.push(leaf(problem === undefined ? "VPP has path and steering" : `problem: ${problem}`));
  return { text: `packets from pods of this node to ${destination}`, branches };
}
