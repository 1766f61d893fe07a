/**
 * A tap: stands between clients and VPP, carries whole messages both ways and records them. It knows registration and leaving, and
 * of all other messages only which cannot pass.
 */
export { openTap, type Tap } from "./tap.ts";
