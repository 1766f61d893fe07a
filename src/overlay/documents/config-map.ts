import { documentError, formatPath, type Path, placeProblems, readYaml, valueAt, type Yaml } from "../../yaml/index.ts";

/** A text in YAML, and the name of it in error texts. */
export interface NamedYaml {
  readonly yaml: Yaml;
  readonly name: string;
}

/**
 * Returns the document of a node that a file holds: the file itself, or of a ConfigMap the value under the key of the node, or
 * else under the only key. Lines of such a value are counted in the value.
 *
 * @throws {VppError} `VPP_DOCUMENT` when the file is another object of Kubernetes, or has no value for the node.
 */
export function documentIn(file: NamedYaml, nodeId: string): NamedYaml {
  const { yaml, name } = file;
  const kind = valueAt(yaml.value, ["kind"]);
  if (kind === undefined) return file;
  if (kind !== "ConfigMap")
    throw fault(file, ["kind"], "expected ConfigMap: print one by kubectl get configmap NAME -o yaml");
  const path = ["data", keyFor(file, nodeId)];
  const text = valueAt(yaml.value, path);
  if (typeof text !== "string") throw fault(file, path, "expected the text of a document");
  const inner = `${name} (text of ${formatPath(path)})`;
  return { yaml: readYaml(text, inner), name: inner };
}

function keyFor(file: NamedYaml, nodeId: string): string {
  const data = valueAt(file.yaml.value, ["data"]);
  const keys = typeof data === "object" && data !== null && !Array.isArray(data) ? Object.keys(data) : [];
  if (keys.includes(nodeId)) return nodeId;
  if (keys.length === 1) return keys[0]!;
  throw fault(file, ["data"], `${keys.length === 0 ? "no keys" : "several keys"}, and none is ${nodeId}, this node`);
}

function fault({ yaml, name }: NamedYaml, path: Path, text: string): Error {
  return documentError(placeProblems([{ path, text }], yaml, name));
}
