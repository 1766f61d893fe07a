/**
 * Bytes that other speakers sent: GoBGP 3.10, 3.37 and 4.8. Parts that are the same in several messages have a name.
 */
import { bytes } from "../../helpers.ts";

/** ORIGIN IGP, an empty AS_PATH, LOCAL_PREF 100: what a speaker sends to its own AS. */
export const INTERNAL_ATTRIBUTES = "40010100 400200 40050400000064";

/** 172.16.104.64/26 with the next hop fd12::1000, as MP_REACH_NLRI (RFC 8950). */
export const IP4_REACH = "800e1a 0001 01 10 fd120000000000000000000000001000 00 1aac106840";

/** fdfb:af47:32af:2::/122 with the next hop fd12::1000. */
export const IP6_REACH = "800e26 0002 01 10 fd120000000000000000000000001000 00 7afdfbaf4732af00020000000000000000";

/** The SR policy with color 6 and endpoint fd12::1000, with the next hop fd12::1000. */
export const POLICY_REACH =
  "800e2e 0002 49 10 fd120000000000000000000000001000 00 c0 00000000 00000006 fd120000000000000000000000001000";

/** Its candidate path: BSID cafe::25, three segments with behavior 18, weight 12, preference 11, priority 10. */
export const POLICY_PATH: string = [
  "c01784 000f0080",
  "0d12 8000 cafe0000000000000000000000000025",
  "80005d 00 0906 0000 0000000c",
  "0d1a 2000 fcff0006000000000000000000000001 0012 0000 00000000",
  "0d1a 2000 fcff0008000000000000000000000001 0012 0000 00000000",
  "0d1a 2000 fcdd0000000012aa0000000000000006 0012 0000 00000000",
  "0c06 0000 0000000b",
  "0f02 0a00",
].join(" ");

/** A candidate path with two lists of weights 1 and 3, BSID cafe::24, preference 200, ENLP 1, priority 10. */
export const TWO_LISTS_PATH: string = [
  "c01795 000f0091 0d128000cafe0000000000000000000000000024",
  "800041 00 090600000000 0001",
  "0d1a2000fcff0006000000000000000000000001 0013000000000000",
  "0d1a2000fcdd0000000012aa0000000000000004 0013000000000000",
  "800025 00 090600000000 0003 0d1a2000fcdd0000000012aa0000000000000004 0013000000000000",
  "0c060000000000c8 0e03000001 0f020a00",
].join(" ");

/** Withdraws the SR policy with color 6 and endpoint fd12::1000. */
export const POLICY_UNREACH = "800f1c 000249 c0 00000000 00000006 fd120000000000000000000000001000";

/** The capabilities of GoBGP 3.10 with three families and graceful restart of 120 seconds. */
export const GOBGP_CAPABILITIES: string = [
  "0200 490402766d00 0104000200 49 010400020001 010400010001 4104 0000fc00",
  "400e 0078 000249 00 000201 00 000101 00 050c 000200490002 000100010002",
].join(" ");

/** The fields of an UPDATE as hexadecimal text. */
export interface UpdateFields {
  readonly withdrawn?: string;
  readonly attributes?: string;
  readonly nlri?: string;
}

/** Returns the body of an UPDATE with its two lengths. */
export function updateBody({ withdrawn = "", attributes = "", nlri = "" }: UpdateFields): Buffer {
  const sized = (part: Buffer) => Buffer.concat([Buffer.of(part.length >> 8, part.length & 0xff), part]);
  return Buffer.concat([sized(bytes(withdrawn)), sized(bytes(attributes)), bytes(nlri)]);
}
