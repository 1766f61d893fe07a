import { type OverlayConfig, parseOverlayConfig } from "../../../src/overlay/config/index.ts";

/** A configuration file with what must be there, line by line. */
export const LINES: readonly string[] = [
  'node: { id: node1, address: "fd11::1000" }',
  "pods:",
  '  prefixes: [172.16.104.0/26, "fdfb:af47:32af:1::/122"]',
  '  cluster: [172.16.0.0/16, "fdfb:af47:32af::/48"]',
  "sids:",
  '  localSids: { pool: "fcdd:0:0:11aa::/64", cluster: "fcdd::/48" }',
  '  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }',
  "bgp:",
  "  as: 64512",
  "  routerId: 10.0.0.11",
  "  peers:",
  '    - { address: "fd12::1000" }',
];

/** Lines by their numbers, which begin at 1. */
export type Lines = Readonly<Record<number, string>>;

/** Returns the file with other lines in place of those of the numbers; lines can be added behind the last. */
export function fileWith(lines: Lines = {}): string {
  const all = [...LINES];
  for (const [number, line] of Object.entries(lines)) all[Number(number) - 1] = line;
  return all.join("\n");
}

/** Parses the file with other lines. */
export function configWith(lines: Lines = {}): Promise<OverlayConfig> {
  return parseOverlayConfig(fileWith(lines), "node1.yaml");
}

/** Returns the lines of the error by which a file is refused. */
export async function faultsOf(lines: Lines): Promise<string[]> {
  try {
    await configWith(lines);
    return [];
  } catch (reason) {
    return (reason as Error).message.split("\n");
  }
}
