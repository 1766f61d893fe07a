import type { OverlayConfig } from "./config.ts";

/** Returns the names of the settings that differ and cannot change while an agent runs. */
export function needsRestart(_from: OverlayConfig, _to: OverlayConfig): readonly string[] {
  return [];
}
