import { Ip6Address, parseIp6Prefix } from "../../../src/address/index.ts";
import { parseTeDocument, type TeDocument, type TeNode } from "../../../src/overlay/documents/index.ts";

/** The node of the paper's Listing 2; ranges of the reference pools. */
export const MASTER: TeNode = {
  id: "master",
  address: Ip6Address.parse("fd10::1000"),
  bsids: parseIp6Prefix("cafe::/118"),
  localSids: parseIp6Prefix("fcdd::/48"),
};

/** The paper's Listing 2, line by line, without its last entry, which is cut. */
export const LISTING: readonly string[] = [
  "localsids:",
  '  DT4: "fcdd::aa:34b8:247c:36da:db44"',
  '  DT6: "fcdd::aa:34b8:247c:36da:db45"',
  "node: master",
  "policies:",
  '  - egress_node: "fd11::1000"',
  '    bsid: "cafe::1c3"',
  '    segment_list: ["fcff:3::1", "fcdd::11aa:c11:b42f:f17e:a683"]',
  "    traffic: IPv6",
];

/** Lines by their numbers, which begin at 1. */
export type Lines = Readonly<Record<number, string>>;

/** Returns the listing with other lines in place of those of the numbers; lines can be added behind the last. */
export function listingWith(lines: Lines = {}): string {
  const all = [...LISTING];
  for (const [number, line] of Object.entries(lines)) all[Number(number) - 1] = line;
  return all.join("\n");
}

/** Parses a document of the master. */
export function parse(text: string, node: Partial<TeNode> = {}): Promise<TeDocument> {
  return parseTeDocument(text, "te.yaml", { ...MASTER, ...node });
}

/** Returns the lines of the error by which a document is refused. */
export async function faultsOf(text: string, node: Partial<TeNode> = {}): Promise<string[]> {
  try {
    await parse(text, node);
    return [];
  } catch (reason) {
    return (reason as Error).message.split("\n");
  }
}
