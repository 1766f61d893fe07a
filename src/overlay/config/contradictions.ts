import { type Problem, valueAt } from "../../yaml/index.ts";
import { draftOf } from "./draft.ts";
import { findPeerProblems } from "./peers.ts";
import { findPodProblems } from "./pods.ts";
import { findSidProblems } from "./sids.ts";

/** Returns what contradicts itself in the value of a configuration file. Malformed parts are left out. */
export function findContradictions(document: unknown): Problem[] {
  const draft = draftOf(document);
  return [
    ...findPodProblems(draft),
    ...findSidProblems(draft),
    ...findPeerProblems(draft),
    ...findMissingFile(document),
  ];
}

function findMissingFile(document: unknown): Problem[] {
  if (valueAt(document, ["mode"]) !== "configmap" || valueAt(document, ["configmap"]) !== undefined) return [];
  return [{ path: ["mode"], text: "configmap needs a file: add configmap: { file: PATH }" }];
}
