import { describePolicyKind } from "../../srv6/index.ts";
import type { InterfaceNames } from "../interface-names.ts";
import { type Branch, branchText, leaf } from "../output/index.ts";
import { describeShare, hereText, localSidText, trafficText, weightWords } from "../words.ts";
import type { ListNode, PolicyNode, SegmentNode, SrGraph } from "./graph.ts";

/** Returns the graph as lines of text: traffic and its policy, below them the paths with their SIDs. */
export function treeText(graph: SrGraph): string {
  return branches(graph).map(branchText).join("");
}

function branches({ policies, astray, localSids, interfaces }: SrGraph): Branch[] {
  const roots = [
    ...policies.map((policy) => policyBranch(policy, interfaces)),
    ...astray.map((rule) => leaf(`${trafficText(rule, interfaces)} -> ${rule.bsid}: no such policy, dropped`)),
  ];
  const sids = localSids.map((each) => leaf(`${localSidText(each)} ${hereText(each.behavior, interfaces)}`));
  return sids.length === 0 ? roots : [...roots, { text: "local SIDs", branches: sids }];
}

function policyBranch(policy: PolicyNode, interfaces: InterfaceNames): Branch {
  const { bsid, traffic, lists } = policy;
  const rules = traffic.map((each) => trafficText(each, interfaces));
  const source = rules.length === 0 ? "nothing steered" : rules.join(", ");
  return {
    text: `${source} -> ${bsid} (${describePolicyKind(policy)})`,
    branches: lists.map((list, at) => leaf(listText(policy, list, at, interfaces))),
  };
}

function listText({ policyType }: PolicyNode, list: ListNode, at: number, interfaces: InterfaceNames): string {
  const { weight, share, overheadBytes, segments } = list;
  const properties = [...weightWords(policyType, weight), `adds ${overheadBytes} bytes`].join(", ");
  const path = segments.map((segment) => segmentText(segment, interfaces)).join(" -> ");
  return `${describeShare(policyType, share, at)} (${properties}): ${path}`;
}

function segmentText({ sid, here }: SegmentNode, interfaces: InterfaceNames): string {
  return here === undefined ? String(sid) : `${sid} (here: ${hereText(here, interfaces)})`;
}
