/**
 * The agent of one node: sources, model and VPP together, and the BGP speaker that tells the others of this node.
 */
export { leaveOverlay } from "./leave.ts";
export { Overlay, type OverlayEvent, type OverlayOptions, startOverlay } from "./overlay.ts";
