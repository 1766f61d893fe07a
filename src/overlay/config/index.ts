/**
 * The configuration file of an agent. In comes YAML, out goes a checked value with all defaults. It opens no file.
 */
export type { OverlayBgp, OverlayConfig, OverlayPeer, OverlaySids } from "./config.ts";
export { needsRestart } from "./needs-restart.ts";
export { overlayConfigSchema, parseOverlayConfig } from "./parse-config.ts";
export { nodeAddressFrom, nodeIdFrom } from "./values.ts";
