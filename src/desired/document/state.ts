import type { Ip6Address, Ip6Prefix, IpAddress, MacAddress, Prefix } from "../../address/index.ts";
import type {
  EndpointBehavior,
  LocalSid,
  Neighbor,
  NextHop,
  SrPolicy,
  StaticRoute,
  Steering,
  TableName,
  TableRoute,
} from "../../srv6/index.ts";

/** What one node should hold. What is neither named here nor owned is left as it is. */
export interface DesiredState {
  readonly encap: {
    readonly source?: Ip6Address;
    readonly hopLimit?: number;
  };
  readonly tables?: TableIds;
  /** Where packets go from here, e.g. those to the locators of other nodes. */
  readonly routes?: readonly DesiredRoute[];
  readonly localSids: readonly DesiredLocalSid[];
  /** The encap source `::` stands for that of the node. */
  readonly policies: readonly SrPolicy[];
  readonly steering: readonly DesiredSteering[];
  /** Bytes of the longest packets that are to pass without being cut: what leaves no room for them is warned of. */
  readonly innerMtu?: number;
  readonly owns?: Ownership;
  /**
   * Whether what is named here is taken over where VPP has it otherwise and it is not owned; default false: it is told as a
   * conflict then, and left as it is.
   */
  readonly adopt?: boolean;
  readonly requires?: Requirements;
  /** What was taken otherwise than it is written in the document, a line each. */
  readonly notes?: readonly string[];
}

/** Tables by their ids. */
export interface TableIds {
  readonly ip4: readonly number[];
  readonly ip6: readonly number[];
}

/** A route whose interface may be told by its name. */
export interface DesiredRoute extends TableRoute {
  readonly via: NextHop | ByName<NextHop>;
}

/** Traffic and the policy that takes it; of frames the interface may be told by its name. */
export type DesiredSteering = Steering | ByName<Extract<Steering, { kind: "l2" }>>;

/** A local SID whose interface may be told by its name. */
export interface DesiredLocalSid extends Omit<LocalSid, "behavior"> {
  readonly behavior: EndpointBehavior | ByName<EndpointBehavior>;
}

/** What has VPP's name of an interface in place of its number, which is another one after a restart. */
export type ByName<Value> = Value extends { readonly swIfIndex: number }
  ? Omit<Value, "swIfIndex"> & { readonly interface: string }
  : never;

/**
 * What belongs to whoever wrote the state: what lies in here and is not desired is removed. Without a list of ranges nothing
 * of its kind is.
 */
export interface Ownership {
  readonly sids?: readonly Ip6Prefix[];
  readonly bsids?: readonly Ip6Prefix[];
  readonly steering?: readonly SteeringRange[];
  /** BSIDs for policies that stand in for another one while it is replaced. Nothing else may be in here. */
  readonly scratch?: Ip6Prefix;
  readonly tables?: TableIds;
  /** Of routes, those that come from VPP's API. */
  readonly routes?: readonly PrefixRange[];
}

/** Prefixes that lie in a prefix, in one table. */
export interface PrefixRange {
  readonly prefix: Prefix;
  readonly tableId: number;
}

/** Steered prefixes that lie in a prefix, in one table; or the frames of an interface. */
export type SteeringRange = PrefixRange | { readonly swIfIndex: number } | { readonly interface: string };

/** What must be there before. */
export interface Requirements {
  /** VPP's names of interfaces. */
  readonly interfaces: readonly string[];
  readonly tables: TableIds;
  readonly neighbors: readonly RequiredNeighbor[];
  /** Whether tables and neighbours that are missing are made; if not, nothing is done without them. */
  readonly manage: boolean;
}

/** A neighbour on an interface. */
export interface RequiredNeighbor {
  readonly interface: string;
  readonly address: IpAddress;
  /** Without, any is right, and none can be made. */
  readonly mac?: MacAddress;
}

/** Desired state whose interfaces have been found. */
export interface ResolvedState extends Omit<DesiredState, "tables" | "routes"> {
  readonly localSids: readonly LocalSid[];
  readonly steering: readonly Steering[];
  /** With those that are required, where they are made. */
  readonly tables: readonly TableName[];
  readonly routes: readonly StaticRoute[];
  /** Interfaces that were created again under the number that they had: what goes by them does not work any more. */
  readonly renewed: ReadonlySet<number>;
  /** Those that are to be made. */
  readonly neighbors: readonly MissingNeighbor[];
}

/** A required neighbour, and the one that VPP has at its address, which is another. */
export interface MissingNeighbor {
  readonly desired: Neighbor;
  readonly observed: Neighbor | undefined;
}
