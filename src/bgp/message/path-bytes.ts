import type { IpAddress } from "../../address/index.ts";
import { ATTRIBUTE, EXTENDED_LENGTH, ORIGINS, type PathAttributes } from "./attributes.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type Announcement, encodeAnnouncement } from "./encode-update.ts";
import type { Family } from "./family.ts";
import { type Nlri, parseNlri, writeNlri } from "./nlri.ts";
import { readAttributes, splitAttributes } from "./read-attributes.ts";
import { readReach } from "./update.ts";

/** A route as bytes, in the parts in which GoBGP takes and returns it. */
export interface PathBytes {
  /** The NLRI as in an UPDATE. */
  readonly nlri: Buffer;
  /** Each attribute with flags, type and length. MP_REACH_NLRI holds the next hop. */
  readonly attributes: readonly Buffer[];
}

/** A route that was read from its bytes. */
export interface DecodedPath {
  readonly nlri: Nlri;
  readonly nextHop: IpAddress;
  readonly attributes: PathAttributes;
}

/** The two lengths of an UPDATE without routes in the field of RFC 4271. */
const LENGTHS_BYTES = 4;
/** ORIGIN IGP and an empty AS_PATH, which a program can leave out of a route that begins at its own daemon. */
const DEFAULTS: readonly (readonly [type: number, value: Buffer])[] = [
  [ATTRIBUTE.origin, Buffer.of(ORIGINS.indexOf("IGP"))],
  [ATTRIBUTE.asPath, Buffer.alloc(0)],
];

/** Returns the bytes of a route. @throws {VppError} `VPP_FIELD_RANGE` if it is longer than a message. */
export function encodePathBytes(nlri: Nlri, announcement: Omit<Announcement, "nlri">): PathBytes {
  const [body] = encodeAnnouncement({ ...announcement, nlri: [nlri] }, 4);
  const to = new ByteWriter();
  writeNlri(to, nlri);
  return { nlri: to.finish(), attributes: attributesIn(body!.subarray(LENGTHS_BYTES)) };
}

/** Reads the bytes of a route, or returns why they cannot be read. Attributes of sessions within an AS are left out. */
export function decodePathBytes(family: Family, { nlri, attributes }: PathBytes): DecodedPath | string {
  const raw = splitAttributes(Buffer.concat(attributes));
  if ("code" in raw) return "its attributes are malformed";
  const values = new Map([...DEFAULTS, ...raw.values]);
  const read = raw.fault ?? readAttributes({ ...raw, values }, { isInternal: false, asBytes: 4 });
  if (typeof read === "string") return read;
  const [route] = parseNlri(family, nlri)?.nlri ?? [];
  const [reach] = readReach(raw.values.get(ATTRIBUTE.mpReach));
  if (route === undefined) return "its NLRI is malformed";
  if (typeof reach !== "object" || reach.nextHop === undefined) return "it has no next hop";
  return { nlri: route, nextHop: reach.nextHop, attributes: read };
}

function attributesIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += found.at(-1)!.length) {
    const isLong = (bytes[at]! & EXTENDED_LENGTH) !== 0;
    const length = isLong ? 4 + bytes.readUInt16BE(at + 2) : 3 + bytes[at + 2]!;
    found.push(bytes.subarray(at, at + length));
  }
  return found;
}
