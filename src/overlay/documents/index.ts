/**
 * The documents in which a TE engine gives a source node its policies, in mode `configmap`. In comes YAML, out goes a checked
 * value. It opens no file and does not know Kubernetes' API.
 */
export { parseTeDocument } from "./parse-te-document.ts";
export type { TeDocument, TeNode, TePolicy, TeSegmentList } from "./te-document.ts";
