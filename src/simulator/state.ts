import type { Ip6Address, Prefix } from "../address/index.ts";
import type {
  FibPath,
  InterfaceEntry,
  LocalSidEntry,
  Model,
  NeighborEntry,
  PathTracingEntry,
  PolicyEntry,
  SteeringEntry,
} from "./model/index.ts";

/** A routing table. */
export interface TableEntry {
  readonly family: 4 | 6;
  readonly tableId: number;
  readonly name: string;
}

/** The entry of a table for a prefix. */
export interface RouteEntry {
  readonly family: 4 | 6;
  readonly tableId: number;
  /** With the host bits of the request that created the entry. */
  readonly prefix: Prefix;
  /** The sources, best first: the first one forwards packets. */
  readonly sources: readonly SourceEntry[];
}

/** The paths of one source for a prefix. */
export interface SourceEntry {
  /** VPP's number, e.g. 5 for SRv6 and 8 for the API. */
  readonly source: number;
  /** Those of a next hop without a route of its own are those of the route that covers it. */
  readonly paths: readonly FibPath[];
}

/** The state of a simulated VPP. Each list is a copy of the current one, in the order of VPP's dumps. */
export class SimulatorState {
  /** That of the VPP that runs now. @internal */
  model: Model;

  /** @internal */
  constructor(model: Model) {
    this.model = model;
  }

  /** The interfaces, by number. */
  get interfaces(): readonly InterfaceEntry[] {
    return [...this.model.interfaces];
  }

  /** Tables of both families; those that VPP makes for itself have the id `0xffffffff`. */
  get tables(): readonly TableEntry[] {
    const { fib } = this.model;
    return [...fib.tables(4), ...fib.tables(6)].map(({ family, tableId, name }) => ({ family, tableId, name }));
  }

  /** The entries of all tables, also those that VPP makes for itself. */
  get routes(): readonly RouteEntry[] {
    const { fib } = this.model;
    return [...fib.tables(4), ...fib.tables(6)].flatMap(({ family, tableId, entries }) =>
      [...entries].map(({ prefix, sources }) => ({ family, tableId, prefix, sources: [...sources] })),
    );
  }

  /** The neighbours of the interfaces, without the routes to them. */
  get neighbors(): readonly NeighborEntry[] {
    return [...this.model.neighbors];
  }

  /** The local SIDs. */
  get localSids(): readonly LocalSidEntry[] {
    return [...this.model.localSids];
  }

  /** The policies with their segment lists. */
  get policies(): readonly PolicyEntry[] {
    return [...this.model.policies];
  }

  /** The prefixes and interfaces that are steered to policies. */
  get steering(): readonly SteeringEntry[] {
    return [...this.model.steering];
  }

  /** The interfaces with path tracing. */
  get pathTracing(): readonly PathTracingEntry[] {
    return [...this.model.pathTracing];
  }

  /** The outer source address of segment lists that are added without one. */
  get encapSource(): Ip6Address {
    return this.model.policies.encapSource;
  }

  /** The outer hop limit of segment lists that are added. */
  get encapHopLimit(): number {
    return this.model.policies.encapHopLimit;
  }
}
