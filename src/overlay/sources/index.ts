/**
 * Turns what BGP peers and TE documents say into changes of the model. It decides what each peer may say, and reports what it refuses
 * with the reason. It opens no connection and no file.
 */
export { BgpSource, type Refusal } from "./bgp-source.ts";
export { Completeness } from "./completeness.ts";
export { takeDocument } from "./document-source.ts";
export { ownRoutes } from "./own-routes.ts";
