import { type Branch, branchText, leaf } from "../output/index.ts";
import { type ListNode, type PolicyNode, percent, type SegmentNode, type SrGraph } from "./graph.ts";

/** The graph as lines of text: traffic, below it the policy, its paths, their SIDs. */
export function treeText(graph: SrGraph): string {
  return branches(graph).map(branchText).join("");
}

function branches({ policies, astray, localSids }: SrGraph): Branch[] {
  const roots = [
    ...policies.map(policyBranch),
    ...astray.map(({ traffic, bsid }) => leaf(`${traffic} -> ${bsid}: no such policy, dropped`)),
  ];
  const sids = localSids.map(({ sid, behavior }) => leaf(`${sid} ${behavior}`));
  return sids.length === 0 ? roots : [...roots, { text: "local SIDs", branches: sids }];
}

function policyBranch({ bsid, kind, traffic, lists }: PolicyNode): Branch {
  const source = traffic.length === 0 ? "nothing steered" : traffic.join(", ");
  return { text: `${source} -> ${bsid} (${kind})`, branches: lists.map(listBranch) };
}

function listBranch({ weight, share, overheadBytes, segments }: ListNode): Branch {
  const path = segments.map(segmentText).join(" -> ");
  return leaf(`${percent(share)} (weight ${weight}, adds ${overheadBytes} bytes): ${path}`);
}

function segmentText({ sid, here }: SegmentNode): string {
  return here === undefined ? sid : `${sid} (here: ${here})`;
}
