import * as z from "zod/mini";
import { Ip4Address, Ip6Address, MacAddress, Prefix, parseIp6Prefix, parseIpAddress } from "../../address/index.ts";
import {
  BEHAVIORS,
  type EndpointBehavior,
  type EndpointBehaviorInput,
  encapSourceFrom,
  localSidFrom,
  noBehavior,
  policyFrom,
  requireWay,
  type SegmentListInput,
  type SrPolicy,
  type SrPolicyInput,
  segmentListFrom,
  sidFrom,
  weightFrom,
} from "../../srv6/index.ts";
import type { Problem } from "./problem.ts";
import {
  expected,
  flag,
  list,
  mapping,
  problemsOf,
  readBy,
  text,
  toJsonSchema,
  wholeNumber,
  wrong,
} from "./schema-parts.ts";
import type {
  ByName,
  DesiredLocalSid,
  DesiredRoute,
  DesiredState,
  DesiredSteering,
  PrefixRange,
  Requirements,
  SteeringRange,
  TableIds,
} from "./state.ts";

/*
 * What a document may hold. The schema knows the shape; the functions that read the values are those of the modules that own
 * them.
 */

/** The smallest MTU of IPv4. @see RFC 791 */
const MIN_MTU = 68;

const u32 = wholeNumber(0, 0xffffffff);
/** 0xffffffff is the id of tables that VPP hides. */
const tableId = wholeNumber(0, 0xfffffffe);
/** Table 0 always exists. */
const ownTableId = wholeNumber(1, 0xfffffffe);
const sid = text("a SID", sidFrom);
const ip6 = text("an IPv6 address", Ip6Address.parse);
const source = text("an IPv6 address", encapSourceFrom);
const ip6Prefix = text("an IPv6 prefix", parseIp6Prefix);
const prefix = text("a prefix", Prefix.parse);
const address = text("an IP address", parseIpAddress);

const name = z.string(wrong("a name")).check(z.minLength(1, wrong("a name")));
/** VPP's number of an interface, or its name. */
const on = { swIfIndex: z.exactOptional(u32), interface: z.exactOptional(name) };

const behaviors = z.discriminatedUnion(
  "type",
  [
    mapping({ type: z.literal("End"), psp: z.exactOptional(flag()) }),
    mapping({ type: z.literal("End.X"), nextHop: ip6, ...on, psp: z.exactOptional(flag()) }),
    mapping({ type: z.literal("End.T"), tableId: u32 }),
    mapping({ type: z.literal("End.DX2"), ...on }),
    mapping({ type: z.literal("End.DX4"), nextHop: text("an IPv4 address", Ip4Address.parse), ...on }),
    mapping({ type: z.literal("End.DX6"), nextHop: ip6, ...on }),
    mapping({ type: z.literal("End.DT4"), tableId: u32 }),
    mapping({ type: z.literal("End.DT6"), tableId: u32 }),
    mapping({ type: z.literal("uN") }),
    mapping({ type: z.literal("uA"), nextHop: ip6, ...on, endSid: z.exactOptional(z.literal(false)) }),
  ],
  {
    error: ({ code, input }) =>
      code === "invalid_union"
        ? wrongBehavior((input as { type?: unknown }).type)
        : expected("a mapping, as in { type: End.DT4, tableId: 0 }", input),
  },
);

const behavior = readBy(behaviors, readBehavior);

const localSid = readBy(
  mapping({ sid, behavior, fibTable: z.exactOptional(u32), prefixLength: z.exactOptional(wholeNumber(8, 128)) }),
  ({ behavior, ...given }): DesiredLocalSid => {
    if (!("interface" in behavior)) return localSidFrom({ ...given, behavior });
    // All but the interface is checked as if it were known.
    const known = localSidFrom({ ...given, behavior: { ...behavior, swIfIndex: 0 } });
    return { ...known, behavior };
  },
);

const segments = readBy(list(sid), (given) => segmentListFrom({ segments: given }).segments);
const weight = readBy(z.number(wrong("a number")), weightFrom);
const segmentList = readBy(mapping({ segments, weight: z.exactOptional(weight) }), segmentListFrom);

const policy = readBy(
  mapping({
    bsid: sid,
    segments: z.exactOptional(segments),
    segmentLists: z.exactOptional(list(segmentList)),
    headend: z.exactOptional(z.enum(["encaps", "insert"], wrong("encaps or insert"))),
    policyType: z.exactOptional(z.enum(["default", "spray", "tef"], wrong("default, spray or tef"))),
    fibTable: z.exactOptional(u32),
    encapSource: z.exactOptional(source),
  }),
  readPolicy,
);

const route = readBy(
  mapping({ prefix, tableId: z.exactOptional(tableId), nextHop: address, ...on }),
  ({ prefix, tableId = 0, nextHop, ...given }): DesiredRoute => {
    requireWay({ prefix, tableId }, nextHop);
    return { prefix, tableId, via: { nextHop, ...readInterface(given) } };
  },
);

/** Packets to a prefix, or the frames of an interface. */
const traffic = mapping({ prefix: z.exactOptional(prefix), tableId: z.exactOptional(u32), ...on });
type GivenTraffic = z.output<typeof traffic>;

const steering = readBy(mapping({ ...traffic.shape, bsid: sid }), ({ bsid, ...given }): DesiredSteering => {
  const { prefix, tableId = 0, ...frames } = readTraffic(given);
  if (prefix !== undefined) return { kind: "l3", prefix, tableId, bsid };
  return { kind: "l2", ...readInterface(frames), bsid };
});

const steeringRange = readBy(traffic, (given): SteeringRange => {
  const { prefix, tableId = 0, ...frames } = readTraffic(given);
  return prefix === undefined ? readInterface(frames) : { prefix, tableId };
});

const prefixRange = readBy(
  mapping({ prefix, tableId: z.exactOptional(tableId) }),
  ({ prefix, tableId = 0 }): PrefixRange => ({ prefix, tableId }),
);

const NO_TABLES: TableIds = { ip4: [], ip6: [] };

const owns = mapping({
  sids: z.exactOptional(list(ip6Prefix)),
  bsids: z.exactOptional(list(ip6Prefix)),
  steering: z.exactOptional(list(steeringRange)),
  scratch: z.exactOptional(ip6Prefix),
  tables: z.exactOptional(tables(ownTableId)),
  routes: z.exactOptional(list(prefixRange)),
});

const mac = text("a MAC address", MacAddress.parse);
const neighbor = mapping({ interface: name, address, mac: z.exactOptional(mac) });

const requires = readBy(
  mapping({
    interfaces: z.exactOptional(list(name)),
    tables: z.exactOptional(tables(tableId)),
    neighbors: z.exactOptional(list(neighbor)),
    manage: z.exactOptional(flag()),
  }),
  (given): Requirements => ({ interfaces: [], tables: NO_TABLES, neighbors: [], manage: false, ...given }),
);

const encap = mapping({ source: z.exactOptional(source), hopLimit: z.exactOptional(wholeNumber(1, 255)) });

const state = readBy(
  mapping({
    encap: z.exactOptional(encap),
    tables: z.exactOptional(tables(tableId)),
    routes: z.exactOptional(list(route)),
    localSids: z.exactOptional(list(localSid)),
    policies: z.exactOptional(list(policy)),
    steering: z.exactOptional(list(steering)),
    innerMtu: z.exactOptional(wholeNumber(MIN_MTU, 0xffff)),
    owns: z.exactOptional(owns),
    adopt: z.exactOptional(flag()),
    requires: z.exactOptional(requires),
  }),
  (given): DesiredState => ({ encap: {}, localSids: [], policies: [], steering: [], ...given }),
);

/** Reads the value of a document, or returns what is wrong with it. Prefixes keep their host bits. */
export function readState(value: unknown): DesiredState | { readonly problems: readonly Problem[] } {
  const { data, error } = z.safeParse(state, value);
  return data ?? { problems: error.issues.flatMap(problemsOf) };
}

/** Returns the JSON Schema of what `readState` reads. */
export function stateJsonSchema(): object {
  return toJsonSchema(state);
}

function wrongBehavior(type: unknown): string {
  return typeof type === "string" ? noBehavior(type).message : expected(`one of ${BEHAVIORS.join(", ")}`, type);
}

/** Returns a behavior whose interface has a number, or a name that is still to be resolved. */
function readBehavior(given: z.output<typeof behaviors>): EndpointBehaviorInput | ByName<EndpointBehavior> {
  if (!("nextHop" in given) && given.type !== "End.DX2") return given;
  const { swIfIndex, interface: name, ...rest } = given;
  const found = readInterface(given);
  if ("swIfIndex" in found) return { ...rest, ...found };
  return rest.type === "End.X" ? { psp: false, ...rest, ...found } : { ...rest, ...found };
}

/** Returns an interface by its number or its name. */
function readInterface({ swIfIndex, interface: name }: GivenTraffic): Exclude<SteeringRange, PrefixRange> {
  if (swIfIndex !== undefined && name !== undefined) throw new Error("give interface or swIfIndex, not both");
  if (swIfIndex !== undefined) return { swIfIndex };
  if (name === undefined) throw new Error("missing: expected interface or swIfIndex");
  return { interface: name };
}

/** Returns traffic that has either a prefix or an interface. */
function readTraffic(given: GivenTraffic): GivenTraffic {
  const { prefix, tableId, swIfIndex, interface: name } = given;
  const isFrames = swIfIndex !== undefined || name !== undefined;
  if (prefix === undefined && !isFrames) throw new Error("missing: expected prefix or interface");
  if (prefix !== undefined && isFrames) throw new Error("give prefix or interface, not both");
  if (isFrames && tableId !== undefined) throw new Error("a tableId is for a prefix, not for an interface");
  return given;
}

/** Tables by family and id. */
function tables(id: typeof tableId) {
  const ids = z.exactOptional(list(id));
  return readBy(mapping({ ip4: ids, ip6: ids }), (given): TableIds => ({ ...NO_TABLES, ...given }));
}

/** A policy of one list may give its segments directly. */
function readPolicy({
  segments,
  segmentLists,
  ...given
}: Omit<SrPolicyInput, "segmentLists"> & {
  readonly segments?: SegmentListInput["segments"];
  readonly segmentLists?: readonly SegmentListInput[];
}): SrPolicy {
  if (segments !== undefined && segmentLists !== undefined) throw new Error("give segments or segmentLists, not both");
  const lists = segments === undefined ? segmentLists : [{ segments }];
  if (lists === undefined) throw new Error("missing: expected segments or segmentLists");
  return policyFrom({ ...given, segmentLists: lists });
}
