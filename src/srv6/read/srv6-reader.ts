import type { Ip6Address } from "../../address/index.ts";
import type { VppCalls } from "../../client/index.ts";
import { BSIDS, LOCAL_SIDS, POLICIES, ROUTES, requireShape, STEERING, TABLES, VPP } from "../arguments/index.ts";
import type {
  Destination,
  FibEntry,
  FirstSids,
  Forwarding,
  LocalSid,
  PathTracing,
  SrPolicy,
  Steering,
  TableName,
  TableRoute,
} from "../values/index.ts";
import { tableNames } from "../values/index.ts";
import { readPathTracing, readPolicies, readSteering, readTables } from "./dumps.ts";
import { readEncapHopLimit, readEncapSource } from "./encap.ts";
import { readBsidSources, readFirstSids, readForwarding, readRoutesTo, readShadows, readWays } from "./fib-entries.ts";
import { type LocalSidCounters, readCoverLengths, readLocalSidCounters, readLocalSids } from "./local-sids.ts";
import { readOrphans, readTableUsers, type TableUsers } from "./table-users.ts";

/** Reads the SRv6 state of one VPP, and what VPP forwards packets by. Changes nothing. */
export class Srv6Reader {
  readonly #vpp: VppCalls;

  constructor(vpp: VppCalls) {
    this.#vpp = requireShape(VPP, vpp, "Srv6: vpp");
  }

  /** Returns the source address of outer headers; `::` when none is set. */
  encapSource(): Promise<Ip6Address> {
    return readEncapSource(this.#vpp);
  }

  /** Returns the hop limit of outer headers. */
  encapHopLimit(): Promise<number> {
    return readEncapHopLimit(this.#vpp);
  }

  /** Returns all local SIDs, in VPP's order. */
  localSids(): Promise<LocalSid[]> {
    return readLocalSids(this.#vpp);
  }

  /**
   * Returns the routes that are left of local SIDs which were deleted from a wrong table. Nothing else explains them, and
   * nothing can be added in their place.
   */
  async orphans(): Promise<TableRoute[]> {
    return readOrphans(this.#vpp, tableNames(await readTables(this.#vpp)));
  }

  /** Returns all interfaces with path tracing, in VPP's order. */
  pathTracing(): Promise<PathTracing[]> {
    return readPathTracing(this.#vpp);
  }

  /** Returns all policies, in VPP's order. */
  policies(): Promise<SrPolicy[]> {
    return readPolicies(this.#vpp);
  }

  /** Returns all steering, in VPP's order. Steering to a policy that was deleted can show the BSID of another policy. */
  steering(): Promise<Steering[]> {
    return readSteering(this.#vpp);
  }

  /**
   * Returns the forwarding state of each steering rule: retval 0 means only that VPP has accepted the rule. Installed L3
   * steering has the index of its packet counters in `/net/route/to` of the stats segment.
   *
   * @param firstSids the result of `firstSids` for the policies of the rules; read if it is left out.
   */
  async forwarding(steering: readonly Steering[], firstSids?: FirstSids): Promise<Forwarding[]> {
    const rules = requireShape(STEERING, steering, "steering");
    return readForwarding(this.#vpp, rules, firstSids ?? (await this.firstSids(await this.policies())));
  }

  /** Returns the FIB entry for the first SID of each list of each policy, in the policy's table; undefined: no route. */
  async firstSids(policies: readonly SrPolicy[]): Promise<FirstSids> {
    return readFirstSids(this.#vpp, requireShape(POLICIES, policies, "policies"));
  }

  /**
   * Returns the FIB entry for each destination, with the index of its packet counters; undefined: no route. A BSID is a
   * destination of length 128, to be asked for with `exact`.
   */
  async routesTo(
    destinations: readonly Destination[],
    options: { readonly exact: boolean } = { exact: false },
  ): Promise<(FibEntry | undefined)[]> {
    return readRoutesTo(this.#vpp, requireShape(ROUTES, destinations, "destinations"), options);
  }

  /** Returns the interfaces through which packets to each destination leave; none if VPP drops them. */
  async egress(destinations: readonly Destination[]): Promise<ReadonlySet<number>[]> {
    const ways = await readWays(this.#vpp, requireShape(ROUTES, destinations, "destinations"));
    return ways.map(({ egress }) => egress);
  }

  /**
   * Returns the source of the route that VPP has at the BSID of each policy, in the table of the policy: VPP adds no policy
   * there. Undefined if there is no route, or this VPP has no message for the question.
   */
  async bsidSources(policies: readonly Pick<SrPolicy, "bsid" | "fibTable">[]): Promise<(string | undefined)[]> {
    return readBsidSources(this.#vpp, requireShape(BSIDS, policies, "policies"));
  }

  /**
   * Returns, for each prefix, the source of a route that VPP prefers to a route of the API, such as `SR` or `interface`;
   * undefined if there is none.
   */
  async shadowsOf(routes: readonly TableRoute[]): Promise<(string | undefined)[]> {
    return readShadows(this.#vpp, requireShape(ROUTES, routes, "routes"));
  }

  /** Returns what keeps each table besides SRv6 and the routes of the API, in words, by `describeTable`. */
  async tableUsers(tables: readonly TableName[]): Promise<TableUsers> {
    return readTableUsers(this.#vpp, requireShape(TABLES, tables, "tables"));
  }

  /**
   * Returns the lengths of shorter prefixes around each local SID for which its table has no route, the longest first; nothing
   * where VPP cannot add a local SID at another prefix length.
   */
  async coverLengths(localSids: readonly LocalSid[]): Promise<ReadonlyMap<LocalSid, readonly number[]>> {
    return readCoverLengths(this.#vpp, requireShape(LOCAL_SIDS, localSids, "localSids"));
  }

  /** Returns the packet counters of each local SID. Each call leaks a few bytes in VPP: do not call it at short intervals. */
  localSidCounters(): Promise<LocalSidCounters[]> {
    return readLocalSidCounters(this.#vpp);
  }
}
