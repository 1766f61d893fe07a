/**
 * Brings VPP to what the model says, and keeps the books of what it has: differences only, one update a turn, refused items again
 * later.
 */
export type { Knowledge, PrefixChange, TunnelChange } from "./books.ts";
export type { Ground } from "./ground.ts";
export { type InstallCounters, type InstallEvent, Installer } from "./installer.ts";
export type { Obstacle } from "./retries.ts";
