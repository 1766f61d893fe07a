import { ipRouteLookupV2 } from "../binapi/ip.ts";
import type { VppCalls } from "../client/index.ts";
import type { Forwarding, SegmentList, SrPolicy, Srv6View, Steering } from "../srv6/index.ts";
import { checking, describePath, forwardingOf, keyOfTraffic, Srv6 } from "../srv6/index.ts";
import { type Difference, findDifferences, Owned } from "./difference/index.ts";
import { type DesiredState, keyOfPolicy, type ResolvedState } from "./document/index.ts";
import { describeOverheads, describeSubject, describeUnsourced, destinationsOf } from "./plan/index.ts";
import { readEgress, readState, untilAborted } from "./vpp/index.ts";

/** Whether VPP holds a state, and what it does with the packets of that state. */
export interface Verification {
  /** The entries that VPP does not hold as desired. */
  readonly differences: readonly Difference[];
  /** Each segment list and each steered prefix of the state that VPP holds. */
  readonly forwarding: readonly Forwarded[];
  /** Lists and prefixes whose packets get lost, and lists that are too long for `innerMtu`, in words, each cause once. */
  readonly warnings: readonly string[];
}

/**
 * What VPP does with the packets of a list or a prefix; `unknown` where VPP cannot be asked, `unsourced` if they get the outer
 * source `::`, which the next router drops.
 */
export type Forwarded =
  | {
      readonly kind: "segmentList";
      readonly policy: SrPolicy;
      readonly segmentList: SegmentList;
      readonly forwarding: Forwarding | { readonly state: "unknown" | "unsourced" };
    }
  | { readonly kind: "steering"; readonly rule: Steering; readonly forwarding: Forwarding | typeof UNKNOWN };

const UNKNOWN = { state: "unknown" } as const;

/**
 * Reads back what VPP holds, compares, and looks up every steered prefix and every first SID in its policy's table.
 *
 * @throws {VppError} `VPP_DOCUMENT` when VPP lacks an interface, table or neighbor that the state needs; `VPP_ABORTED`; the
 * failure of a question.
 */
export function verify(
  vpp: VppCalls,
  desired: DesiredState,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Verification> {
  return untilAborted(signal, async () => {
    const srv6 = new Srv6(vpp);
    const destinations = desired.innerMtu === undefined ? [] : destinationsOf(desired.policies);
    const [{ resolved, observed }, egress] = await Promise.all([
      readState(vpp, srv6, desired),
      checking(() => readEgress(vpp, destinations)),
    ]);
    const differences = findDifferences(resolved, observed, new Owned(resolved, observed));
    const forwarding = await readForwarded(vpp, srv6, resolved, observed);
    const warnings = [...describeTroubles(forwarding), ...describeOverheads(desired, egress)];
    return { differences, forwarding, warnings };
  });
}

/** Returns whether all lists and prefixes are installed. */
export function isForwarded({ forwarding }: Pick<Verification, "forwarding">): boolean {
  return forwarding.every(({ forwarding: { state } }) => state === "installed");
}

async function readForwarded(
  vpp: VppCalls,
  srv6: Srv6,
  desired: ResolvedState,
  observed: Srv6View,
): Promise<Forwarded[]> {
  const bsids = new Set([...desired.policies, ...desired.steering].map(keyOfPolicy));
  const bsidOf = new Map(desired.steering.map((rule) => [keyOfTraffic(rule), rule.bsid]));
  const policies = observed.policies.filter((policy) => bsids.has(keyOfPolicy(policy)));
  const steering = observed.steering.filter((rule) => bsidOf.get(keyOfTraffic(rule))?.equals(rule.bsid));
  const canAsk = vpp.messageTable.has(ipRouteLookupV2);
  const firstSids = canAsk ? await srv6.firstSids(policies) : undefined;
  const forwarding = firstSids && (await srv6.forwarding(steering, firstSids));
  const lists = policies.flatMap((policy) => {
    const { headend, encapSource = observed.encapSource } = policy;
    return policy.segmentLists.map((segmentList, at): Forwarded => {
      const routes = firstSids?.get(policy);
      const found = routes === undefined ? UNKNOWN : forwardingOf(policy, segmentList, routes[at]);
      const isUnsourced = headend === "encaps" && encapSource.isUnspecified && found.state === "installed";
      return { kind: "segmentList", policy, segmentList, forwarding: isUnsourced ? { state: "unsourced" } : found };
    });
  });
  const steered = steering.map((rule, at): Forwarded => {
    return { kind: "steering", rule, forwarding: forwarding?.[at] ?? UNKNOWN };
  });
  return [...lists, ...steered];
}

/** Returns a line for each list and prefix that is not installed; none for steering to a policy that has its own line. */
function describeTroubles(forwarding: readonly Forwarded[]): string[] {
  if (forwarding.some((each) => each.forwarding === UNKNOWN)) return ["this VPP has no message that looks up routes"];
  const broken = new Set<string>();
  for (const each of forwarding) {
    if (each.kind === "segmentList" && each.forwarding.state === "unresolved") broken.add(keyOfPolicy(each.policy));
  }
  const lines = forwarding.flatMap((each) => {
    const { state } = each.forwarding;
    const isReported = each.kind === "steering" && state === "unresolved" && broken.has(keyOfPolicy(each.rule));
    return state === "installed" || isReported ? [] : [describeForwarded(each)];
  });
  // All lists of a policy have one source.
  return [...new Set(lines)];
}

/** Returns a line: `steering of 10.1.0.0/16 table 0 to cafe::1: shadowed by interface`. */
export function describeForwarded(each: Forwarded): string {
  const { forwarding } = each;
  if (each.kind === "segmentList" && forwarding.state === "unsourced") return describeUnsourced(each.policy);
  const subject =
    each.kind === "steering"
      ? describeSubject({ kind: "steering", value: each.rule })
      : `policy ${each.policy.bsid} via ${describePath(each.segmentList)}`;
  if (forwarding.state === "shadowed") return `${subject}: shadowed by ${forwarding.by}`;
  if (forwarding.state === "unresolved") return `${subject}: unresolved: ${forwarding.reason}`;
  return `${subject}: ${forwarding.state}`;
}
