import { Ip4Address, Ip6Address, Prefix } from "../../address/index.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Family } from "./family.ts";

/** What names an SR policy's candidate path in BGP (RFC 9830 section 2.1). */
export interface SrPolicyKey {
  /** Makes paths of one sender to the same color and endpoint different. */
  readonly distinguisher: number;
  /** u32, not 0. */
  readonly color: number;
  readonly endpoint: Ip6Address;
}

/** What a route is about: a prefix without host bits, or an SR policy. */
export type Nlri = Prefix | SrPolicyKey;

/** The length of an SR policy with an IPv6 endpoint, in bits as it stands on the wire. */
const SR_POLICY_BITS = 192;

/** Scratch memory for a prefix, whose bytes are cut behind its length on the wire. */
const scratch = new Uint8Array(16);

/** The routes of a field of bytes. */
export interface NlriList {
  readonly nlri: readonly Nlri[];
  /** How many had a form that this speaker does not know, although their length could be read. */
  readonly skipped: number;
}

/** Reads all routes of a field; returns undefined if a length does not fit, since the rest cannot be found then. */
export function parseNlri(family: Family, bytes: Buffer): NlriList | undefined {
  return family === "ipv6-sr-policy" ? parseSrPolicies(bytes) : parsePrefixes(family, bytes);
}

/** Writes a route as it stands in an UPDATE. */
export function writeNlri(to: ByteWriter, nlri: Nlri): void {
  if (nlri instanceof Prefix) {
    const bytes = nlri.masked().address.toBytes();
    to.u8(nlri.length).bytes(bytes.subarray(0, bytesOf(nlri.length)));
  } else {
    to.u8(SR_POLICY_BITS).u32(nlri.distinguisher).u32(nlri.color).address(nlri.endpoint);
  }
}

/** Returns a key of the route for maps; the keys of prefixes and of policies differ. */
export function keyOfNlri(nlri: Nlri): string {
  if (nlri instanceof Prefix) return nlri.toKey();
  const { distinguisher, color, endpoint } = nlri;
  return (
    endpoint.toKey() + String.fromCharCode(distinguisher >>> 16, distinguisher & 0xffff, color >>> 16, color & 0xffff)
  );
}

/** Returns the route in words. */
export function describeNlri(nlri: Nlri): string {
  if (nlri instanceof Prefix) return String(nlri);
  return `SR policy to ${nlri.endpoint}, color ${nlri.color}, distinguisher ${nlri.distinguisher}`;
}

/** Each prefix is its length in bits as u8, and as many bytes as needed for these (RFC 4271 section 4.3). */
function parsePrefixes(family: Family, bytes: Buffer): NlriList | undefined {
  const isIp4 = family === "ipv4-unicast";
  const maxLength = isIp4 ? 32 : 128;
  const nlri: Nlri[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at]!;
    const end = at + 1 + bytesOf(length);
    if (length > maxLength || end > bytes.length) return undefined;
    scratch.fill(0);
    scratch.set(bytes.subarray(at + 1, end));
    const address = isIp4 ? Ip4Address.fromBytes(scratch) : Ip6Address.fromBytes(scratch);
    // Bits behind the length can be anything (RFC 4271 section 4.3).
    nlri.push(new Prefix(address.masked(length), length));
    at = end;
  }
  return { nlri, skipped: 0 };
}

/** A policy with another length, or with the color 0, is no policy of this family (RFC 9830 sections 2.1 and 5). */
function parseSrPolicies(bytes: Buffer): NlriList | undefined {
  const nlri: Nlri[] = [];
  let skipped = 0;
  for (let at = 0; at < bytes.length; ) {
    const bits = bytes[at]!;
    const end = at + 1 + bytesOf(bits);
    if (end > bytes.length) return undefined;
    const color = bits === SR_POLICY_BITS ? bytes.readUInt32BE(at + 5) : 0;
    if (color === 0) skipped++;
    else nlri.push({ distinguisher: bytes.readUInt32BE(at + 1), color, endpoint: Ip6Address.fromBytes(bytes, at + 9) });
    at = end;
  }
  return { nlri, skipped };
}

function bytesOf(bits: number): number {
  return (bits + 7) >> 3;
}
