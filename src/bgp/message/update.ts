import { Ip4Address, Ip6Address, type IpAddress } from "../../address/index.ts";
import type { AttributeContext } from "./attribute-rules.ts";
import { ATTRIBUTE, type PathAttributes } from "./attributes.ts";
import { type Family, familyOf } from "./family.ts";
import { type Nlri, type NlriList, parseNlri } from "./nlri.ts";
import { type Notification, notificationOf } from "./notification.ts";
import { type RawAttributes, readAttributes, splitAttributes } from "./read-attributes.ts";

/** Routes of one family with one next hop. */
export interface Announced {
  readonly family: Family;
  readonly nlri: readonly Nlri[];
  readonly nextHop: IpAddress;
}

export interface Withdrawn {
  readonly family: Family;
  readonly nlri: readonly Nlri[];
}

/** A received UPDATE (RFC 4271 section 4.3, RFC 4760, RFC 4724 section 2). What is withdrawn was sent before what is announced. */
export interface Update {
  readonly withdrawn: readonly Withdrawn[];
  readonly announced: readonly Announced[];
  /** The attributes of all announced routes; undefined if there are none. */
  readonly attributes: PathAttributes | undefined;
  /** The family of which the peer has sent all routes. */
  readonly endOfRib: Family | undefined;
  /** What was wrong, in words: why announced routes count as withdrawn (RFC 7606), or why some were ignored. */
  readonly faults: readonly string[];
}

/** How UPDATEs of a connection are read. */
export interface UpdateContext extends AttributeContext {
  /** The families that both ends announced. Routes of others are ignored. */
  readonly families: readonly Family[];
}

/** The lengths of a next hop: an address, or a global and a link-local one (RFC 2545 section 3, RFC 8950 section 3). */
const NEXT_HOP_BYTES: readonly number[] = [4, 16, 32];
/** AFI u16, SAFI u8. */
const FAMILY_BYTES = 3;
/** Both lengths of an UPDATE without routes and attributes: the End of RIB of IPv4 unicast. */
const EMPTY_BYTES = 4;

/** The routes of a field or attribute. */
interface Routes {
  /** Undefined if this speaker does not know the family. */
  readonly family: Family | undefined;
  readonly list: NlriList;
}

interface ReachedRoutes extends Routes {
  /** Undefined for the field of RFC 4271, whose next hop is an attribute. */
  readonly nextHop: IpAddress | undefined;
}

/** The parts of an UPDATE that hold routes. */
interface Parts {
  readonly reached: readonly ReachedRoutes[];
  readonly unreached: readonly Routes[];
}

/**
 * Reads the body of an UPDATE. Returns a notification only where RFC 7606 lets the session end: the routes cannot be found then.
 */
export function parseUpdate(body: Buffer, context: UpdateContext): Update | Notification {
  const attributesAt = 2 + body.readUInt16BE(0);
  if (attributesAt + 2 > body.length) return notificationOf("malformedAttributes");
  const nlriAt = attributesAt + 2 + body.readUInt16BE(attributesAt);
  if (nlriAt > body.length) return notificationOf("malformedAttributes");
  const raw = splitAttributes(body.subarray(attributesAt + 2, nlriAt));
  if ("code" in raw) return raw;
  const withdrawn = parseNlri("ipv4-unicast", body.subarray(2, attributesAt));
  const announced = parseNlri("ipv4-unicast", body.subarray(nlriAt));
  if (withdrawn === undefined || announced === undefined) return notificationOf("invalidNetwork");
  const reach = readReach(raw.values.get(ATTRIBUTE.mpReach));
  const unreach = readUnreach(raw.values.get(ATTRIBUTE.mpUnreach));
  if (reach === "malformed" || unreach === "malformed") return notificationOf("optionalAttribute");
  const parts: Parts = {
    reached: [...reach, { family: "ipv4-unicast", list: announced, nextHop: undefined }],
    unreached: [...unreach, { family: "ipv4-unicast", list: withdrawn }],
  };
  const endOfRib = body.length === EMPTY_BYTES ? "ipv4-unicast" : endOfRibIn(raw, unreach);
  return updateOf(parts, raw, endOfRib, context);
}

function updateOf(
  { reached, unreached }: Parts,
  raw: RawAttributes,
  endOfRib: Family | undefined,
  context: UpdateContext,
): Update {
  const usable = reached.filter((routes) => isUsable(routes, context));
  const attributes = usable.length > 0 ? (raw.fault ?? readAttributes(raw, context)) : undefined;
  const withdrawn = unreached.filter((routes) => isUsable(routes, context)).map(withdrawnOf);
  const announced: Announced[] = [];
  const faults = [...reached, ...unreached].flatMap((routes) => faultsOf(routes, context));
  for (const routes of usable) {
    const found = announcedOf(routes, attributes);
    if (typeof found === "string") {
      withdrawn.push(withdrawnOf(routes));
      faults.push(`${routes.list.nlri.length} routes count as withdrawn: ${found}`);
    } else announced.push(found);
  }
  return {
    withdrawn,
    announced,
    attributes: typeof attributes === "object" ? attributes : undefined,
    endOfRib,
    faults,
  };
}

function isUsable({ family, list }: Routes, { families }: UpdateContext): boolean {
  return list.nlri.length > 0 && families.includes(family!);
}

/** Returns the routes as they are announced, or why they count as withdrawn. */
function announcedOf(
  { family, list, nextHop }: ReachedRoutes,
  attributes: PathAttributes | string | undefined,
): Announced | string {
  if (typeof attributes !== "object") return attributes ?? "they have no attributes";
  if (family === "ipv6-sr-policy" && attributes.candidatePath === undefined) return "no SR policy is in the attributes";
  const hop = nextHop ?? attributes.nextHop;
  return hop === undefined ? "NEXT_HOP is missing" : { family: family!, nlri: list.nlri, nextHop: hop };
}

function withdrawnOf({ family, list }: Routes): Withdrawn {
  return { family: family!, nlri: list.nlri };
}

function faultsOf({ family, list }: Routes, { families }: UpdateContext): string[] {
  const faults: string[] = [];
  if (list.skipped > 0) faults.push(`${list.skipped} SR policies are ignored: no IPv6 endpoint, or the color 0`);
  const isForeign = list.nlri.length > 0 && !families.includes(family!);
  if (isForeign) faults.push(`${list.nlri.length} routes are ignored: ${family} was not announced by both ends`);
  return faults;
}

/** Reads MP_REACH_NLRI (RFC 4760 section 3). Routes of a family that this speaker does not know are not read. */
export function readReach(value: Buffer | undefined): readonly ReachedRoutes[] | "malformed" {
  if (value === undefined) return [];
  const nextHopBytes = value[FAMILY_BYTES];
  const nlriAt = FAMILY_BYTES + 1 + (nextHopBytes ?? 0) + 1;
  if (nextHopBytes === undefined || nlriAt > value.length) return "malformed";
  const family = familyOf(value.readUInt16BE(0), value[2]!);
  if (family === undefined) return [];
  if (!NEXT_HOP_BYTES.includes(nextHopBytes)) return "malformed";
  const list = parseNlri(family, value.subarray(nlriAt));
  const isIp4 = nextHopBytes === 4;
  const nextHop = (isIp4 ? Ip4Address : Ip6Address).fromBytes(value, FAMILY_BYTES + 1);
  return list === undefined ? "malformed" : [{ family, list, nextHop }];
}

/** Reads MP_UNREACH_NLRI (RFC 4760 section 4). */
function readUnreach(value: Buffer | undefined): readonly Routes[] | "malformed" {
  if (value === undefined) return [];
  if (value.length < FAMILY_BYTES) return "malformed";
  const family = familyOf(value.readUInt16BE(0), value[2]!);
  if (family === undefined) return [];
  const list = parseNlri(family, value.subarray(FAMILY_BYTES));
  return list === undefined ? "malformed" : [{ family, list }];
}

/** The End of RIB of all families but IPv4 unicast: an MP_UNREACH_NLRI without routes, and nothing else. */
function endOfRibIn({ values }: RawAttributes, unreach: readonly Routes[]): Family | undefined {
  const [routes] = unreach;
  const isEmpty = routes !== undefined && routes.list.nlri.length + routes.list.skipped === 0;
  return isEmpty && values.size === 1 ? routes.family : undefined;
}
