import { ipRouteLookupV2 } from "../binapi/ip.ts";
import type { VppCalls } from "../client/index.ts";
import {
  describePath,
  describeTraffic,
  type Forwarding,
  forwardingOf,
  keyOfTraffic,
  type SegmentList,
  type SrPolicy,
  Srv6,
  type Srv6View,
  type Steering,
} from "../srv6/index.ts";
import type { DesiredState, ResolvedState } from "./document/state.ts";
import { compare, type Difference } from "./plan/difference.ts";
import { Owned } from "./plan/ownership.ts";
import { observe } from "./vpp/observe.ts";
import { warnOfOverheads } from "./vpp/overheads.ts";
import { resolve } from "./vpp/resolve.ts";

/** Whether VPP holds a state, and what it does with packets by it. */
export interface Verification {
  /** What VPP does not hold as desired. */
  readonly differences: readonly Difference[];
  /** Of what VPP holds of the state, each segment list and each steered prefix. */
  readonly forwarding: readonly Forwarded[];
  /** In words what keeps packets from their way, each cause once: what is not installed, and lists too long for `innerMtu`. */
  readonly warnings: readonly string[];
}

/** What becomes of packets: `unknown` where VPP cannot be asked. */
export type Forwarded =
  | {
      readonly kind: "segmentList";
      readonly policy: SrPolicy;
      readonly segmentList: SegmentList;
      readonly forwarding: Forwarding | Unknown;
    }
  | { readonly kind: "steering"; readonly rule: Steering; readonly forwarding: Forwarding | Unknown };

interface Unknown {
  readonly state: "unknown";
}

const UNKNOWN: Unknown = { state: "unknown" };

/** Reads back what VPP holds, compares, and looks up every steered prefix and every first SID in its policy's table. */
export async function verify(vpp: VppCalls, desired: DesiredState): Promise<Verification> {
  const srv6 = new Srv6(vpp);
  const [resolved, observed, overheads] = await Promise.all([
    resolve(vpp, desired),
    observe(srv6, desired),
    warnOfOverheads(vpp, desired),
  ]);
  const differences = compare(resolved, observed, new Owned(resolved, observed));
  const forwarding = await readForwarded(vpp, srv6, resolved, observed);
  return { differences, forwarding, warnings: [...describeTroubles(forwarding), ...overheads] };
}

/** Whether packets take all that VPP holds of the state. */
export function isForwarded({ forwarding }: Pick<Verification, "forwarding">): boolean {
  return forwarding.every(({ forwarding: { state } }) => state === "installed");
}

async function readForwarded(
  vpp: VppCalls,
  srv6: Srv6,
  desired: ResolvedState,
  observed: Srv6View,
): Promise<Forwarded[]> {
  const bsids = new Set([...desired.policies, ...desired.steering].map(({ bsid }) => bsid.toKey()));
  const bsidOf = new Map(desired.steering.map((rule) => [keyOfTraffic(rule), rule.bsid]));
  const policies = observed.policies.filter(({ bsid }) => bsids.has(bsid.toKey()));
  const steering = observed.steering.filter((rule) => bsidOf.get(keyOfTraffic(rule))?.equals(rule.bsid));
  const canAsk = vpp.messageTable.has(ipRouteLookupV2);
  const firstSids = canAsk ? await srv6.firstSids(policies) : undefined;
  const forwarding = firstSids && (await srv6.forwarding(steering, firstSids));
  const lists = policies.flatMap((policy) =>
    policy.segmentLists.map((segmentList, at): Forwarded => {
      const routes = firstSids?.get(policy);
      const forwarding = routes === undefined ? UNKNOWN : forwardingOf(policy, segmentList, routes[at]);
      return { kind: "segmentList", policy, segmentList, forwarding };
    }),
  );
  const steered = steering.map((rule, at): Forwarded => {
    return { kind: "steering", rule, forwarding: forwarding?.[at] ?? UNKNOWN };
  });
  return [...lists, ...steered];
}

/** What is not installed. What is steered to a list without a way is not told again. */
function describeTroubles(forwarding: readonly Forwarded[]): string[] {
  if (forwarding.some((each) => each.forwarding === UNKNOWN)) return ["this VPP cannot be asked what packets take"];
  const unresolved = forwarding.flatMap((each) =>
    each.kind === "segmentList" && each.forwarding.state === "unresolved" ? [String(each.policy.bsid)] : [],
  );
  const broken = new Set(unresolved);
  return forwarding.flatMap((each) => {
    const { state } = each.forwarding;
    const isTold = each.kind === "steering" && state === "unresolved" && broken.has(String(each.rule.bsid));
    return state === "installed" || isTold ? [] : [describeForwarded(each)];
  });
}

/** In a line: `steering of 10.1.0.0/16 table 0 to cafe::1: shadowed by interface`. */
export function describeForwarded(each: Forwarded): string {
  const { forwarding } = each;
  const subject =
    each.kind === "steering"
      ? describeRule(each.rule)
      : `policy ${each.policy.bsid} via ${describePath(each.segmentList)}`;
  if (forwarding.state === "shadowed") return `${subject}: shadowed by ${forwarding.by}`;
  if (forwarding.state === "unresolved") return `${subject}: unresolved: ${forwarding.reason}`;
  return `${subject}: ${forwarding.state}`;
}

function describeRule(rule: Steering): string {
  return `steering of ${describeTraffic(rule)} to ${rule.bsid}`;
}
