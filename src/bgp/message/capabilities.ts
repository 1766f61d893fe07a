import type { ByteWriter } from "./byte-writer.ts";
import { AFI_IPV4, AFI_IPV6, FAMILY_CODES, type Family, familyOf, SAFI_UNICAST } from "./family.ts";

/** What a speaker announces in its OPEN message (RFC 5492). */
export interface Capabilities {
  /** RFC 4760: the families that it sends and accepts. */
  readonly families: readonly Family[];
  /** RFC 2918: it sends its routes again when asked. */
  readonly routeRefresh: boolean;
  /** RFC 8950: it accepts IPv4 prefixes with an IPv6 next hop. */
  readonly extendedNextHop: boolean;
  /** RFC 6793: its AS number. AS paths have numbers of 4 bytes if both ends announce this. */
  readonly fourOctetAs: number | undefined;
  readonly gracefulRestart: GracefulRestart | undefined;
}

/** RFC 4724 section 3. */
export interface GracefulRestart {
  /** R: the speaker has restarted, and waits for the End of RIB of its peers. */
  readonly hasRestarted: boolean;
  /** N (RFC 8538): routes stay after a NOTIFICATION and an expired hold timer too. */
  readonly staysAfterNotification: boolean;
  /** How long its peers shall keep its routes after a lost session: 0 to 4095. */
  readonly restartSeconds: number;
  readonly families: readonly GracefulFamily[];
}

export interface GracefulFamily {
  readonly family: Family;
  /** F: its packets were forwarded during the restart. */
  readonly isForwarding: boolean;
}

const MULTIPROTOCOL = 1;
const ROUTE_REFRESH = 2;
const EXTENDED_NEXT_HOP = 5;
const GRACEFUL_RESTART = 64;
const FOUR_OCTET_AS = 65;

const RESTARTED = 0x8000;
const AFTER_NOTIFICATION = 0x4000;
/** The restart time has 12 bits. */
export const MAX_RESTART_SECONDS = 0x0fff;
const FORWARDING = 0x80;

const NONE: Capabilities = {
  families: [],
  routeRefresh: false,
  extendedNextHop: false,
  fourOctetAs: undefined,
  gracefulRestart: undefined,
};

/** Writes each capability as code u8, length u8, value. */
export function writeCapabilities(to: ByteWriter, capabilities: Capabilities): void {
  const { families, routeRefresh, extendedNextHop, fourOctetAs, gracefulRestart } = capabilities;
  for (const family of families) writeCapability(to, MULTIPROTOCOL, (to) => writeMultiprotocol(to, family));
  if (routeRefresh) writeCapability(to, ROUTE_REFRESH, () => {});
  if (extendedNextHop) writeCapability(to, EXTENDED_NEXT_HOP, writeExtendedNextHop);
  if (fourOctetAs !== undefined) writeCapability(to, FOUR_OCTET_AS, (to) => to.u32(fourOctetAs));
  if (gracefulRestart !== undefined) {
    writeCapability(to, GRACEFUL_RESTART, (to) => writeGracefulRestart(to, gracefulRestart));
  }
}

/** Reads capabilities; returns undefined if a length does not fit. Unknown ones are skipped (RFC 5492 section 3). */
export function parseCapabilities(bytes: Buffer): Capabilities | undefined {
  let found = NONE;
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + (bytes[at + 1] ?? bytes.length);
    if (end > bytes.length) return undefined;
    const next = withCapability(found, bytes[at]!, bytes.subarray(at + 2, end));
    if (next === undefined) return undefined;
    found = next;
    at = end;
  }
  return found;
}

/** Returns what both ends announced: a message may use only that. */
export function commonFamilies(ours: Capabilities, theirs: Capabilities): readonly Family[] {
  return ours.families.filter((family) => theirs.families.includes(family));
}

function withCapability(found: Capabilities, code: number, value: Buffer): Capabilities | undefined {
  switch (code) {
    case MULTIPROTOCOL:
      return value.length === 4 ? withFamily(found, familyOf(value.readUInt16BE(0), value[3]!)) : undefined;
    case ROUTE_REFRESH:
      return { ...found, routeRefresh: true };
    case EXTENDED_NEXT_HOP:
      return value.length % 6 === 0 ? { ...found, extendedNextHop: hasExtendedNextHop(value) } : undefined;
    case FOUR_OCTET_AS:
      return value.length === 4 ? { ...found, fourOctetAs: value.readUInt32BE(0) } : undefined;
    case GRACEFUL_RESTART:
      return value.length % 4 === 2 ? { ...found, gracefulRestart: readGracefulRestart(value) } : undefined;
    default:
      return found;
  }
}

function withFamily(found: Capabilities, family: Family | undefined): Capabilities {
  const isNew = family !== undefined && !found.families.includes(family);
  return isNew ? { ...found, families: [...found.families, family] } : found;
}

/** Each entry is AFI u16, SAFI u16, AFI of the next hop u16. */
function hasExtendedNextHop(value: Buffer): boolean {
  for (let at = 0; at < value.length; at += 6) {
    const isIp4Unicast = value.readUInt16BE(at) === AFI_IPV4 && value.readUInt16BE(at + 2) === SAFI_UNICAST;
    if (isIp4Unicast && value.readUInt16BE(at + 4) === AFI_IPV6) return true;
  }
  return false;
}

function readGracefulRestart(value: Buffer): GracefulRestart {
  const head = value.readUInt16BE(0);
  const families: GracefulFamily[] = [];
  for (let at = 2; at < value.length; at += 4) {
    const family = familyOf(value.readUInt16BE(at), value[at + 2]!);
    if (family !== undefined) families.push({ family, isForwarding: (value[at + 3]! & FORWARDING) !== 0 });
  }
  return {
    hasRestarted: (head & RESTARTED) !== 0,
    staysAfterNotification: (head & AFTER_NOTIFICATION) !== 0,
    restartSeconds: head & MAX_RESTART_SECONDS,
    families,
  };
}

function writeCapability(to: ByteWriter, code: number, write: (to: ByteWriter) => void): void {
  to.u8(code).sized(1, write);
}

function writeMultiprotocol(to: ByteWriter, family: Family): void {
  const { afi, safi } = FAMILY_CODES[family];
  to.u16(afi).u8(0).u8(safi);
}

function writeExtendedNextHop(to: ByteWriter): void {
  to.u16(AFI_IPV4).u16(SAFI_UNICAST).u16(AFI_IPV6);
}

function writeGracefulRestart(to: ByteWriter, restart: GracefulRestart): void {
  const flags = (restart.hasRestarted ? RESTARTED : 0) | (restart.staysAfterNotification ? AFTER_NOTIFICATION : 0);
  to.u16(flags | restart.restartSeconds);
  for (const { family, isForwarding } of restart.families) {
    const { afi, safi } = FAMILY_CODES[family];
    to.u16(afi)
      .u8(safi)
      .u8(isForwarding ? FORWARDING : 0);
  }
}
