import { documentError, placeProblems } from "../../yaml/index.ts";
import type { OverlayConfig } from "./config.ts";

/**
 * Reads the configuration file of an agent, in YAML.
 *
 * @param fileName stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem: `node1.yaml:3: pods.prefixes[0]: ...`.
 */
export async function parseOverlayConfig(text: string, fileName = "configuration"): Promise<OverlayConfig> {
  // Loaded when they are needed: a program without configuration files needs neither library.
  const [{ readYaml }, { readConfig }, { findContradictions }] = await Promise.all([
    import("../../yaml/index.ts"),
    import("./schema.ts"),
    import("./contradictions.ts"),
  ]);
  const yaml = readYaml(text, fileName);
  const read = readConfig(yaml.value);
  const problems = [...("problems" in read ? read.problems : []), ...findContradictions(yaml.value)];
  if ("problems" in read || problems.length > 0) throw documentError(placeProblems(problems, yaml, fileName));
  return read;
}

/** Returns the JSON Schema (draft 2020-12) of a configuration file, for editors. */
export async function overlayConfigSchema(): Promise<object> {
  const { configJsonSchema } = await import("./schema.ts");
  return configJsonSchema();
}
