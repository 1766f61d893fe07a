/**
 * Brings VPP to what the model says, and keeps the books of what VPP has: it sends differences only, in one update for each turn of the
 * event loop, and tries refused items again later.
 */
export type { Knowledge, PrefixChange, TunnelChange } from "./books.ts";
export type { Ground } from "./ground.ts";
export { type InstallCounters, type InstallEvent, Installer } from "./installer.ts";
export { isLost } from "./lost.ts";
export type { Obstacle } from "./retries.ts";
