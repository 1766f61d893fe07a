import * as z from "zod/mini";
import { Ip4Address, Ip6Address, Prefix, parseIp6Prefix } from "../address/index.ts";
import { errorText } from "../errors.ts";
import { nearestNames } from "../nearest-names.ts";
import {
  BEHAVIORS,
  type EndpointBehavior,
  type EndpointBehaviorInput,
  encapSourceFrom,
  localSidFrom,
  policyFrom,
  type SegmentListInput,
  type SrPolicy,
  type SrPolicyInput,
  segmentListFrom,
  sidFrom,
  trafficFrom,
  weightFrom,
} from "../srv6/index.ts";
import type { Path, Problem } from "./problem.ts";
import type { ByName, DesiredLocalSid, DesiredState, Requirements, SteeringRange } from "./state.ts";

/*
 * What a document may hold. The schema knows the shape; what a value may be is known to the rooms that own it, whose
 * functions read the leaves.
 */

const u32 = wholeNumber(0, 0xffffffff);
const sid = text("a SID", sidFrom);
const ip6 = text("an IPv6 address", Ip6Address.parse);
const source = text("an IPv6 address", encapSourceFrom);
const ip6Prefix = text("an IPv6 prefix", (given) => parseIp6Prefix(given).masked());

const name = z.string(wrong("a name")).check(z.minLength(1, wrong("a name")));
/** One of the two: VPP's number of an interface, or its name. */
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
        ? expected(`one of ${BEHAVIORS.join(", ")}`, (input as { type?: unknown }).type)
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

const segments = list(sid);
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

const steering = readBy(
  mapping({ prefix: text("a prefix", Prefix.parse), tableId: z.exactOptional(u32), bsid: sid }),
  ({ bsid, ...traffic }) => ({ ...trafficFrom({ kind: "l3", ...traffic }), bsid }),
);

const steeringRange = readBy(
  mapping({ prefix: text("a prefix", Prefix.parse), tableId: z.exactOptional(u32) }),
  ({ prefix, tableId = 0 }): SteeringRange => ({ prefix: prefix.masked(), tableId }),
);

const owns = mapping({
  sids: z.exactOptional(list(ip6Prefix)),
  bsids: z.exactOptional(list(ip6Prefix)),
  steering: z.exactOptional(list(steeringRange)),
  scratch: z.exactOptional(ip6Prefix),
});

const tables = mapping({ ip4: z.exactOptional(list(u32)), ip6: z.exactOptional(list(u32)) });
const requires = readBy(
  mapping({ interfaces: z.exactOptional(list(name)), tables: z.exactOptional(tables) }),
  ({ interfaces = [], tables = {} }): Requirements => ({ interfaces, tables: { ip4: [], ip6: [], ...tables } }),
);

const state = readBy(
  mapping({
    encap: z.exactOptional(
      mapping({
        source: z.exactOptional(source),
        hopLimit: z.exactOptional(wholeNumber(1, 255)),
      }),
    ),
    localSids: z.exactOptional(list(localSid)),
    policies: z.exactOptional(list(policy)),
    steering: z.exactOptional(list(steering)),
    owns: z.exactOptional(owns),
    requires: z.exactOptional(requires),
  }),
  (given): DesiredState => ({ encap: {}, localSids: [], policies: [], steering: [], ...given }),
);

/** Reads the value of a document, or gives what is wrong with it. */
export function readState(value: unknown): DesiredState | { readonly problems: readonly Problem[] } {
  const { data, error } = z.safeParse(state, value);
  return data ?? { problems: error.issues.map(({ path, message }) => ({ path: path as Path, text: message })) };
}

/** The JSON Schema of what `readState` reads. */
export function stateJsonSchema(): object {
  return z.toJSONSchema(state, { io: "input" });
}

/** A behavior whose interface has a number, or is still to be found by its name. */
function readBehavior(given: z.output<typeof behaviors>): EndpointBehaviorInput | ByName<EndpointBehavior> {
  if (!("nextHop" in given) && given.type !== "End.DX2") return given;
  const { swIfIndex, interface: name, ...rest } = given;
  if (swIfIndex !== undefined && name !== undefined) throw new Error("give interface or swIfIndex, not both");
  if (swIfIndex !== undefined) return { ...rest, swIfIndex };
  if (name === undefined) throw new Error("missing: expected interface or swIfIndex");
  return rest.type === "End.X" ? { psp: false, ...rest, interface: name } : { ...rest, interface: name };
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

/** What a schema lets through, as `read` makes another value of it, or tells by an error why it cannot. */
function readBy<Schema extends z.core.$ZodType, Read>(schema: Schema, read: (given: z.output<Schema>) => Read) {
  const transform = z.transform((given: z.output<Schema>, context) => {
    try {
      return read(given);
    } catch (reason) {
      context.issues.push({ code: "custom", message: errorText(reason), input: given });
      return z.NEVER;
    }
  });
  return z.pipe(schema, transform);
}

function text<Read>(what: string, read: (text: string) => Read) {
  return readBy(z.string(wrong(what)), read);
}

function wholeNumber(least: number, most: number) {
  const error = wrong(`a whole number from ${least} to ${most}`);
  return z.int(error).check(z.gte(least, error), z.lte(most, error));
}

function flag() {
  return z.boolean(wrong("true or false"));
}

function list<Item extends z.core.SomeType>(item: Item) {
  return z.array(item, wrong("a list"));
}

/** A mapping that holds nothing else. */
function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code, input, keys }) =>
      code === "unrecognized_keys" ? unknownKeys(keys as string[], Object.keys(shape)) : expected("a mapping", input),
  });
}

function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  const each = keys.map((key) => {
    const [near] = nearestNames(key, known);
    return near === undefined ? `unknown key ${key}` : `unknown key ${key}: did you mean ${near}?`;
  });
  return `${each.join("; ")} (known: ${known.join(", ")})`;
}

/** The error of a schema whose input is something else. */
function wrong(what: string): { error: (issue: { readonly input: unknown }) => string } {
  return { error: ({ input }) => expected(what, input) };
}

function expected(what: string, input: unknown): string {
  return input === undefined ? `missing: expected ${what}` : `expected ${what}, found ${describe(input)}`;
}

function describe(input: unknown): string {
  if (input === null) return "nothing";
  if (Array.isArray(input)) return "a list";
  if (typeof input !== "object") return JSON.stringify(input);
  // YAML takes "fc00::" for the key "fc00:" without a value.
  return Object.keys(input).some((key) => key.endsWith(":"))
    ? "a mapping: put an address that ends in :: in quotes"
    : "a mapping";
}
