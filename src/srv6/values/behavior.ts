import { Ip4Address, Ip6Address, type Ip6AddressInput } from "../../address/index.ts";
import type { VppError } from "../../errors.ts";
import { printable } from "../../printable.ts";
import type { Given } from "./addresses.ts";
import { invalid, type Refusal, throwIf } from "./refusal.ts";
import type { TableName } from "./table-route.ts";

/**
 * What a node does with a packet that is sent to one of its SIDs, by the name that RFC 8986 section 4 gives it. `uN` and
 * `uA` are End and End.X with the NEXT-CSID flavor of RFC 9800 section 4.1.
 *
 * `psp` is the flavor of RFC 8986 section 4.16.1, penultimate segment pop. VPP's uA shifts to the next SID without
 * checking that there is one: a uA is added with an End SID for packets whose carrier ends here, unless `endSid` is false.
 * `plugin` and `unknown` are only read: a behavior of a plugin, and one that this VPP should not have, with VPP's code for it.
 */
export type EndpointBehavior =
  | { readonly type: "End"; readonly psp: boolean }
  | { readonly type: "End.X"; readonly nextHop: Ip6Address; readonly swIfIndex: number; readonly psp: boolean }
  | { readonly type: "End.T"; readonly tableId: number }
  | { readonly type: "End.DX2"; readonly swIfIndex: number }
  | { readonly type: "End.DX4"; readonly nextHop: Ip4Address; readonly swIfIndex: number }
  | { readonly type: "End.DX6"; readonly nextHop: Ip6Address; readonly swIfIndex: number }
  | { readonly type: "End.DT4"; readonly tableId: number }
  | { readonly type: "End.DT6"; readonly tableId: number }
  | { readonly type: "uN" }
  | { readonly type: "uA"; readonly nextHop: Ip6Address; readonly swIfIndex: number; readonly endSid?: false }
  | { readonly type: "plugin"; readonly code: number }
  | { readonly type: "unknown"; readonly code: number };

/** A behavior that can be asked for. `psp` is false unless given. */
export type EndpointBehaviorInput = Given<Exclude<EndpointBehavior, { type: "plugin" | "unknown" }>, "psp">;

/** The names of the behaviors that can be asked for. */
export const BEHAVIORS: readonly EndpointBehaviorInput["type"][] = [
  "End",
  "End.X",
  "End.T",
  "End.DX2",
  "End.DX4",
  "End.DX6",
  "End.DT4",
  "End.DT6",
  "uN",
  "uA",
];

/** Returns the behavior as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function behaviorFrom(input: EndpointBehaviorInput): EndpointBehavior {
  throwIf(checkFlavor(input));
  return behaviorOfType(input);
}

/** Returns the behavior with the properties that its type has. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function behaviorOfType(input: EndpointBehaviorInput): EndpointBehavior {
  switch (input.type) {
    case "End":
      return { type: input.type, psp: input.psp ?? false };
    case "End.X":
      return { ...crossConnect(input.type, input), psp: input.psp ?? false };
    case "End.DX6":
      return crossConnect(input.type, input);
    case "uA":
      return { ...crossConnect(input.type, input), ...(input.endSid === false ? { endSid: false } : {}) };
    case "End.DX4":
      return { type: input.type, nextHop: Ip4Address.from(input.nextHop), swIfIndex: input.swIfIndex };
    case "End.DX2":
      return { type: input.type, swIfIndex: input.swIfIndex };
    case "End.T":
    case "End.DT4":
    case "End.DT6":
      return { type: input.type, tableId: input.tableId };
    case "uN":
      return { type: input.type };
    default:
      throw noBehavior((input as { readonly type: string }).type);
  }
}

/** Returns a refusal for a flavor that a behavior does not have. */
export function checkFlavor(behavior: EndpointBehavior | EndpointBehaviorInput): Refusal | undefined {
  const { type } = behavior;
  const isFit = !("psp" in behavior) || type === "End" || type === "End.X";
  // @refuses addLocalSid, replaceLocalSid: `psp` of another behavior than `End` and `End.X` | VPP stores and shows a flavor
  // that the behavior does not have
  return isFit ? undefined : invalid(`${type} has no flavor psp: only End and End.X have it`);
}

/** Behaviors of the RFCs that VPP does not have, and what to use instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  "End.DT46": "use one End.DT4 and one End.DT6",
  "End.DX2V": "use End.DX2 to a sub-interface of the VLAN",
};

/** Returns the error for a behavior that VPP does not have, with what to use instead. */
export function noBehavior(type: string): VppError {
  const instead = INSTEAD[type];
  // @refuses addLocalSid, replaceLocalSid: a type that VPP does not have, e.g. `End.DT46` | VPP has no number for it
  return invalid(
    `no endpoint behavior ${printable(type)}${instead === undefined ? "" : `: ${instead}`}; VPP has ${BEHAVIORS.join(", ")}`,
  ).error;
}

function crossConnect<T>(type: T, input: { readonly nextHop: Ip6AddressInput; readonly swIfIndex: number }) {
  return { type, nextHop: Ip6Address.from(input.nextHop), swIfIndex: input.swIfIndex };
}

/** Returns the behavior in words, e.g. `End.X via fe80::1 on interface 3 (psp)`. */
export function describeBehavior(behavior: EndpointBehavior): string {
  if ("code" in behavior) return `${behavior.type} behavior ${behavior.code}`;
  const table = "tableId" in behavior ? ` table ${behavior.tableId}` : "";
  const via = "nextHop" in behavior ? ` via ${behavior.nextHop}` : "";
  const on = "swIfIndex" in behavior ? ` on interface ${behavior.swIfIndex}` : "";
  const psp = "psp" in behavior && behavior.psp ? " (psp)" : "";
  const end = "endSid" in behavior && behavior.endSid === false ? " (without End)" : "";
  return behavior.type + table + via + on + psp + end;
}

/** Returns whether a behavior is uN or uA, which not every VPP has. */
export function isMicroSid({ type }: EndpointBehavior): boolean {
  return type === "uN" || type === "uA";
}

/** Returns the table in which a behavior looks up packets; undefined if it looks up none. */
export function lookupTable(behavior: EndpointBehavior): TableName | undefined {
  if (!("tableId" in behavior)) return undefined;
  return { family: behavior.type === "End.DT4" ? 4 : 6, tableId: behavior.tableId };
}
