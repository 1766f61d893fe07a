/**
 * What others say, as changes of the model: BGP peers and TE documents. Here is decided who may say what; what is refused is told
 * with its reason. It opens no connection and no file.
 */
export { BgpSource, type Refusal } from "./bgp-source.ts";
export { Completeness } from "./completeness.ts";
export { takeDocument } from "./document-source.ts";
export { ownRoutes } from "./own-routes.ts";
export { BEHAVIOR_OF, COLOR_OF, type ReadPath, readPath } from "./read-path.ts";
