import * as z from "zod/mini";
import { Ip4Address, Ip6Address, type IpAddress, parseIpAddress } from "../address/index.ts";
import type { CandidatePath, SrPolicyKey } from "../bgp/index.ts";
import {
  documentError,
  expected,
  flag,
  formatProblem,
  list,
  mapping,
  optional,
  type Problem,
  problemsOf,
  readBy,
  text,
  wholeNumber,
} from "../yaml/index.ts";

/*
 * What a policy may hold. The keys are those of the injector of the paper "Extending Kubernetes Networking to make use of Segment
 * Routing over IPv6 (SRv6)"; `preference`, `segmentlists` and `headend` are additions.
 */

/** The name of a policy. Without a distinguisher it depends on the headend. */
export type GivenKey = Omit<SrPolicyKey, "distinguisher"> & { readonly distinguisher?: number };

/** A policy as a file gives it. */
export interface GivenPolicy {
  readonly nlri: GivenKey;
  readonly headends: readonly Ip4Address[];
  readonly nextHop?: IpAddress;
  /** Undefined for a withdrawal. */
  readonly path: CandidatePath | undefined;
}

/** Lists, and segments of a list: VPP takes as many segments. */
const MAX_ITEMS = 16;
const DEFAULT_PREFERENCE = 100;

const u8 = wholeNumber(0, 0xff);
const u16 = wholeNumber(0, 0xffff);
const u32 = wholeNumber(0, 0xffffffff);
/** RFC 9830 section 2.1: the color 0 is no color. RFC 9256 section 2.2: a list of weight 0 is not valid. */
const positive = wholeNumber(1, 0xffffffff);
const unicast = text("a unicast IPv6 address", unicastFrom);
const routerId = text("a router ID, as in 10.0.0.11", routerIdFrom);

const key = mapping({ distinguisher: optional(u32, 0), color: positive, endpoint: unicast });
const segment = mapping({ sid: unicast, behavior: optional(u16) });
const segmentList = readBy(
  mapping({ weight: optional(positive, 1), segments: readBy(list(segment), atMost("segments")) }),
  ({ weight = 1, segments }) => ({ weight, segments: segments.map((each) => ({ type: "B", ...each }) as const) }),
);

const policy = readBy(
  mapping({
    nlri: key,
    iswithdraw: optional(flag(), false),
    // Of GoBGP's form of a route; it decides them itself.
    age: optional(z.unknown()),
    sourceasn: optional(z.unknown()),
    neighborip: optional(z.unknown()),
    family: optional(mapping({ afi: only(2, "IPv6"), safi: only(73, "SR policy") })),
    headend: optional(list(routerId)),
    segmentlist: optional(segmentList),
    segmentlists: optional(readBy(list(segmentList), atMost("lists"))),
    bsid: optional(unicast),
    preference: optional(u32, DEFAULT_PREFERENCE),
    priority: optional(u8),
    nexthop: optional(text("an IP address", parseIpAddress)),
  }),
  ({ nlri, iswithdraw = false, headend = [], nexthop, ...given }): GivenPolicy => ({
    nlri,
    headends: distinct(headend),
    ...(nexthop && { nextHop: nexthop }),
    path: iswithdraw ? undefined : pathFrom(given),
  }),
);

/** Reads the value of a policy, or returns what is wrong with it. */
export function readPolicy(value: unknown): GivenPolicy | { readonly problems: readonly Problem[] } {
  const { data, error } = z.safeParse(policy, value);
  return data ?? { problems: error.issues.flatMap(problemsOf) };
}

/** Reads the value of a name of policies. @throws {VppError} `VPP_DOCUMENT` with a line for each problem. */
export function readKey(value: unknown): GivenKey {
  const { data, error } = z.safeParse(key, value);
  if (error !== undefined) throw documentError(error.issues.flatMap(problemsOf), formatProblem);
  return data;
}

/** Reads a router ID. @throws {VppError} `VPP_ADDRESS`; an `Error` for 0.0.0.0. */
export function routerIdFrom(given: string): Ip4Address {
  const id = Ip4Address.parse(given);
  if (id.word === 0) throw new Error("0.0.0.0 is no router ID");
  return id;
}

interface GivenPath extends Omit<CandidatePath, "segmentLists" | "preference"> {
  readonly bsid?: Ip6Address;
  readonly preference?: number;
  readonly segmentlist?: CandidatePath["segmentLists"][number];
  readonly segmentlists?: CandidatePath["segmentLists"];
}

function pathFrom({
  bsid,
  preference = DEFAULT_PREFERENCE,
  priority,
  segmentlist,
  segmentlists,
}: GivenPath): CandidatePath {
  if (segmentlist !== undefined && segmentlists !== undefined)
    throw new Error("give segmentlist or segmentlists, not both");
  const segmentLists = segmentlist === undefined ? segmentlists : [segmentlist];
  if (segmentLists === undefined) throw new Error("missing: expected segmentlist or segmentlists");
  return { preference, priority, bindingSid: bsid, segmentLists };
}

function unicastFrom(given: string): Ip6Address {
  const address = Ip6Address.parse(given);
  const { isUnspecified, isMulticast, isLinkLocal, isIp4Mapped } = address;
  if (isUnspecified || isMulticast || isLinkLocal || isIp4Mapped)
    throw new Error(`${address} is no unicast IPv6 address that packets can be sent to`);
  return address;
}

function atMost<Item>(what: string): (items: readonly Item[]) => readonly Item[] {
  return (items) => {
    if (items.length >= 1 && items.length <= MAX_ITEMS) return items;
    throw new Error(`expected 1 to ${MAX_ITEMS} ${what}, found ${items.length}`);
  };
}

function only(value: number, name: string) {
  return z.literal(value, { error: ({ input }) => expected(`${value} (${name})`, input) });
}

function distinct(headends: readonly Ip4Address[]): Ip4Address[] {
  return headends.filter((headend, at) => headends.findIndex((other) => other.equals(headend)) === at);
}
