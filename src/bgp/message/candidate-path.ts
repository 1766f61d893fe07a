import { Ip6Address } from "../../address/index.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** A candidate path of an SR policy, as BGP carries it (RFC 9830 section 2.4; RFC 9256 section 2). */
export interface CandidatePath {
  /** The higher one is used (RFC 9256 section 2.7); 100 if the sender gave none. */
  readonly preference: number;
  /** The binding SID; undefined if the sender gave none, or one that is no IPv6 address. */
  readonly bindingSid?: Ip6Address | undefined;
  /** The order in which policies are computed again after a change; undefined if the sender gave none. */
  readonly priority?: number | undefined;
  /** Explicit NULL label policy, for MPLS; undefined if the sender gave none. */
  readonly enlp?: number | undefined;
  readonly policyName?: string | undefined;
  readonly pathName?: string | undefined;
  readonly segmentLists: readonly PathSegmentList[];
}

export interface PathSegmentList {
  /** The share of the list among all; 1 if the sender gave none. */
  readonly weight: number;
  readonly segments: readonly PathSegment[];
}

/** A segment: of type B, an SRv6 SID, or of another type, whose number on the wire is all that is read. */
export type PathSegment =
  | { readonly type: "B"; readonly sid: Ip6Address; readonly behavior?: number | undefined }
  | { readonly type: number };

const DEFAULT_PREFERENCE = 100;
const DEFAULT_WEIGHT = 1;

/** Tunnel type of SR policies in the Tunnel Encapsulation attribute (RFC 9012, RFC 9830 section 2.2). */
const SR_POLICY_TUNNEL = 15;

const PREFERENCE = 12;
const BINDING_SID = 13;
const ENLP = 14;
const PRIORITY = 15;
const SRV6_BINDING_SID = 20;
/** From this type on, a sub-TLV has a length of two bytes. */
const FIRST_LONG = 128;
const SEGMENT_LIST = 128;
const PATH_NAME = 129;
const POLICY_NAME = 130;

const WEIGHT = 9;
const SEGMENT_TYPE_B = 13;
/** Sub-TLVs of a segment list below this number that are segments: types A, and C to K, beside B. */
const OTHER_SEGMENTS: readonly number[] = [1, 3, 4, 5, 6, 7, 8, 14, 15, 16];

/** Flags and reserved byte, which begin most of the values. */
const PREFIX_BYTES = 2;
const SID_BYTES = 16;
/** Behavior u16, reserved u16, lengths of block, node, function and argument. */
const STRUCTURE_BYTES = 8;
/** S-Flag: the policy is valid only with this binding SID (RFC 9830 section 2.4.2). */
const SPECIFIED_BSID_ONLY = 0x80;
/** B-Flag: the behavior of the SID follows (RFC 9830 section 2.4.4.2.4). */
const WITH_BEHAVIOR = 0x10;

interface Tlv {
  readonly type: number;
  readonly value: Buffer;
}

/**
 * Reads the SR policy of a Tunnel Encapsulation attribute: the first TLV of that tunnel type. Unknown sub-TLVs are skipped; of a
 * sub-TLV that may occur once, the first counts (RFC 9012 section 13).
 *
 * @returns undefined if a length does not fit or there is no SR policy: the routes then count as withdrawn (RFC 9830 section 5).
 */
export function parseCandidatePath(attribute: Buffer): CandidatePath | undefined {
  const tunnels = parseTlvs(attribute, 2, () => 2);
  const tunnel = tunnels?.find(({ type }) => type === SR_POLICY_TUNNEL);
  const parts = tunnel === undefined ? undefined : parseTlvs(tunnel.value, 1, (type) => (type < FIRST_LONG ? 1 : 2));
  return parts === undefined ? undefined : pathOf(parts);
}

/** Writes the value of a Tunnel Encapsulation attribute with one SR policy. Each list has its weight: GoBGP ends without it. */
export function writeCandidatePath(to: ByteWriter, path: CandidatePath): void {
  to.u16(SR_POLICY_TUNNEL).sized(2, (to) => writeParts(to, path));
}

function writeParts(to: ByteWriter, path: CandidatePath): void {
  const { preference, bindingSid, priority, enlp, policyName, pathName, segmentLists } = path;
  if (bindingSid !== undefined) {
    to.u8(BINDING_SID).sized(1, (to) => to.u8(SPECIFIED_BSID_ONLY).u8(0).address(bindingSid));
  }
  for (const list of segmentLists) to.u8(SEGMENT_LIST).sized(2, (to) => writeSegmentList(to.u8(0), list));
  to.u8(PREFERENCE).sized(1, (to) => to.u8(0).u8(0).u32(preference));
  if (enlp !== undefined) to.u8(ENLP).sized(1, (to) => to.u8(0).u8(0).u8(enlp));
  if (priority !== undefined) to.u8(PRIORITY).sized(1, (to) => to.u8(priority).u8(0));
  if (policyName !== undefined) writeName(to, POLICY_NAME, policyName);
  if (pathName !== undefined) writeName(to, PATH_NAME, pathName);
}

function writeSegmentList(to: ByteWriter, { weight, segments }: PathSegmentList): void {
  to.u8(WEIGHT).sized(1, (to) => to.u8(0).u8(0).u32(weight));
  for (const segment of segments) if (segment.type === "B") writeSegment(to, segment.sid, segment.behavior);
}

function writeSegment(to: ByteWriter, sid: Ip6Address, behavior: number | undefined): void {
  to.u8(SEGMENT_TYPE_B).sized(1, (to) => {
    to.u8(behavior === undefined ? 0 : WITH_BEHAVIOR)
      .u8(0)
      .address(sid);
    if (behavior !== undefined) to.u16(behavior).u16(0).u32(0);
  });
}

function writeName(to: ByteWriter, type: number, name: string): void {
  to.u8(type).sized(2, (to) => to.u8(0).bytes(Buffer.from(name, "utf8")));
}

function pathOf(parts: readonly Tlv[]): CandidatePath | undefined {
  const segmentLists: PathSegmentList[] = [];
  for (const { type, value } of parts) {
    if (type !== SEGMENT_LIST) continue;
    const list = parseSegmentList(value);
    if (list === undefined) return undefined;
    segmentLists.push(list);
  }
  const first = (wanted: number) => parts.find(({ type }) => type === wanted)?.value;
  const preference = first(PREFERENCE);
  const priority = first(PRIORITY);
  const enlp = first(ENLP);
  const hasSizes = isSize(preference, 6) && isSize(priority, 2) && isSize(enlp, 3);
  if (!hasSizes) return undefined;
  return {
    preference: preference?.readUInt32BE(PREFIX_BYTES) ?? DEFAULT_PREFERENCE,
    bindingSid: readBindingSid(first(SRV6_BINDING_SID)) ?? readBindingSid(first(BINDING_SID)),
    priority: priority?.[0],
    enlp: enlp?.[PREFIX_BYTES],
    policyName: readName(first(POLICY_NAME)),
    pathName: readName(first(PATH_NAME)),
    segmentLists,
  };
}

/** Of 0, 4 or 16 bytes; the SRv6 one can have the behavior and the structure behind them. */
function readBindingSid(value: Buffer | undefined): Ip6Address | undefined {
  return value !== undefined && value.length >= PREFIX_BYTES + SID_BYTES
    ? Ip6Address.fromBytes(value, PREFIX_BYTES)
    : undefined;
}

function readName(value: Buffer | undefined): string | undefined {
  return value?.subarray(1).toString("utf8");
}

function parseSegmentList(value: Buffer): PathSegmentList | undefined {
  const parts = value.length === 0 ? undefined : parseTlvs(value.subarray(1), 1, () => 1);
  if (parts === undefined) return undefined;
  const weight = parts.find(({ type }) => type === WEIGHT)?.value;
  if (!isSize(weight, 6)) return undefined;
  const segments: PathSegment[] = [];
  for (const part of parts) {
    const segment = readSegment(part);
    if (segment === "malformed") return undefined;
    if (segment !== undefined) segments.push(segment);
  }
  return { weight: weight?.readUInt32BE(PREFIX_BYTES) ?? DEFAULT_WEIGHT, segments };
}

/** Returns undefined for what is no segment: the weight, or a sub-TLV that this speaker does not know. */
function readSegment({ type, value }: Tlv): PathSegment | "malformed" | undefined {
  if (type !== SEGMENT_TYPE_B) return OTHER_SEGMENTS.includes(type) ? { type } : undefined;
  const structure = value.length - PREFIX_BYTES - SID_BYTES;
  if (structure !== 0 && structure !== STRUCTURE_BYTES) return "malformed";
  const behavior = structure === 0 ? undefined : value.readUInt16BE(PREFIX_BYTES + SID_BYTES);
  return { type: "B", sid: Ip6Address.fromBytes(value, PREFIX_BYTES), behavior };
}

function isSize(value: Buffer | undefined, bytes: number): boolean {
  return value === undefined || value.length === bytes;
}

/** Reads types, lengths and values; returns undefined if a length does not fit. */
function parseTlvs(bytes: Buffer, typeBytes: 1 | 2, lengthBytesOf: (type: number) => 1 | 2): Tlv[] | undefined {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + typeBytes > bytes.length) return undefined;
    const type = bytes.readUIntBE(at, typeBytes);
    const lengthBytes = lengthBytesOf(type);
    const valueAt = at + typeBytes + lengthBytes;
    if (valueAt > bytes.length) return undefined;
    const end = valueAt + bytes.readUIntBE(at + typeBytes, lengthBytes);
    if (end > bytes.length) return undefined;
    found.push({ type, value: bytes.subarray(valueAt, end) });
    at = end;
  }
  return found;
}
