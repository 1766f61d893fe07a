import { Ip6Address } from "../../src/address/index.ts";
import { resolve } from "../../src/desired/document/resolve.ts";
import type { ResolvedState } from "../../src/desired/document/state.ts";
import type { DesiredState } from "../../src/desired/index.ts";
import type { Answers } from "../../src/desired/plan/questions.ts";
import {
  keyOfTraffic,
  type LocalSid,
  type SrPolicy,
  type Srv6View,
  type StaticRoute,
  type Steering,
  type TableName,
  type Traffic,
  withoutHostBits,
} from "../../src/srv6/index.ts";
import { LOOPBACKS } from "./converge.ts";

/** What a VPP holds, without a VPP. */
export interface Held {
  readonly encapSource?: Ip6Address;
  readonly encapHopLimit?: number;
  readonly takesSource?: boolean;
  readonly localSids?: readonly LocalSid[];
  readonly policies?: readonly SrPolicy[];
  readonly steering?: readonly Steering[];
  readonly tables?: readonly TableName[];
  readonly routes?: readonly StaticRoute[];
}

/** A view of it, by searches. */
export function viewOf(held: Held): Srv6View {
  const { localSids = [], policies = [], steering = [], tables = [], routes = [] } = held;
  const ids = (family: 4 | 6) => new Set([0, ...tables.filter((each) => each.family === family).map((t) => t.tableId)]);
  const isSame = (a: Traffic, b: Traffic) => keyOfTraffic(a) === keyOfTraffic(b);
  return {
    encapSource: held.encapSource ?? Ip6Address.UNSPECIFIED,
    encapHopLimit: held.encapHopLimit ?? 64,
    takesSource: held.takesSource ?? true,
    localSids,
    policies,
    steering,
    tables: { 4: ids(4), 6: ids(6) },
    localSidsAt: (sid) => localSids.filter((each) => each.sid.equals(sid)),
    policy: (bsid) => policies.find((each) => each.bsid.equals(bsid)),
    steeringOf: (traffic) => steering.find((each) => isSame(each, traffic)),
    steeringTo: (bsid) => steering.filter((each) => each.bsid.equals(bsid)),
    routesIn: ({ family, tableId }) =>
      routes.filter((each) => each.tableId === tableId && each.prefix.address.family === family),
    route: ({ prefix, tableId }) => routes.find((each) => each.tableId === tableId && each.prefix.equals(prefix)),
    steeringTwins: (traffic) =>
      steering.filter((each) => !isSame(each, traffic) && isSame(withoutHostBits(each), withoutHostBits(traffic))),
  };
}

/** The answers of a VPP that was asked nothing. */
export const NO_ANSWERS: Answers = {
  bsids: new Map(),
  shadows: new Map(),
  tables: new Map(),
  covers: new Map(),
  egress: undefined,
};

/** A state of `converge.ts` with the numbers of its interfaces. */
export function resolved(desired: DesiredState): ResolvedState {
  const interfaces = new Map(LOOPBACKS.map((instance, at) => [`loop${instance}`, at + 1]));
  const tables = { 4: new Set([0, 7]), 6: new Set([0, 7]) };
  return resolve(desired, { interfaces, tables, neighbors: [] });
}
