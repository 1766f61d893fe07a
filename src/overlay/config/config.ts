import type { Ip4Address, Ip6Address, Ip6Prefix, Prefix } from "../../address/index.ts";

/** What one agent is configured to do, with all defaults. */
export interface OverlayConfig {
  readonly node: {
    /** The node's ID: 1 to 253 letters, digits, `.` and `-`, as names in Kubernetes. */
    readonly id: string;
    /** The infrastructure address: the next hop of the pod prefixes, the endpoint of policies, the outer source. */
    readonly address: Ip6Address;
    /** The MTU of the uplink in bytes; default 1500. */
    readonly mtu: number;
  };
  readonly vpp: {
    /** The path of VPP's socket; undefined: the default path. */
    readonly socket: string | undefined;
  };
  /** Whether SR messages are sent at all; default true. */
  readonly enabled: boolean;
  /** Where policies come from; default `bgp`. Prefixes always come from BGP. */
  readonly mode: "bgp" | "configmap";
  readonly pods: {
    /** The prefixes of this node's pods. */
    readonly prefixes: readonly Prefix[];
    /** The prefixes in which pods of any node lie. */
    readonly cluster: readonly Prefix[];
    /** The id of the pods' table, of both families; default 0. */
    readonly table: number;
    /** The MTU of the pods in bytes; undefined: not checked. */
    readonly mtu: number | undefined;
  };
  readonly sids: OverlaySids;
  /** The path of the file that keeps the own addresses over a restart; undefined: they are not kept. */
  readonly stateFile: string | undefined;
  readonly bgp: OverlayBgp;
  /** The file that has the policies; always there in mode `configmap`. */
  readonly configmap: { readonly file: string } | undefined;
  /** Seconds between two comparisons of VPP with what it shall hold; default 300. */
  readonly checkSeconds: number;
}

/** The SIDs and BSIDs of a node, and the ranges of those of all nodes. */
export interface OverlaySids {
  readonly localSids: {
    /** The range from which this node takes local SIDs that are not fixed. */
    readonly pool: Ip6Prefix | undefined;
    readonly fixed: { readonly DT4?: Ip6Address; readonly DT6?: Ip6Address };
    /** The range of the local SIDs of all nodes. */
    readonly cluster: Ip6Prefix | undefined;
  };
  readonly bsids: {
    /** The range from which this node takes the BSIDs that it announces. */
    readonly pool: Ip6Prefix;
    /** The range of the BSIDs of all nodes. */
    readonly cluster: Ip6Prefix;
  };
  /** Whether announced paths have the local SID alone, or `nodeSid` before it; default `single`. */
  readonly basicSegments: "single" | "double";
  /** The SID that brings packets to this node; always there with `double`. */
  readonly nodeSid: Ip6Address | undefined;
}

/** The BGP speaker of an agent; see `SpeakerOptions` of `tsvpp/bgp`. */
export interface OverlayBgp {
  readonly as: number;
  readonly routerId: Ip4Address;
  /** Where connections are accepted; undefined: nowhere. */
  readonly listen: { readonly address: string; readonly port: number } | undefined;
  readonly peers: readonly OverlayPeer[];
  readonly holdSeconds: number;
  readonly restartSeconds: number;
  readonly settleSeconds: number;
  /** Seconds from the first session to the first removal in VPP, at most; default 30. */
  readonly syncSeconds: number;
}

/** A BGP peer of an agent. */
export interface OverlayPeer {
  readonly address: string;
  readonly port: number;
  /** The peer's AS number; undefined: that of this node. */
  readonly as: number | undefined;
  /** The source address of connections; undefined: the kernel chooses. */
  readonly localAddress: string | undefined;
  /** Whose policies are accepted: a node gives those to itself, an injector any, a reflector those of the injectors behind it; default `node`. */
  readonly role: "node" | "injector" | "reflector";
  /** The address of the node, for a peer of role `node` whose session has another address. */
  readonly node: Ip6Address | undefined;
  /** The router IDs of the injectors behind a peer of role `reflector`. */
  readonly injectors: readonly Ip4Address[];
}
