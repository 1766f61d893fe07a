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
} from "../../srv6/index.ts";
import type { Places } from "../../yaml/index.ts";

/** What one node should hold. Entries that are neither named here nor owned are left as they are. */
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
  /** Bytes of the longest packets that must pass without being cut: a list that leaves no room for them gives a warning. */
  readonly innerMtu?: number;
  readonly owns?: Ownership;
  /**
   * Whether entries that are named here are changed where VPP has them with other values and they are not owned; default false:
   * they are reported as conflicts, and left as they are.
   */
  readonly adopt?: boolean;
  readonly requires?: Requirements;
  /** What was read otherwise than it is written in the document, a line each. */
  readonly notes?: readonly string[];
  /** Where the parts of the state stand in its document. */
  readonly places?: Places;
}

/** Tables by their ids. */
export interface TableIds {
  readonly ip4: readonly number[];
  readonly ip6: readonly number[];
}

/** A route whose interface may be given by its name. */
export interface DesiredRoute extends Omit<StaticRoute, "via"> {
  readonly via: NextHop | ByName<NextHop>;
}

/** Traffic and the policy that takes it; the interface of frames may be given by its name. */
export type DesiredSteering = Steering | ByName<Extract<Steering, { kind: "l2" }>>;

/** A local SID whose interface may be given by its name. */
export interface DesiredLocalSid extends Omit<LocalSid, "behavior"> {
  readonly behavior: EndpointBehavior | ByName<EndpointBehavior>;
}

/** The value with VPP's name of an interface in the place of its number, which is another one after a restart. */
export type ByName<Value> = Value extends { readonly swIfIndex?: number | undefined }
  ? Omit<Value, "swIfIndex"> & { readonly interface: string }
  : never;

/**
 * The ranges that belong to the author of the state: entries of VPP that lie in them and are not desired are removed. Without
 * ranges of a kind, no entry of that kind is removed.
 */
export interface Ownership {
  readonly sids?: readonly Ip6Prefix[];
  readonly bsids?: readonly Ip6Prefix[];
  readonly steering?: readonly SteeringRange[];
  /** BSIDs for policies that stand in for another one while it is replaced. Nothing else may use them. */
  readonly scratch?: Ip6Prefix;
  readonly tables?: TableIds;
  /** Ranges of the routes that come from VPP's API. */
  readonly routes?: readonly PrefixRange[];
}

/** Prefixes that lie in a prefix, in one table. */
export interface PrefixRange {
  readonly prefix: Prefix;
  readonly tableId: number;
}

/** Steered prefixes that lie in a prefix, in one table; or the frames of an interface. */
export type SteeringRange = PrefixRange | { readonly swIfIndex: number } | { readonly interface: string };

/** What VPP must have before anything is done. */
export interface Requirements {
  /** VPP's names of interfaces. */
  readonly interfaces: readonly string[];
  readonly tables: TableIds;
  readonly neighbors: readonly RequiredNeighbor[];
  /** Whether missing tables and neighbors are added; if not, a plan without them is refused. */
  readonly manage: boolean;
}

/** A neighbor on an interface. */
export interface RequiredNeighbor {
  readonly interface: string;
  readonly address: IpAddress;
  /** Without it any address is accepted, and a missing neighbor cannot be added. */
  readonly mac?: MacAddress;
}

/** Desired state whose interfaces have been found. */
export interface ResolvedState extends Omit<DesiredState, "tables" | "routes"> {
  readonly localSids: readonly LocalSid[];
  readonly steering: readonly Steering[];
  /** With the required ones, if these are added. */
  readonly tables: readonly TableName[];
  readonly routes: readonly StaticRoute[];
  /** Interfaces that were created again under the number that they had: entries that use them do not work any more. */
  readonly renewed: ReadonlySet<number>;
  /** The required neighbors that are to be added. */
  readonly neighbors: readonly MissingNeighbor[];
}

/** A required neighbor, and the different one that VPP has at its address. */
export interface MissingNeighbor {
  readonly desired: Neighbor;
  readonly observed: Neighbor | undefined;
}
