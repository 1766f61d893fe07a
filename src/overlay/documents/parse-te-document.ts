import { documentError, placeProblems } from "../../yaml/index.ts";
import type { TeDocument, TeNode } from "./te-document.ts";

/** The limit of Kubernetes for the data of a ConfigMap. */
const MAX_BYTES = 2 ** 20;

/**
 * Reads the document of a TE engine for one node, in YAML: the value of a ConfigMap, or a whole ConfigMap, as `kubectl get
 * configmap NAME -o yaml` prints it. Of that it takes the value under the key of the node, or else under the only key; error
 * texts then have the lines of the value.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem. No part of such a document is taken.
 */
export async function parseTeDocument(text: string, fileName: string, node: TeNode): Promise<TeDocument> {
  const size = Buffer.byteLength(text);
  if (size > MAX_BYTES)
    throw documentError([`${fileName}: ${size} bytes, more than 1 MiB, the limit of a ConfigMap: make it smaller`]);
  // Loaded when they are needed: an agent in mode bgp needs none of them.
  const [{ readYaml }, { documentIn }, { partsFor }, { readDocument }, { findContradictions, isIncomplete }] =
    await Promise.all([
      import("../../yaml/index.ts"),
      import("./config-map.ts"),
      import("./parts.ts"),
      import("./schema.ts"),
      import("./contradictions.ts"),
    ]);
  const { yaml, name } = documentIn({ yaml: readYaml(text, fileName), name: fileName }, node.id);
  const parts = partsFor(node);
  const read = readDocument(yaml.value, parts);
  const contradictions = findContradictions(yaml.value, parts);
  if (!("problems" in read) && contradictions.length === 0) return read;
  const malformed = "problems" in read ? read.problems : [];
  const isExplained = isIncomplete(yaml.value, parts);
  const problems = [...malformed.filter(({ path }) => !isExplained(path)), ...contradictions];
  throw documentError(placeProblems(problems, yaml, name));
}
