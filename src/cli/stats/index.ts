/** What `tsvpp stats` does with the statistics of VPP: prints entries and their changes, or serves them to Prometheus. */
export { changeJson, changeLines } from "./change-lines.ts";
export { entryJson, entryLines } from "./entry-lines.ts";
export { localSidJson, localSidLines, readLocalSids } from "./local-sids.ts";
export { refuseServing, serve } from "./serve.ts";
