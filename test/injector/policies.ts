/** SR policies for tests, as files and as the bytes that RFC 9830 and GoBGP give for them. */
import { Ip4Address } from "../../src/address/index.ts";
import type { Policy } from "../../src/injector/policy.ts";
import { readPolicyFiles } from "../../src/injector/policy-files.ts";

/** The file of the paper's injector, with a second document. */
export const PAPER_FILE = `nlri: { distinguisher: 4, color: 94, endpoint: fd11::1000 }
iswithdraw: false
age: { seconds: 0, nanos: 0 }
sourceasn: 5600
family: { afi: 2, safi: 73 }
neighborip: fd11::1000
segmentlist: { weight: 12, segments: [ { sid: fcff:3::1, behavior: 19 }, { sid: "fcdd::11aa:c11:b42f:f17e:a682", behavior: 19 } ] }
bsid: cafe::1c2
priority: 10
nexthop: fd00:0:34::2
`;

/** A policy without distinguisher and next hop, with two lists. */
export const TWO_LISTS_FILE = `nlri: { color: 6, endpoint: fd12::1000 }
preference: 200
segmentlists:
  - segments: [{ sid: fcff:3::1 }]
  - { weight: 3, segments: [{ sid: "fcdd::6", behavior: 18 }] }
`;

/** MP_REACH_NLRI of the paper's policy. */
export const PAPER_REACH =
  "800e2e 0002 49 10 fd000000003400000000000000000002 00 c0 00000004 0000005e fd110000000000000000000000001000";

/** Tunnel Encapsulation of the paper's policy: BSID, the list with weight 12, preference 100, priority 10. */
export const PAPER_PATH: string = [
  "c01768 000f0064",
  "0d12 8000 cafe00000000000000000000000001c2",
  "800041 00 0906 0000 0000000c",
  "0d1a 1000 fcff0003000000000000000000000001 0013 0000 00000000",
  "0d1a 1000 fcdd0000000011aa0c11b42ff17ea682 0013 0000 00000000",
  "0c06 0000 00000064",
  "0f02 0a00",
].join(" ");

/** MP_UNREACH_NLRI of the paper's policy. */
export const PAPER_UNREACH = "800f1c 000249 c0 00000004 0000005e fd110000000000000000000000001000";

/** Returns the policies of a file, for these headends. */
export function policiesIn(text: string, ...headends: readonly string[]): readonly Policy[] {
  const ids = headends.map((headend) => Ip4Address.parse(headend));
  return readPolicyFiles([{ name: "te.yaml", text }], headends.length === 0 ? undefined : ids).policies;
}

/** Returns a value as JSON has it: addresses as texts, without keys that are undefined. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
