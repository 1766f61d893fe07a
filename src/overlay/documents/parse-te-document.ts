import type { TeDocument, TeNode } from "./te-document.ts";

/**
 * Reads the document of a TE engine for one node, in YAML: the value of a ConfigMap, or a whole ConfigMap.
 *
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem. No part of such a document is taken.
 */
export async function parseTeDocument(_text: string, _fileName: string, _node: TeNode): Promise<TeDocument> {
  throw new Error("not written yet");
}
