import * as z from "zod/mini";
import { Ip4Address, Ip6Address, MacAddress, Prefix, parseIp6Prefix, parseIpAddress } from "../../address/index.ts";
import type { EndpointBehavior, EndpointBehaviorInput, SrPolicy } from "../../srv6/index.ts";
import {
  BEHAVIORS,
  encapSourceFrom,
  localSidFrom,
  noBehavior,
  policyFrom,
  requireWay,
  segmentListFrom,
  sidFrom,
  weightFrom,
} from "../../srv6/index.ts";
import type { Problem } from "../../yaml/index.ts";
import {
  expected,
  flag,
  list,
  mapping,
  optional,
  problemsOf,
  readBy,
  text,
  toJsonSchema,
  wholeNumber,
  wrong,
} from "../../yaml/index.ts";
import type { ByName, DesiredState, DesiredSteering, PrefixRange, SteeringRange, TableIds } from "./state.ts";

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
const on = { swIfIndex: optional(u32), interface: optional(name) };

const behaviors = z.discriminatedUnion(
  "type",
  [
    mapping({ type: z.literal("End"), psp: optional(flag(), false) }),
    mapping({ type: z.literal("End.X"), nextHop: ip6, ...on, psp: optional(flag(), false) }),
    mapping({ type: z.literal("End.T"), tableId: u32 }),
    mapping({ type: z.literal("End.DX2"), ...on }),
    mapping({ type: z.literal("End.DX4"), nextHop: text("an IPv4 address", Ip4Address.parse), ...on }),
    mapping({ type: z.literal("End.DX6"), nextHop: ip6, ...on }),
    mapping({ type: z.literal("End.DT4"), tableId: u32 }),
    mapping({ type: z.literal("End.DT6"), tableId: u32 }),
    mapping({ type: z.literal("uN") }),
    mapping({ type: z.literal("uA"), nextHop: ip6, ...on, endSid: optional(z.literal(false)) }),
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
  mapping({ sid, behavior, fibTable: optional(u32, 0), prefixLength: optional(wholeNumber(8, 128)) }),
  ({ behavior, ...given }) => {
    if (!("interface" in behavior)) return localSidFrom({ ...given, behavior });
    // All but the interface is checked as if it were known.
    const known = localSidFrom({ ...given, behavior: { ...behavior, swIfIndex: 0 } });
    return { ...known, behavior };
  },
);

const segments = readBy(list(sid), (given) => segmentListFrom({ segments: given }).segments);
const weight = readBy(z.number(wrong("a number")), weightFrom);
const segmentList = readBy(mapping({ segments, weight: optional(weight, 1) }), segmentListFrom);

const policy = readBy(
  mapping({
    bsid: sid,
    segments: optional(segments),
    segmentLists: optional(list(segmentList)),
    headend: optional(z.enum(["encaps", "insert"], wrong("encaps or insert")), "encaps"),
    policyType: optional(z.enum(["default", "spray", "tef"], wrong("default, spray or tef")), "default"),
    fibTable: optional(u32, 0),
    encapSource: optional(source),
  }),
  // A policy of one list may give its segments directly.
  ({ segments, segmentLists, ...given }): SrPolicy => {
    if (segments !== undefined && segmentLists !== undefined)
      throw new Error("give segments or segmentLists, not both");
    const lists = segments === undefined ? segmentLists : [{ segments }];
    if (lists === undefined) throw new Error("missing: expected segments or segmentLists");
    return policyFrom({ ...given, segmentLists: lists });
  },
);

const route = readBy(
  mapping({ prefix, tableId: optional(tableId, 0), nextHop: address, ...on }),
  ({ prefix, tableId = 0, nextHop, ...given }) => {
    requireWay({ prefix, tableId }, nextHop);
    const isRecursive = given.swIfIndex === undefined && given.interface === undefined;
    return { prefix, tableId, via: isRecursive ? { nextHop } : { nextHop, ...readInterface(given) } };
  },
);

/** Packets to a prefix, or the frames of an interface. */
const traffic = mapping({ prefix: optional(prefix), tableId: optional(u32, 0), ...on });
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
  mapping({ prefix, tableId: optional(tableId, 0) }),
  ({ prefix, tableId = 0 }): PrefixRange => ({ prefix, tableId }),
);

const NO_TABLES: TableIds = { ip4: [], ip6: [] };

const owns = mapping({
  sids: optional(list(ip6Prefix)),
  bsids: optional(list(ip6Prefix)),
  steering: optional(list(steeringRange)),
  scratch: optional(ip6Prefix),
  tables: optional(tables(ownTableId)),
  routes: optional(list(prefixRange)),
});

const mac = text("a MAC address", MacAddress.parse);
const neighbor = mapping({ interface: name, address, mac: optional(mac) });

const requires = readBy(
  mapping({
    interfaces: optional(list(name)),
    tables: optional(tables(tableId)),
    neighbors: optional(list(neighbor)),
    manage: optional(flag(), false),
  }),
  (given) => ({ interfaces: [], tables: NO_TABLES, neighbors: [], manage: false, ...given }),
);

const encap = mapping({ source: optional(source), hopLimit: optional(wholeNumber(1, 255)) });

const state = readBy(
  mapping({
    encap: optional(encap),
    tables: optional(tables(tableId)),
    routes: optional(list(route)),
    localSids: optional(list(localSid)),
    policies: optional(list(policy)),
    steering: optional(list(steering)),
    innerMtu: optional(wholeNumber(MIN_MTU, 0xffff)),
    owns: optional(owns),
    adopt: optional(flag(), false),
    requires: optional(requires),
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
  const ids = optional(list(id));
  return readBy(mapping({ ip4: ids, ip6: ids }), (given): TableIds => ({ ...NO_TABLES, ...given }));
}
