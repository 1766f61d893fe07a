/**
 * What happens to an agent, in words and as JSON. In come events of `tsvpp/overlay`, out go lines.
 */
export { EventLog } from "./event-log.ts";
export { kindText, nodeText, prefixCount, sharedIdText } from "./path-text.ts";
