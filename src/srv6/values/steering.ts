import { type Ip6Address, Prefix } from "../../address/index.ts";
import { requireShape, TRAFFIC_INPUT } from "../arguments/index.ts";
import type { Given } from "./addresses.ts";
import { nameOfRoute } from "./table-route.ts";

/** Traffic that can be steered: packets to a prefix in a table, or the frames that an interface receives. */
export type Traffic =
  | { readonly kind: "l3"; readonly prefix: Prefix; readonly tableId: number }
  | { readonly kind: "l2"; readonly swIfIndex: number };

/** The arguments of traffic. The prefix may have host bits, which are cleared; the default table is 0, of its family. */
export type TrafficInput = Given<Traffic, "tableId">;

/** Traffic and the policy that takes it (RFC 9256 section 8). */
export type Steering = Traffic & { readonly bsid: Ip6Address };

/** Returns the rule by which a policy takes traffic. */
export function steeringTo(bsid: Ip6Address, traffic: Traffic): Steering {
  if (traffic.kind === "l2") return { kind: "l2", swIfIndex: traffic.swIfIndex, bsid };
  return { kind: "l3", prefix: traffic.prefix, tableId: traffic.tableId, bsid };
}

/** Returns the traffic as a value. @throws {VppError} `VPP_ADDRESS`. */
export function trafficFrom(input: TrafficInput): Traffic {
  return withoutHostBits(exactTrafficFrom(input));
}

/**
 * Returns the traffic with its host bits, which VPP keeps: other clients steer prefixes that have some.
 *
 * @throws {VppError} `VPP_ADDRESS`, `VPP_FIELD_RANGE`.
 */
export function exactTrafficFrom(input: TrafficInput): Traffic {
  requireShape(TRAFFIC_INPUT, input, "traffic");
  if (input.kind === "l2") return { kind: "l2", swIfIndex: input.swIfIndex };
  return { kind: "l3", prefix: Prefix.from(input.prefix), tableId: input.tableId ?? 0 };
}

/** Returns the traffic in words: `10.1.0.0/16 table 0`, `frames of interface 3`. */
export function describeTraffic(traffic: Traffic): string {
  return traffic.kind === "l3" ? nameOfRoute(traffic) : `frames of interface ${traffic.swIfIndex}`;
}

/** Returns the traffic without host bits: VPP has one route for all prefixes that differ in host bits only. */
export function withoutHostBits(traffic: Traffic): Traffic {
  const isPlain = traffic.kind === "l2" || !traffic.prefix.hasHostBits;
  return isPlain ? traffic : { ...traffic, prefix: traffic.prefix.masked() };
}

/** Returns a key for maps, of the bytes of the traffic, which costs less than words. */
export function keyOfTraffic(traffic: Traffic): string {
  if (traffic.kind === "l2") return String.fromCharCode(traffic.swIfIndex >>> 16, traffic.swIfIndex & 0xffff);
  const { prefix, tableId } = traffic;
  const { address, length } = prefix;
  // Not put together of parts: the map would have to join them.
  if (address.family === 4) {
    const { word } = address;
    return String.fromCharCode(word >>> 16, word & 0xffff, length, tableId >>> 16, tableId & 0xffff);
  }
  const { word0, word1, word2, word3 } = address;
  return String.fromCharCode(
    word0 >>> 16,
    word0 & 0xffff,
    word1 >>> 16,
    word1 & 0xffff,
    word2 >>> 16,
    word2 & 0xffff,
    word3 >>> 16,
    word3 & 0xffff,
    length,
    tableId >>> 16,
    tableId & 0xffff,
  );
}
