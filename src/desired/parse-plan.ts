import { Ip4Address, Ip6Address, MacAddress, Prefix, parseIpAddress } from "../address/index.ts";
import type { FibPath } from "../binapi/fib_types.ts";
import { errorText } from "../errors.ts";
import type {
  EndpointBehavior,
  LocalSid,
  Neighbor,
  Operation,
  PathTracing,
  SegmentList,
  SrPolicy,
  StaticRoute,
  Steering,
  TableName,
  TableRoute,
  Traffic,
} from "../srv6/index.ts";
import { BEHAVIORS } from "../srv6/index.ts";
import { documentError } from "../yaml/index.ts";
import type { Difference, Subject } from "./difference/index.ts";
import type { Reader } from "./json-reader.ts";
import {
  asObject,
  flag,
  listOf,
  objectOf,
  oneOf,
  optional,
  orUndefined,
  text,
  textOf,
  variantOf,
  wholeNumber,
} from "./json-reader.ts";
import { type Conflict, type Needs, type Plan, type Stages, type Step, stepFor } from "./plan/index.ts";

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

const neighbor = objectOf<Neighbor>({ swIfIndex: u32, address: ip, macAddress: mac, isStatic: flag });

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
      ip4: { value: ip4 },
      ip6: { value: ip6 },
      bytes: { value: bytes },
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
  End: { psp: flag },
  "End.X": { nextHop: ip6, swIfIndex: u32, psp: flag },
  "End.T": { tableId: u32 },
  "End.DX2": { swIfIndex: u32 },
  "End.DX4": { nextHop: ip4, swIfIndex: u32 },
  "End.DX6": { nextHop: ip6, swIfIndex: u32 },
  "End.DT4": { tableId: u32 },
  "End.DT6": { tableId: u32 },
  uN: {},
  uA: { nextHop: ip6, swIfIndex: u32, endSid: optional(oneOf(false)) },
  plugin: { code: u8 },
  unknown: { code: u8 },
});
const behaviorType = oneOf<EndpointBehavior["type"]>(...BEHAVIORS, "plugin", "unknown");
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

const frames = { swIfIndex: u32 };
const packets = { prefix, tableId: u32 };
const steering = variantOf<Steering, "kind">("kind", { l2: { ...frames, bsid: ip6 }, l3: { ...packets, bsid: ip6 } });
const bareTraffic = variantOf<Traffic, "kind">("kind", { l2: frames, l3: packets });
const traffic: Reader<Traffic> = (json) => ("bsid" in asObject(json) ? steering(json) : bareTraffic(json));

const pathTracing = objectOf<PathTracing>({
  swIfIndex: u32,
  id: u16,
  ingressLoad: u8,
  egressLoad: u8,
  ttsTemplate: u8,
});

const operation = variantOf<Operation, "op">("op", {
  setEncapSource: { source: ip6 },
  setEncapHopLimit: { hopLimit: u8 },
  addLocalSid: { localSid },
  deleteLocalSid: { sid: ip6, ...whichSid },
  replaceLocalSid: { localSid, from: optional(objectOf(whichSid)), interrupts: optional(flag) },
  addPolicy: { policy },
  deletePolicy: { bsid: ip6 },
  addSegmentList: { bsid: ip6, segmentList, encapSource: optional(ip6) },
  deleteSegmentList: { bsid: ip6, segmentList },
  setWeight: { bsid: ip6, segmentList, weight: u32 },
  steer: { traffic, bsid: ip6 },
  unsteer: { traffic },
  addTable: { ...tableName, name: optional(text) },
  deleteTable: tableName,
  setRoute: { route },
  deleteRoute: { route: keyOrRoute },
  setNeighbor: { neighbor },
  deleteNeighbor: { neighbor },
  addPathTracing: { pathTracing },
  deletePathTracing: { swIfIndex: u32 },
});

/** JSON leaves out a value that is undefined. */
const entry = <T>(value: Reader<T>) => ({ desired: orUndefined(value), observed: orUndefined(value), reason: text });
const always = optional(oneOf(true));
const policyEntry = { ...entry(policy), replacesLists: flag, takesFrames: flag, isMarked: always };
const policyDifference = withValue(variantOf<Difference<"policy">, "kind">("kind", { policy: policyEntry }));
const setting = <T>(value: Reader<T>) => ({
  desired: value,
  observed: value,
  reason: text,
  marked: optional(listOf(policyDifference)),
});
const difference = withValue(
  variantOf<Difference, "kind">("kind", {
    encapSource: setting(ip6),
    encapHopLimit: setting(u8),
    table: entry(table),
    neighbor: entry(neighbor),
    route: { ...entry(route), renews: always },
    localSid: { ...entry(localSid), renews: always },
    policy: policyEntry,
    steering: {
      ...entry(steering),
      renews: always,
      twins: optional(listOf(steering)),
      leaves: optional(oneOf("replaced", "unfit")),
    },
  }),
);

const subject = variantOf<Subject, "kind">("kind", {
  encapSource: { value: ip6 },
  encapHopLimit: { value: u8 },
  table: { value: table },
  neighbor: { value: neighbor },
  route: { value: route },
  localSid: { value: localSid },
  policy: { value: policy },
  steering: { value: steering },
});

const anyStages = listOf(listOf(operation));
const stages: Reader<Stages> = (json) => {
  const read = anyStages(json);
  if (read.length === 0) throw new Error("expected at least one stage");
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
const planOf = objectOf<Plan>({
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

/** Refuses a difference that has no value. */
function withValue<D extends Difference>(read: Reader<D>): Reader<D> {
  return (json) => {
    const difference = read(json);
    if (difference.desired !== undefined || difference.observed !== undefined) return difference;
    throw new Error("missing: expected desired or observed");
  };
}
