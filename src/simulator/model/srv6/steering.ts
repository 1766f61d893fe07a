import { Ip4Address, type Ip6Address, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import {
  EXCLUSIVE,
  type Family,
  type Fib,
  type FibPath,
  FibSource,
  type FibTable,
  PathKind,
  resolvePath,
} from "../fib/index.ts";
import type { Interfaces } from "../interfaces/index.ts";
import { Pool } from "../pool.ts";
import { DEFAULT_TABLE_ID, NO_INTERFACE } from "../reserved-numbers.ts";
import type { Policies, PolicyEntry } from "./policies.ts";
import type { SteeringTables } from "./steering-tables.ts";

/** The types of traffic, by VPP's numbers. */
export const TrafficType = { l2: 2, ip4: 4, ip6: 6 } as const;

/** Which packets are steered. */
export type SteeredTraffic =
  | { readonly type: 2; readonly swIfIndex: number }
  | {
      readonly type: 4 | 6;
      readonly fibTable: number;
      /** In VPP's form for both families, host bits included, whatever family `type` says. */
      readonly address: Ip6Address;
      readonly prefixLength: number;
    };

type L3Traffic = Extract<SteeredTraffic, { address: Ip6Address }>;

/** A steering entry as VPP keeps it. */
export interface SteeringEntry {
  /** Its place in dumps. */
  readonly index: number;
  readonly traffic: SteeredTraffic;
  /**
   * Index of the policy in VPP's pool. It stays when the policy is removed, and then means the next policy at this
   * index.
   */
  readonly policyIndex: number;
}

type Steering = { -readonly [Key in keyof SteeringEntry]: SteeringEntry[Key] };

/**
 * The steering rules.
 *
 * @see VPP src/vnet/srv6/sr_steering.c sr_steering_policy
 */
export class SteeringRules implements Iterable<SteeringEntry> {
  readonly #fib: Fib;
  readonly #policies: Policies;
  readonly #tables: SteeringTables;
  readonly #interfaces: Interfaces;
  readonly #pool = new Pool<Steering>();
  readonly #byKey = new Map<string, Steering>();

  constructor(fib: Fib, policies: Policies, tables: SteeringTables, interfaces: Interfaces) {
    this.#fib = fib;
    this.#policies = policies;
    this.#tables = tables;
    this.#interfaces = interfaces;
  }

  /** Adds an entry, or points it at another policy. Returns VPP's return value. */
  add(traffic: SteeredTraffic, bsid: Ip6Address): number {
    const key = keyOf(traffic);
    const policy = this.#policies.find(bsid);
    if (policy === undefined) return -2;
    const found = this.#byKey.get(key);
    // Only a new entry is refused for this reason.
    if (found === undefined && traffic.type !== TrafficType.ip6 && !policy.isEncap) return -5;
    if (traffic.type !== TrafficType.l2) this.#route(traffic, policy, found !== undefined);
    if (found !== undefined) {
      found.policyIndex = policy.index;
      return 0;
    }
    this.#byKey.set(
      key,
      this.#pool.add((index) => ({ index, traffic, policyIndex: policy.index })),
    );
    this.#tables.retain();
    this.#crossConnect(traffic, true);
    return 0;
  }

  /** Returns VPP's return value. */
  remove(traffic: SteeredTraffic): number {
    const key = keyOf(traffic);
    const found = this.#byKey.get(key);
    if (found === undefined) return -4;
    // Entries that differ in host bits share a route, which the first removal removes.
    if (traffic.type !== TrafficType.l2) this.#fib.remove(this.#tableOf(traffic), prefixOf(traffic), FibSource.sr);
    this.#byKey.delete(key);
    this.#pool.remove(found.index);
    this.#tables.release();
    this.#crossConnect(traffic, false);
    return 0;
  }

  [Symbol.iterator](): Iterator<SteeringEntry> {
    return this.#pool[Symbol.iterator]();
  }

  /** VPP connects an interface whose frames are steered to local0. */
  #crossConnect(traffic: SteeredTraffic, isOn: boolean): void {
    const steered = traffic.type === TrafficType.l2 ? this.#interfaces.get(traffic.swIfIndex) : undefined;
    if (steered !== undefined) steered.isCrossConnected = isOn;
  }

  /** Routes the prefix through the policy's BSID in the table for its family. */
  #route(traffic: L3Traffic, { bsid }: PolicyEntry, isUpdate: boolean): void {
    const table = this.#tableOf(traffic);
    const prefix = prefixOf(traffic);
    const path = this.#pathTo(bsid, prefix, traffic.type);
    if (path.kind === PathKind.recursive) this.#fib.viaTable(path); // crashes before anything has changed
    if (isUpdate) this.#fib.remove(table, prefix, FibSource.sr);
    this.#fib.addPaths(table, prefix, FibSource.sr, [path], EXCLUSIVE[traffic.type]);
  }

  #pathTo(bsid: Ip6Address, prefix: Prefix, family: Family): FibPath {
    return resolvePath(prefix, {
      type: "normal",
      protocol: 1,
      weight: 1,
      preference: 0,
      swIfIndex: NO_INTERFACE,
      nextHop: bsid,
      table: this.#tables.of(family),
    });
  }

  #tableOf({ type, fibTable, prefixLength }: L3Traffic): FibTable {
    if (type === TrafficType.ip4 && prefixLength > 32) throw new VppCrash(`an IPv4 prefix of ${prefixLength} bits`);
    const table = this.#fib.find(type, fibTable);
    if (table === undefined) throw new VppCrash(`steering in IPv${type} table ${fibTable}, which does not exist`);
    return table;
  }
}

/** Traffic of a prefix; `0xffffffff` stands for table 0. */
export function l3Traffic(type: Family, tableId: number, address: Ip6Address, prefixLength: number): SteeredTraffic {
  return { type, fibTable: tableId === DEFAULT_TABLE_ID ? 0 : tableId, address, prefixLength };
}

function keyOf(traffic: SteeredTraffic): string {
  if (traffic.type === TrafficType.l2) return String(traffic.swIfIndex);
  const { type, fibTable, address, prefixLength } = traffic;
  return address.toKey() + String.fromCharCode(type, prefixLength, fibTable >>> 16, fibTable & 0xffff);
}

function prefixOf({ type, address, prefixLength }: L3Traffic): Prefix {
  return new Prefix(type === TrafficType.ip4 ? new Ip4Address(address.word3) : address, prefixLength);
}
