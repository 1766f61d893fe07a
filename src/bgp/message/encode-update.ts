import type { IpAddress } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import { writeAsPath } from "./as-path.ts";
import { ATTRIBUTE, EXTENDED_LENGTH, OPTIONAL, ORIGINS, type PathAttributes, TRANSITIVE } from "./attributes.ts";
import { ByteWriter } from "./byte-writer.ts";
import { writeCandidatePath } from "./candidate-path.ts";
import { FAMILY_CODES, type Family } from "./family.ts";
import { HEADER_BYTES, MAX_MESSAGE_BYTES } from "./message.ts";
import { type Nlri, writeNlri } from "./nlri.ts";
import { AS_TRANS } from "./open.ts";

/** Routes to announce: of one family, with one next hop and the same attributes. */
export interface Announcement {
  readonly family: Family;
  readonly nlri: readonly Nlri[];
  readonly nextHop: IpAddress;
  readonly attributes: PathAttributes;
}

const MAX_BODY_BYTES = MAX_MESSAGE_BYTES - HEADER_BYTES;
/** The two lengths of an UPDATE. */
const LENGTHS_BYTES = 4;
/** The longest head of an attribute: flags, type, length of two bytes. */
const MAX_HEAD_BYTES = 4;
const MAX_NLRI_BYTES: Readonly<Record<Family, number>> = {
  "ipv4-unicast": 5,
  "ipv6-unicast": 17,
  "ipv6-sr-policy": 25,
};
const MAX_SHORT_VALUE = 255;

/**
 * Returns the bodies of the UPDATE messages that announce the routes. The attribute with the routes is the first one (RFC 7606
 * section 5.1).
 *
 * @throws {VppError} `VPP_FIELD_RANGE` if the attributes leave no place for a route in a message of 4096 bytes.
 */
export function encodeAnnouncement(announcement: Announcement, asBytes: 2 | 4): Buffer[] {
  const { family, nlri, nextHop, attributes } = announcement;
  const shared = encodeAttributes(attributes, asBytes);
  const hop = nextHop.toBytes();
  const spare = MAX_BODY_BYTES - LENGTHS_BYTES - shared.length - MAX_HEAD_BYTES - hop.length - 5;
  const bodies = chunksOf(nlri, Math.floor(spare / MAX_NLRI_BYTES[family])).map((chunk) => {
    const reach = (to: ByteWriter) =>
      writeRoutes(
        writeFamily(to, family)
          .sized(1, (to) => to.bytes(hop))
          .u8(0),
        chunk,
      );
    return encodeBody((to) => writeAttribute(to, OPTIONAL, ATTRIBUTE.mpReach, reach).bytes(shared));
  });
  if (bodies.length > 0 || nlri.length === 0) return bodies;
  throw new VppError("VPP_FIELD_RANGE", tooLong(shared.length));
}

/** Returns the bodies of the UPDATE messages that withdraw the routes. */
export function encodeWithdrawal(family: Family, nlri: readonly Nlri[]): Buffer[] {
  const spare = MAX_BODY_BYTES - LENGTHS_BYTES - MAX_HEAD_BYTES - 3;
  return chunksOf(nlri, Math.floor(spare / MAX_NLRI_BYTES[family])).map((chunk) => encodeUnreach(family, chunk));
}

/** Returns the body of the UPDATE that says: all routes of the family have been sent (RFC 4724 section 2). */
export function encodeEndOfRib(family: Family): Buffer {
  return family === "ipv4-unicast" ? encodeBody(() => {}) : encodeUnreach(family, []);
}

function encodeUnreach(family: Family, nlri: readonly Nlri[]): Buffer {
  const unreach = (to: ByteWriter) => writeRoutes(writeFamily(to, family), nlri);
  return encodeBody((to) => writeAttribute(to, OPTIONAL, ATTRIBUTE.mpUnreach, unreach));
}

/** Returns a body without routes in the fields of RFC 4271. */
function encodeBody(writeAttributes: (to: ByteWriter) => void): Buffer {
  return new ByteWriter().u16(0).sized(2, writeAttributes).finish();
}

function encodeAttributes(attributes: PathAttributes, asBytes: 2 | 4): Buffer {
  const { origin, asPath, multiExitDiscriminator, localPreference, communities, extendedCommunities } = attributes;
  const to = new ByteWriter();
  writeAttribute(to, TRANSITIVE, ATTRIBUTE.origin, (to) => to.u8(ORIGINS.indexOf(origin)));
  writeAttribute(to, TRANSITIVE, ATTRIBUTE.asPath, (to) => writeAsPath(to, asPath, asBytes, AS_TRANS));
  if (multiExitDiscriminator !== undefined) {
    writeAttribute(to, OPTIONAL, ATTRIBUTE.multiExitDiscriminator, (to) => to.u32(multiExitDiscriminator));
  }
  if (localPreference !== undefined) {
    writeAttribute(to, TRANSITIVE, ATTRIBUTE.localPreference, (to) => to.u32(localPreference));
  }
  writeList(to, ATTRIBUTE.communities, communities, (to, community) => to.u32(community));
  writeList(to, ATTRIBUTE.extendedCommunities, extendedCommunities, (to, community) => to.bytes(community));
  writeTunnel(to, attributes);
  const longAses = asPath.flatMap(({ ases }) => ases).some((as) => as > 0xffff);
  if (asBytes === 2 && longAses) {
    writeAttribute(to, OPTIONAL | TRANSITIVE, ATTRIBUTE.as4Path, (to) => writeAsPath(to, asPath, 4, AS_TRANS));
  }
  return to.finish();
}

function writeTunnel(to: ByteWriter, { candidatePath }: PathAttributes): void {
  if (candidatePath === undefined) return;
  const write = (to: ByteWriter) => writeCandidatePath(to, candidatePath);
  writeAttribute(to, OPTIONAL | TRANSITIVE, ATTRIBUTE.tunnelEncapsulation, write);
}

function writeList<T>(
  to: ByteWriter,
  type: number,
  items: readonly T[] = [],
  write: (to: ByteWriter, item: T) => void,
): void {
  if (items.length === 0) return;
  writeAttribute(to, OPTIONAL | TRANSITIVE, type, (to) => {
    for (const item of items) write(to, item);
  });
}

/** Writes the length in one byte if it fits. */
function writeAttribute(to: ByteWriter, flags: number, type: number, write: (to: ByteWriter) => void): ByteWriter {
  const value = new ByteWriter();
  write(value);
  if (value.length <= MAX_SHORT_VALUE) to.u8(flags).u8(type).u8(value.length);
  else
    to.u8(flags | EXTENDED_LENGTH)
      .u8(type)
      .u16(value.length);
  return to.bytes(value.finish());
}

function writeFamily(to: ByteWriter, family: Family): ByteWriter {
  const { afi, safi } = FAMILY_CODES[family];
  return to.u16(afi).u8(safi);
}

function writeRoutes(to: ByteWriter, nlri: readonly Nlri[]): void {
  for (const route of nlri) writeNlri(to, route);
}

/** Returns the items in arrays of at most `size`; none if the size is zero or less. */
function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  if (size > 0) for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

function tooLong(bytes: number): string {
  return `the attributes of a route take ${bytes} bytes, and a BGP message has ${MAX_MESSAGE_BYTES}: give the policy fewer segment lists`;
}
