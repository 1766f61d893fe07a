import { Ip4Address, Ip6Address, type Ip6AddressInput } from "../address/index.ts";
import type { Given } from "./given.ts";
import { invalid } from "./refusal.ts";

/**
 * What a node does with a packet that is sent to one of its SIDs, by the name that RFC 8986 section 4 gives it. `uN` and
 * `uA` are End and End.X with the NEXT-CSID flavor of RFC 9800 section 4.1.
 *
 * `psp` is the flavor of RFC 8986 section 4.16.1, penultimate segment pop. `unknown` is only read: a behavior of a plugin or
 * a later VPP, with VPP's code for it.
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
  | { readonly type: "uA"; readonly nextHop: Ip6Address; readonly swIfIndex: number }
  | { readonly type: "unknown"; readonly code: number };

/** A behavior that can be asked for. `psp` is false unless given. */
export type EndpointBehaviorInput = Given<Exclude<EndpointBehavior, { type: "unknown" }>, "psp">;

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

/** The behavior as a value. @throws {VppError} `VPP_ADDRESS`, `VPP_SRV6`. */
export function behaviorFrom(input: EndpointBehaviorInput): EndpointBehavior {
  if ("psp" in input && input.type !== "End" && input.type !== "End.X") {
    throw invalid(`${(input as EndpointBehaviorInput).type} has no flavor psp: only End and End.X have`);
  }
  switch (input.type) {
    case "End":
      return { type: input.type, psp: input.psp ?? false };
    case "End.X":
      return { ...crossConnect(input.type, input), psp: input.psp ?? false };
    case "End.DX6":
    case "uA":
      return crossConnect(input.type, input);
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
      throw invalid(`no endpoint behavior ${(input as EndpointBehaviorInput).type}; VPP has ${BEHAVIORS.join(", ")}`);
  }
}

function crossConnect<T>(type: T, input: { readonly nextHop: Ip6AddressInput; readonly swIfIndex: number }) {
  return { type, nextHop: Ip6Address.from(input.nextHop), swIfIndex: input.swIfIndex };
}

/** The behavior in words, e.g. `End.X via fe80::1 on interface 3 (psp)`. */
export function describeBehavior(behavior: EndpointBehavior): string {
  if (behavior.type === "unknown") return `unknown behavior ${behavior.code}`;
  const table = "tableId" in behavior ? ` table ${behavior.tableId}` : "";
  const via = "nextHop" in behavior ? ` via ${behavior.nextHop}` : "";
  const on = "swIfIndex" in behavior ? ` on interface ${behavior.swIfIndex}` : "";
  const psp = "psp" in behavior && behavior.psp ? " (psp)" : "";
  return behavior.type + table + via + on + psp;
}
