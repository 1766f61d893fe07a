import type { Ip6Address, IpAddress, Prefix } from "../../address/index.ts";
import type { PeerStatus } from "../../bgp/index.ts";
import type { OwnAddresses } from "../allocation/index.ts";
import type { OverlayConfig } from "../config/index.ts";
import type { InstallCounters, Installer, Knowledge } from "../install/index.ts";
import type { OverlayModel, TrafficFamily } from "../model/index.ts";
import type { BgpSource, Refusal, SharedId } from "../sources/index.ts";

/** What the status is made of. */
export interface OverlayParts {
  readonly config: OverlayConfig;
  readonly model: OverlayModel;
  /** Undefined while the agent is not enabled. */
  readonly installer: Installer | undefined;
  readonly source: BgpSource;
  readonly own: OwnAddresses | undefined;
  readonly peers: readonly PeerStatus[];
  /** Connections that were closed, since their address is that of no peer. */
  readonly strangers: number;
}

/** A path as the status shows it. */
export interface PathStatus {
  readonly bsid: Ip6Address;
  readonly preference: number;
  /** Weighted lists; the share is that of VPP's buckets, 0 to 1. */
  readonly lists: readonly {
    readonly segments: readonly Ip6Address[];
    readonly weight: number;
    readonly share: number;
  }[];
  /** By how many bytes the longest list makes packets longer. */
  readonly overheadBytes: number;
  readonly isBestEffort: boolean;
  /** Its sender: the address of a BGP peer, or a file. */
  readonly from: string;
  /** The router ID of the speaker that has announced it first. */
  readonly originator: string | undefined;
  readonly color: number | undefined;
  readonly distinguisher: number | undefined;
  /** The name that its originator has given it. */
  readonly name: string | undefined;
  /** ISO 8601. */
  readonly since: string;
}

/** A node and one family of its pods' packets. */
export interface TunnelStatus {
  readonly family: TrafficFamily;
  /** `up`: VPP has path and steering as they should be. */
  readonly state: "up" | "pending" | "no path" | "no prefixes";
  readonly prefixes: readonly Prefix[];
  /** What VPP has. */
  readonly path: PathStatus | undefined;
  /** All paths, the best one first; `why` says why it is used or not. */
  readonly candidates: readonly (PathStatus & { readonly isSelected: boolean; readonly why: string })[];
}

/** What is known of another node. */
export interface NodeStatus {
  readonly address: Ip6Address;
  /** The name that it has given its policies. */
  readonly name: string | undefined;
  readonly tunnels: readonly TunnelStatus[];
}

/** The state of an overlay agent. */
export interface OverlayStatus {
  readonly node: { readonly id: string; readonly address: Ip6Address };
  readonly mode: OverlayConfig["mode"];
  /** The id of the pods' table. */
  readonly table: number;
  /** Whether SR messages are sent. */
  readonly enabled: boolean;
  /** How much the sources have said since the start. */
  readonly knowledge: Knowledge;
  readonly own: OwnAddresses | undefined;
  readonly peers: readonly (PeerStatus & { readonly role: string })[];
  readonly nodes: readonly NodeStatus[];
  /** Routes to the local SIDs of other nodes. */
  readonly locators: readonly { readonly prefix: Prefix; readonly node: Ip6Address }[];
  readonly mtu: MtuStatus;
  /** What VPP refuses. */
  readonly obstacles: readonly {
    readonly name: string;
    readonly error: string;
    readonly attempts: number;
    readonly nextAt: string;
  }[];
  /** Routes of peers that are not used. */
  readonly refusals: readonly Refusal[];
  /** Node IDs that several nodes announce. */
  readonly sharedIds: readonly SharedId[];
  readonly counters: InstallCounters & { readonly refusedRoutes: number; readonly strangers: number };
}

/** How long packets may be. */
export interface MtuStatus {
  /** Of the uplink, and of pods as configured. */
  readonly uplink: number;
  readonly pods: number | undefined;
  /** The largest overhead of all paths in use, in bytes. */
  readonly overheadBytes: number;
  /** The MTU that pods can have with it. */
  readonly podsAtMost: number;
}

/** How packets from a pod to an address go. */
export interface Explanation {
  readonly destination: IpAddress;
  /** Undefined: no node has announced it. */
  readonly prefix:
    | { readonly prefix: Prefix; readonly node: Ip6Address; readonly from: string; readonly since: string }
    | undefined;
  readonly tunnel: TunnelStatus | undefined;
  /** What is wrong, if packets do not arrive. */
  readonly problem: string | undefined;
}
