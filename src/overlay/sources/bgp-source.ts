import { type Ip4Address, Ip6Address, type IpAddress, type Prefix } from "../../address/index.ts";
import { describeNlri, keyOfNlri, type ReceivedRoute, type RouteChange, type SrPolicyKey } from "../../bgp/index.ts";
import type { OwnAddresses } from "../allocation/index.ts";
import type { OverlayConfig, OverlayPeer } from "../config/index.ts";
import type { OverlayModel, OwnedPrefix } from "../model/index.ts";
import { heldRefusal } from "./held-nodes.ts";
import { NodeIds, type SharedId } from "./node-ids.ts";
import { readPath } from "./read-path.ts";
import type { Refusal } from "./refusal.ts";

/** Refusals that are kept for the status; more are only counted. */
const MAX_KEPT = 1000;

/** A route target with an IPv4 address (RFC 4360 section 4): transitive, or not. */
const ROUTE_TARGET = 0x02;
const IP4_SPECIFIC = 0x01;
const TRANSITIVE_BIT = 0x40;

/** Puts what BGP peers announce into the model, as far as each peer may say it. */
export class BgpSource {
  readonly #model: OverlayModel;
  readonly #onRefusal: (refusal: Refusal) => void;
  #config: OverlayConfig;
  #own: OwnAddresses | undefined;
  #peers: ReadonlyMap<string, OverlayPeer> = new Map();
  /** The nodes that the configuration names. */
  #nodes: readonly Ip6Address[] = [];
  /** By peer and route. */
  readonly #refusals = new Map<string, Refusal>();
  #refused = 0;
  readonly #ids: NodeIds;

  /**
   * @param onRefusal is called when a route is refused, or for another reason than before.
   * @param onSharedId is called when one more node has an ID that others have.
   */
  constructor(
    model: OverlayModel,
    config: OverlayConfig,
    own: OwnAddresses | undefined,
    onRefusal: (refusal: Refusal) => void,
    onSharedId: (shared: SharedId) => void = () => {},
  ) {
    this.#model = model;
    this.#onRefusal = onRefusal;
    this.#ids = new NodeIds(onSharedId);
    this.#config = config;
    this.configure(config, own);
  }

  /** Uses another configuration and other own addresses from now on. Routes that are known have to be given again. */
  configure(config: OverlayConfig, own: OwnAddresses | undefined): void {
    const before = this.#nodes;
    this.#nodes = [config.node.address, ...config.bgp.peers.flatMap((peer) => nodeOf(peer) ?? [])];
    for (const node of this.#nodes) this.#model.nodes.add(node);
    for (const node of before) this.#model.nodes.delete(node);
    this.#ids.set("", { ...config.node, routerId: config.bgp.routerId });
    this.#config = config;
    this.#own = own;
    this.#peers = new Map(config.bgp.peers.map((peer) => [peer.address, peer]));
  }

  /** The routes that are not used, at most 1000. */
  get refusals(): Refusal[] {
    return [...this.#refusals.values()];
  }

  /** The node IDs that several nodes announce, this node among them. */
  get sharedIds(): SharedId[] {
    return this.#ids.shared;
  }

  /** How many routes were refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  /** Takes what peers announce and withdraw. */
  take(changes: readonly RouteChange[]): void {
    for (const change of changes) {
      const refusal = change.route === undefined ? undefined : this.#announced(change.peer, change.route);
      if (change.route === undefined || refusal !== undefined) this.#withdrawn(change);
      this.#note(change, refusal);
      if ("endpoint" in change.nlri) this.#noteId(change.peer, change.nlri, change.route);
    }
  }

  /** Takes an announcement of a prefix that the model does not use, since it holds a node. */
  refuseHeld({ from, prefix }: OwnedPrefix): void {
    this.#refused++;
    this.#onRefusal(heldRefusal(this.#model, from, prefix));
  }

  /** Returns why a route is not used; undefined if it is used. */
  #announced(peer: string, route: ReceivedRoute): string | undefined {
    const config = this.#peers.get(peer);
    if (config === undefined) return "its peer is not configured any more";
    const { nlri, nextHop } = route;
    return "endpoint" in nlri ? this.#path(config, nlri, route) : this.#prefix(config, nlri, nextHop);
  }

  #withdrawn({ peer, nlri }: RouteChange): void {
    if ("endpoint" in nlri) {
      this.#model.paths.bgp.delete(pathKey(peer, nlri));
    } else {
      this.#model.prefixes.delete(peer, nlri);
      this.#model.locators.delete(peer, nlri);
    }
  }

  #prefix({ address, role }: OverlayPeer, prefix: Prefix, nextHop: IpAddress): string | undefined {
    if (role === "injector") return "an injector announces no prefixes";
    if (nextHop.family === 4) return "its next hop is an IPv4 address: an overlay node is reached over IPv6";
    if (isNoNode(nextHop)) return `its next hop ${nextHop} is no address of a node`;
    const { node, pods, sids } = this.#config;
    if (nextHop.equals(node.address)) return `its next hop ${nextHop} is this node`;
    if (prefix.contains(node.address) || prefix.contains(nextHop)) return "it holds the address of a node";
    const { localSids, bsids } = sids;
    if (overlaps(prefix, bsids.cluster)) return "it lies in sids.bsids.cluster: BSIDs are not routed";
    if (localSids.cluster?.contains(prefix)) {
      const own = this.#own === undefined ? [] : Object.values(this.#own.localSids);
      if (own.some((sid) => prefix.contains(sid))) return "it holds a local SID of this node";
      this.#model.locators.set(address, prefix, nextHop);
      return undefined;
    }
    if (!pods.cluster.some((range) => range.contains(prefix))) return "it lies outside of pods.cluster";
    const ours = pods.prefixes.find((own) => overlaps(prefix, own));
    if (ours !== undefined) return `it overlaps with ${ours}, a prefix of this node`;
    this.#model.prefixes.set(address, prefix, nextHop);
    return undefined;
  }

  #path(peer: OverlayPeer, key: SrPolicyKey, { nextHop, attributes, originator }: ReceivedRoute): string | undefined {
    const { node, sids, bgp } = this.#config;
    const { endpoint, color, distinguisher } = key;
    if (endpoint.equals(node.address)) return "its endpoint is this node";
    if (isNoNode(endpoint)) return `its endpoint ${endpoint} is no address of a node`;
    const isOwn = nextHop.family === 6 && nextHop.equals(endpoint);
    const isInjected = isOfInjector(peer, originator.routerId);
    if (!isInjected && !mayGive(peer, endpoint, isOwn)) return `${peer.address} may give no policy to ${endpoint}`;
    const headends = headendsOf(attributes.extendedCommunities);
    if (headends.length > 0 && !headends.includes(bgp.routerId.word)) return "it is for other headends";
    const path = attributes.candidatePath;
    const read = readPath(key, path, sids.bsids.cluster);
    if ("refusal" in read) return read.refusal;
    const { bsid } = read.policy;
    const own = this.#own === undefined ? [] : Object.values(this.#own.bsids);
    if (own.some((each) => each.equals(bsid))) return `BSID ${bsid} is one that this node has announced for itself`;
    const origin = {
      source: "bgp",
      from: peer.address,
      isBestEffort: isOwn && !isInjected,
      originator,
      color,
      distinguisher,
      name: path?.policyName,
      since: Date.now(),
    } as const;
    const candidate = { endpoint, ...read, preference: path!.preference, origin };
    this.#model.paths.bgp.set(pathKey(peer.address, key), candidate);
    return undefined;
  }

  /** A node names its policies by its ID. */
  #noteId(peer: string, nlri: SrPolicyKey, route: ReceivedRoute | undefined): void {
    const config = this.#peers.get(peer);
    const id = route?.attributes.candidatePath?.policyName;
    const address = nlri.endpoint;
    const isOwn = route?.nextHop.equals(address) === true;
    const node =
      id === undefined || !isOwn || config === undefined || isOfInjector(config, route.originator.routerId)
        ? undefined
        : { id, address, routerId: route.originator.routerId };
    this.#ids.set(pathKey(peer, nlri), node);
  }

  #note({ peer, nlri }: RouteChange, reason: string | undefined): void {
    if (reason === undefined && this.#refusals.size === 0) return;
    const key = pathKey(peer, nlri);
    if (reason === undefined) {
      this.#refusals.delete(key);
      return;
    }
    this.#refused++;
    const before = this.#refusals.get(key);
    const isFull = before === undefined && this.#refusals.size >= MAX_KEPT;
    if (before?.reason === reason || isFull) return;
    const refusal = { peer, route: describeNlri(nlri), reason };
    this.#refusals.set(key, refusal);
    this.#onRefusal(refusal);
  }
}

function isOfInjector({ role, injectors }: OverlayPeer, routerId: Ip4Address): boolean {
  return role === "injector" || injectors.some((each) => each.equals(routerId));
}

function pathKey(peer: string, nlri: RouteChange["nlri"]): string {
  return `${peer} ${keyOfNlri(nlri)}`;
}

/** Returns whether a peer may give a policy to a node as such: a node only to itself, a reflector those of the nodes behind it. */
function mayGive(peer: OverlayPeer, endpoint: Ip6Address, isOwn: boolean): boolean {
  return nodeOf(peer)?.equals(endpoint) ?? isOwn;
}

/** Returns the node that a peer is, if the configuration says so. */
function nodeOf({ role, address, node }: OverlayPeer): Ip6Address | undefined {
  if (role !== "node") return undefined;
  return node ?? (address.includes(":") ? Ip6Address.parse(address) : undefined);
}

function isNoNode(address: Ip6Address): boolean {
  return address.isUnspecified || address.isMulticast || address.isLinkLocal || address.isIp4Mapped;
}

function overlaps(a: Prefix, b: Prefix): boolean {
  return a.contains(b) || b.contains(a);
}

/** Returns the router IDs, as words, of the headends for which a path is meant (RFC 9830 section 3); empty: for all. */
function headendsOf(communities: readonly Buffer[] = []): number[] {
  return communities.flatMap((bytes) => {
    const isTarget = (bytes[0]! & ~TRANSITIVE_BIT) === IP4_SPECIFIC && bytes[1] === ROUTE_TARGET;
    return isTarget ? [bytes.readUInt32BE(2)] : [];
  });
}
