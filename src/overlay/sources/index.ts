/**
 * Turns what BGP peers and TE documents say into changes of the model. It decides what each peer may say, and reports what it refuses
 * with the reason. It opens no connection and no file.
 */
export { BgpSource } from "./bgp-source.ts";
export { Completeness } from "./completeness.ts";
export { takeDocument } from "./document-source.ts";
export { heldRefusal, heldRefusals, THIS_NODE } from "./held-nodes.ts";
export type { SharedId } from "./node-ids.ts";
export { ownPrefixes, ownRoutes } from "./own-routes.ts";
export type { Refusal } from "./refusal.ts";
