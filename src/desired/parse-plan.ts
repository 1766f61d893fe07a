import { Ip4Address, Ip6Address, MacAddress, Prefix, parseIpAddress } from "../address/index.ts";
import type { FibPath } from "../binapi/fib_types.ts";
import { errorText } from "../errors.ts";
import type {
  EndpointBehavior,
  LocalSid,
  Neighbor,
  Operation,
  PathTracing,
  ReplaceLocalSid,
  SegmentList,
  SrPolicy,
  StaticRoute,
  Steering,
  TableName,
  TableRoute,
  Traffic,
} from "../srv6/index.ts";
import type { Difference, Subject } from "./difference/index.ts";
import { documentError } from "./document/index.ts";
import {
  asObject,
  flag,
  listOf,
  objectOf,
  oneOf,
  optional,
  orUndefined,
  type Reader,
  text,
  textOf,
  Unreadable,
  variantOf,
  wholeNumber,
} from "./json-reader.ts";
import type { Conflict, Needs, Plan, Stages } from "./plan/index.ts";
import { type Step, stepFor } from "./plan/index.ts";

/*
 * The JSON form of a plan is what `JSON.stringify` makes of it. Here is how each of its values is read back.
 */

const u8 = wholeNumber(0xff);
const u16 = wholeNumber(0xffff);
const u32 = wholeNumber(0xffffffff);
const ip4 = textOf("an IPv4 address", Ip4Address.parse);
const ip6 = textOf("an IPv6 address", Ip6Address.parse);
const ip = textOf("an IP address", parseIpAddress);
const mac = textOf("a MAC address", MacAddress.parse);
const prefix = textOf("a prefix", Prefix.parse);

const tableName = { family: oneOf(4, 6), tableId: u32 };
const table = objectOf<TableName>(tableName);

const neighborKey = { swIfIndex: u32, address: ip };
const neighbor = objectOf<Neighbor>({ ...neighborKey, macAddress: mac, isStatic: flag });

/** VPP reads 4 or 16 bytes of an address of unknown family. */
const bytes: Reader<Uint8Array> = (json) => Uint8Array.from(listOf(u8)(Object.values(asObject(json))));
const path = objectOf<FibPath>({
  swIfIndex: u32,
  tableId: u32,
  rpfId: u32,
  weight: u8,
  preference: u8,
  type: u32,
  flags: u32,
  proto: u32,
  nh: objectOf({
    address: variantOf<FibPath["nh"]["address"], "case">("case", {
      ip4: objectOf({ case: oneOf("ip4"), value: ip4 }),
      ip6: objectOf({ case: oneOf("ip6"), value: ip6 }),
      bytes: objectOf({ case: oneOf("bytes"), value: bytes }),
    }),
    viaLabel: u32,
    objId: u32,
    classifyTableIndex: u32,
  }),
  nLabels: u8,
  labelStack: listOf(objectOf({ isUniform: u8, label: u32, ttl: u8, exp: u8 })),
});

const nextHop = objectOf({ nextHop: ip, swIfIndex: u32 });
const otherPaths = objectOf({ paths: listOf(path) });
const via: Reader<StaticRoute["via"]> = (json) => ("paths" in asObject(json) ? otherPaths(json) : nextHop(json));
const routeKey = { prefix, tableId: u32 };
const route = objectOf<StaticRoute>({ ...routeKey, via });
/** A route is deleted by its key; the rest of it is kept. */
const keyOrRoute: Reader<TableRoute> = (json) => ("via" in asObject(json) ? route(json) : objectOf(routeKey)(json));

const behavior = variantOf<EndpointBehavior, "type">("type", {
  End: objectOf({ type: oneOf("End"), psp: flag }),
  "End.X": objectOf({ type: oneOf("End.X"), nextHop: ip6, swIfIndex: u32, psp: flag }),
  "End.T": objectOf({ type: oneOf("End.T"), tableId: u32 }),
  "End.DX2": objectOf({ type: oneOf("End.DX2"), swIfIndex: u32 }),
  "End.DX4": objectOf({ type: oneOf("End.DX4"), nextHop: ip4, swIfIndex: u32 }),
  "End.DX6": objectOf({ type: oneOf("End.DX6"), nextHop: ip6, swIfIndex: u32 }),
  "End.DT4": objectOf({ type: oneOf("End.DT4"), tableId: u32 }),
  "End.DT6": objectOf({ type: oneOf("End.DT6"), tableId: u32 }),
  uN: objectOf({ type: oneOf("uN") }),
  uA: objectOf({ type: oneOf("uA"), nextHop: ip6, swIfIndex: u32, endSid: optional(oneOf(false)) }),
  plugin: objectOf({ type: oneOf("plugin"), code: u8 }),
  unknown: objectOf({ type: oneOf("unknown"), code: u8 }),
});
const behaviorType = oneOf<EndpointBehavior["type"]>(
  ...(["End", "End.X", "End.T", "End.DX2", "End.DX4", "End.DX6", "End.DT4", "End.DT6"] as const),
  ...(["uN", "uA", "plugin", "unknown"] as const),
);
const length = wholeNumber(128);
const foundLength: Reader<number | "unknown"> = (json) => (json === "unknown" ? json : length(json));
const localSid = objectOf<LocalSid>({ sid: ip6, behavior, fibTable: u32, prefixLength: optional(foundLength) });
const whichSid = { type: optional(behaviorType), prefixLength: optional(length) };

const segmentList = objectOf<SegmentList>({ segments: listOf(ip6), weight: u32 });
const policy = objectOf<SrPolicy>({
  bsid: ip6,
  headend: oneOf("encaps", "insert"),
  policyType: oneOf("default", "spray", "tef", "unknown"),
  fibTable: u32,
  encapSource: orUndefined(ip6),
  segmentLists: listOf(segmentList),
});

const frames = { kind: oneOf("l2"), swIfIndex: u32 };
const packets = { kind: oneOf("l3"), prefix, tableId: u32 };
const steering = variantOf<Steering, "kind">("kind", {
  l2: objectOf({ ...frames, bsid: ip6 }),
  l3: objectOf({ ...packets, bsid: ip6 }),
});
const traffic: Reader<Traffic> = (json) => {
  if ("bsid" in asObject(json)) return steering(json);
  return variantOf<Traffic, "kind">("kind", { l2: objectOf(frames), l3: objectOf(packets) })(json);
};

const pathTracing = objectOf<PathTracing>({
  swIfIndex: u32,
  id: u16,
  ingressLoad: u8,
  egressLoad: u8,
  ttsTemplate: u8,
});

const operation = variantOf<Operation, "op">("op", {
  setEncapSource: objectOf({ op: oneOf("setEncapSource"), source: ip6 }),
  setEncapHopLimit: objectOf({ op: oneOf("setEncapHopLimit"), hopLimit: u8 }),
  addLocalSid: objectOf({ op: oneOf("addLocalSid"), localSid }),
  deleteLocalSid: objectOf({ op: oneOf("deleteLocalSid"), sid: ip6, ...whichSid }),
  replaceLocalSid: objectOf<ReplaceLocalSid>({
    op: oneOf("replaceLocalSid"),
    localSid,
    from: optional(objectOf(whichSid)),
    interrupts: optional(flag),
  }),
  addPolicy: objectOf({ op: oneOf("addPolicy"), policy }),
  deletePolicy: objectOf({ op: oneOf("deletePolicy"), bsid: ip6 }),
  addSegmentList: objectOf({ op: oneOf("addSegmentList"), bsid: ip6, segmentList, encapSource: optional(ip6) }),
  deleteSegmentList: objectOf({ op: oneOf("deleteSegmentList"), bsid: ip6, segmentList }),
  setWeight: objectOf({ op: oneOf("setWeight"), bsid: ip6, segmentList, weight: u32 }),
  steer: objectOf({ op: oneOf("steer"), traffic, bsid: ip6 }),
  unsteer: objectOf({ op: oneOf("unsteer"), traffic }),
  addTable: objectOf({ op: oneOf("addTable"), ...tableName, name: optional(text) }),
  deleteTable: objectOf({ op: oneOf("deleteTable"), ...tableName }),
  setRoute: objectOf({ op: oneOf("setRoute"), route }),
  deleteRoute: objectOf({ op: oneOf("deleteRoute"), route: keyOrRoute }),
  setNeighbor: objectOf({ op: oneOf("setNeighbor"), neighbor }),
  deleteNeighbor: objectOf({ op: oneOf("deleteNeighbor"), neighbor }),
  addPathTracing: objectOf({ op: oneOf("addPathTracing"), pathTracing }),
  deletePathTracing: objectOf({ op: oneOf("deletePathTracing"), swIfIndex: u32 }),
});

const always = oneOf(true);
const policyFlags = { replacesLists: flag, takesFrames: flag, isMarked: optional(always) };
const policyDifference = entry("policy", policy, policyFlags);
const marked = { reason: text, marked: optional(listOf(policyDifference)) };
const steeringFlags = {
  renews: optional(always),
  twins: optional(listOf(steering)),
  leaves: optional(oneOf("replaced", "unfit")),
};
const difference = variantOf<Difference, "kind">("kind", {
  encapSource: objectOf({ kind: oneOf("encapSource"), desired: ip6, observed: ip6, ...marked }),
  encapHopLimit: objectOf({ kind: oneOf("encapHopLimit"), desired: u8, observed: u8, ...marked }),
  table: entry("table", table, {}),
  neighbor: entry("neighbor", neighbor, {}),
  route: entry("route", route, { renews: optional(always) }),
  localSid: entry("localSid", localSid, { renews: optional(always) }),
  policy: policyDifference,
  steering: entry("steering", steering, steeringFlags),
});

const subject = variantOf<Subject, "kind">("kind", {
  encapSource: objectOf({ kind: oneOf("encapSource"), value: ip6 }),
  encapHopLimit: objectOf({ kind: oneOf("encapHopLimit"), value: u8 }),
  table: objectOf({ kind: oneOf("table"), value: table }),
  neighbor: objectOf({ kind: oneOf("neighbor"), value: neighbor }),
  route: objectOf({ kind: oneOf("route"), value: route }),
  localSid: objectOf({ kind: oneOf("localSid"), value: localSid }),
  policy: objectOf({ kind: oneOf("policy"), value: policy }),
  steering: objectOf({ kind: oneOf("steering"), value: steering }),
});

const anyStages = listOf(listOf(operation));
const stages: Reader<Stages> = (json) => {
  const read = anyStages(json);
  if (read.length === 0) throw new Unreadable("expected at least one stage");
  return read;
};

/** The fields of a step from which the others follow. */
const essence = objectOf<Pick<Step, "difference" | "isInverse" | "stages" | "interrupts">>(
  { difference, isInverse: flag, stages, interrupts: flag },
  ["action", "subject", "reason", "duplicates"],
);
const step: Reader<Step> = (json) => {
  const { difference, ...options } = essence(json);
  return stepFor(difference, options);
};

const count = wholeNumber(Number.MAX_SAFE_INTEGER);
const needs = objectOf<Needs>({
  interrupt: optional(count),
  force: optional(objectOf({ removed: count, owned: count })),
});

/** Reads a plan of its JSON form. Throws `Unreadable`. */
export const planOf: Reader<Plan> = objectOf<Plan>({
  steps: listOf(step),
  conflicts: listOf(objectOf<Conflict>({ subject, reason: text })),
  warnings: listOf(text),
  needs: optional(needs),
});

/**
 * Returns the plan whose JSON form a text is, as `JSON.stringify` makes it. Its steps are those of the text: nothing is planned
 * again.
 *
 * @param name stands before each line of an error.
 * @throws {VppError} `VPP_DOCUMENT`, naming the place of the first value that is not that of a plan.
 */
export function parsePlan(text: string, name = "plan"): Plan {
  try {
    return planOf(JSON.parse(text));
  } catch (reason) {
    throw documentError([`${name}: ${errorText(reason)}`]);
  }
}

/** Reads the difference of an entry, in which JSON leaves out the value that is undefined. */
function entry<Kind extends "table" | "neighbor" | "route" | "localSid" | "policy" | "steering">(
  kind: Kind,
  value: Reader<unknown>,
  flags: Readonly<Record<string, Reader<unknown>>>,
): Reader<Extract<Difference, { readonly kind: Kind }>> {
  const fields = {
    kind: oneOf(kind),
    desired: orUndefined(value),
    observed: orUndefined(value),
    reason: text,
    ...flags,
  };
  const read = objectOf<object>(fields);
  return (json) => {
    const difference = read(json) as Difference; // it was read field by field
    if (difference.desired === undefined && difference.observed === undefined) {
      throw new Unreadable("missing: expected desired or observed");
    }
    return difference as Extract<Difference, { readonly kind: Kind }>;
  };
}
