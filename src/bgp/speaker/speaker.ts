import type { Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { VppError } from "../../errors.ts";
import type { ErrorName } from "../message/index.ts";
import {
  type OwnChange,
  type OwnRoute,
  type OwnRouteKey,
  OwnRoutes,
  type ReceivedRoute,
  requireSendable,
} from "../rib/index.ts";
import {
  configFrom,
  type PeerConfig,
  type PeerOptions,
  peerConfigsFrom,
  type SpeakerConfig,
  type SpeakerOptions,
} from "./config.ts";
import type { SpeakerHandler } from "./events.ts";
import { Listener } from "./listener.ts";
import { Peer, type PeerStatus } from "./peer.ts";

/**
 * A BGP speaker at the edge of a network: it announces its own routes, and tells its handler what its peers announce. It passes
 * no route on from one peer to another, and selects none.
 */
export class Speaker {
  readonly #config: SpeakerConfig;
  readonly #handler: SpeakerHandler;
  readonly #own = new OwnRoutes();
  #peers: ReadonlyMap<string, Peer> = new Map();
  readonly #listener: Listener | undefined;
  #strangers = 0;
  #isClosed = false;

  /** @internal Use `startSpeaker`. */
  constructor(options: SpeakerOptions, handler: SpeakerHandler) {
    this.#config = configFrom(options);
    this.#handler = handler;
    const { listen } = this.#config;
    this.setPeers(options.peers);
    const accept = (socket: Socket, from: string) => this.#accept(socket, from);
    this.#listener = listen && new Listener(listen, accept, (event) => handler.onEvent(event));
  }

  /** The port on which this speaker accepts connections; undefined if it does not, or not yet. */
  get port(): number | undefined {
    return this.#listener?.port;
  }

  /** Whether all peers are established and have sent all routes of all their families (RFC 4724, End of RIB). */
  get isComplete(): boolean {
    for (const peer of this.#peers.values()) if (!peer.isComplete) return false;
    return true;
  }

  /** How many connections of addresses that are no peers were closed since the start. */
  get strangers(): number {
    return this.#strangers;
  }

  /** The state of each peer, in the order of the options. */
  get peers(): PeerStatus[] {
    return [...this.#peers.values()].map((peer) => peer.status);
  }

  /** Returns what a peer has announced. @throws {VppError} `VPP_FIELD_RANGE` if there is no such peer. */
  routesOf(peer: string): ReceivedRoute[] {
    const found = this.#peers.get(peer);
    if (found === undefined) throw new VppError("VPP_FIELD_RANGE", `${peer} is no peer of this speaker`);
    return found.routes();
  }

  /**
   * Replaces the peers. Sessions with peers whose options have not changed go on; those with removed ones end with a NOTIFICATION,
   * and their routes are withdrawn; with changed ones they end and begin anew.
   *
   * @throws {VppError} `VPP_FIELD_RANGE`, `VPP_ADDRESS` for options out of range; then nothing changes.
   */
  setPeers(peers: readonly PeerOptions[]): void {
    const configs = peerConfigsFrom(peers, this.#config);
    const byAddress = new Map(configs.map((config) => [config.address, config]));
    const kept = new Map<string, Peer>();
    for (const [address, peer] of this.#peers) {
      if (isDeepStrictEqual(byAddress.get(address), peer.config)) kept.set(address, peer);
      else peer.remove();
    }
    const start = (config: PeerConfig) => new Peer(config, this.#config, this.#own, this.#handler);
    this.#peers = new Map(configs.map((config) => [config.address, kept.get(config.address) ?? start(config)]));
  }

  /**
   * Announces routes, or replaces those with the same name. They are announced again in each later session.
   *
   * @throws {VppError} `VPP_FIELD_RANGE` for a route that no BGP message has place for; then nothing changes.
   */
  announce(routes: readonly OwnRoute[]): void {
    requireSendable(routes, this.#config.as);
    this.#send(routes.flatMap((route) => this.#own.set(route)));
  }

  /** Withdraws routes. Those that were not announced are ignored. */
  withdraw(names: readonly OwnRouteKey[]): void {
    this.#send(names.flatMap((name) => this.#own.delete(name)));
  }

  /**
   * Ends all sessions without NOTIFICATION: peers with graceful restart keep the routes of this speaker for its
   * `restartSeconds`, for an upgrade.
   */
  close(): void {
    this.#stop();
  }

  /** Ends all sessions with the NOTIFICATION "administrative shutdown": peers withdraw the routes of this speaker. */
  leave(): void {
    this.#stop("shutdown");
  }

  /** @internal */
  async ready(): Promise<void> {
    await this.#listener?.tried();
  }

  #stop(error?: ErrorName): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener?.close();
    for (const peer of this.#peers.values()) peer.stop(error);
  }

  #send(changes: readonly OwnChange[]): void {
    for (const peer of this.#peers.values()) peer.send(changes);
  }

  #accept(socket: Socket, from: string): void {
    const peer = this.#peers.get(from);
    if (peer !== undefined) {
      peer.accept(socket);
      return;
    }
    socket.on("error", () => {}).destroy();
    this.#strangers++;
    this.#handler.onEvent({ kind: "stranger", address: from });
  }
}

/**
 * Starts a BGP speaker, and resolves once it listens or knows why it cannot yet. It connects to its peers until it is closed;
 * what fails is told to the handler.
 *
 * @throws {VppError} `VPP_FIELD_RANGE`, `VPP_ADDRESS` for options out of range.
 */
export async function startSpeaker(options: SpeakerOptions, handler: SpeakerHandler): Promise<Speaker> {
  const speaker = new Speaker(options, handler);
  await speaker.ready();
  return speaker;
}
