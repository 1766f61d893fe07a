import type { OverlayConfig } from "./config.ts";

/**
 * Reads the configuration file of an agent, in YAML.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem: `node1.yaml:3: pods.prefixes[0]: ...`.
 */
export async function parseOverlayConfig(_text: string, _fileName = "configuration"): Promise<OverlayConfig> {
  throw new Error("not written yet");
}

/** Returns the JSON Schema (draft 2020-12) of a configuration file, for editors. */
export async function overlayConfigSchema(): Promise<object> {
  return {};
}
