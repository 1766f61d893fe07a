import { Ip6Address, Prefix, parseIp6Prefix } from "../../../src/address/index.ts";
import type { Ownership } from "../../../src/desired/index.ts";
import { policyFrom, type SrPolicy, type Steering } from "../../../src/srv6/index.ts";

export const bsid: (text: string) => Ip6Address = Ip6Address.parse;
export const policy = (at: string): SrPolicy => policyFrom({ bsid: at, segmentLists: [{ segments: ["fc00::1"] }] });
export const rule = (prefix: string, to: string, tableId = 0): Steering => {
  return { kind: "l3", prefix: Prefix.parse(prefix), tableId, bsid: bsid(to) };
};
/** A range of each kind of entry. */
export const OWNS: Ownership = {
  sids: [parseIp6Prefix("fcdd::/16")],
  bsids: [parseIp6Prefix("cafe::/112")],
  scratch: parseIp6Prefix("cafe:0:0:1::/120"),
  steering: [{ prefix: Prefix.parse("10.0.0.0/8"), tableId: 0 }, { swIfIndex: 3 }],
  tables: { ip4: [7, 8], ip6: [] },
  routes: [{ prefix: Prefix.parse("fcff::/16"), tableId: 0 }],
};
