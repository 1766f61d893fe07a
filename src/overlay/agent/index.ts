/**
 * The agent: it brings VPP to what the model says, tells BGP peers of its own node, and knows when the sources have said enough.
 */
export type { Knowledge, PrefixChange, TunnelChange } from "./books.ts";
export type { InstallCounters, InstallEvent } from "./installer.ts";
export { Overlay, type OverlayEvent, type OverlayOptions, startOverlay } from "./overlay.ts";
export type { Obstacle } from "./retries.ts";
