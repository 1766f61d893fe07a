import { Ip4Address, type Ip4AddressInput, ipAddressFrom } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import { FAMILIES, MAX_RESTART_SECONDS, MIN_HOLD_SECONDS } from "../message/index.ts";
import type { LocalSpeaker } from "../session/index.ts";

/** What a speaker says, with whom it speaks, and how long it waits. */
export interface SpeakerOptions {
  /** The AS number of this speaker: 1 to 4294967295. */
  readonly as: number;
  /** The BGP identifier: not 0.0.0.0, and different from those of all peers. */
  readonly routerId: Ip4AddressInput;
  /** Where to accept connections; undefined: nowhere, this speaker only connects. */
  readonly listen?: { readonly address?: string; readonly port?: number };
  readonly peers: readonly PeerOptions[];
  /** Seconds without a message after which a session ends: 3 to 65535, or 0 for never; default 90. The smaller one of both ends counts. */
  readonly holdSeconds?: number;
  /** Seconds for which peers shall keep the routes of this speaker after a lost session: 0 to 4095; default 120. */
  readonly restartSeconds?: number;
  /** Seconds from the End of RIB to the removal of routes that a returned peer has not announced again; default 30. */
  readonly settleSeconds?: number;
}

/** A speaker with which this one has a session. */
export interface PeerOptions {
  /** An IPv4 or IPv6 address. */
  readonly address: string;
  /** Default 179. */
  readonly port?: number;
  /** The AS number of the peer; default: that of this speaker. */
  readonly as?: number;
  /** Whether this speaker connects; default true. It accepts connections of the peer in any case. */
  readonly connects?: boolean;
  /** The source address of connections to the peer; default: the kernel chooses. */
  readonly localAddress?: string;
  /** The peer may announce this many routes; default 1 000 000. */
  readonly maxRoutes?: number;
}

/** A peer as it is configured, with all defaults. */
export interface PeerConfig {
  readonly address: string;
  readonly port: number;
  readonly as: number;
  /** Whether this speaker connects; it accepts connections of the peer in any case. */
  readonly connects: boolean;
  /** The source address of connections; undefined: the kernel chooses. */
  readonly localAddress: string | undefined;
  readonly maxRoutes: number;
}

/** The options with all defaults, but the peers. */
export interface SpeakerConfig {
  readonly as: number;
  readonly routerId: Ip4Address;
  readonly listen: { readonly address: string; readonly port: number } | undefined;
  readonly holdSeconds: number;
  readonly restartSeconds: number;
  readonly settleSeconds: number;
}

/** The greatest values of options, in the units of the options, and the least hold time that is not 0. */
export const SPEAKER_LIMITS: {
  readonly as: number;
  readonly port: number;
  readonly minHoldSeconds: number;
  readonly holdSeconds: number;
  readonly restartSeconds: number;
  /** A day. */
  readonly settleSeconds: number;
} = {
  as: 0xffffffff,
  port: 65535,
  minHoldSeconds: MIN_HOLD_SECONDS,
  holdSeconds: 65535,
  restartSeconds: MAX_RESTART_SECONDS,
  settleSeconds: 86_400,
};

/** The values of options that are left out. */
export const SPEAKER_DEFAULTS: {
  readonly port: number;
  readonly holdSeconds: number;
  readonly restartSeconds: number;
  readonly settleSeconds: number;
} = { port: 179, holdSeconds: 90, restartSeconds: 120, settleSeconds: 30 };

const DEFAULT_MAX_ROUTES = 1_000_000;
const ANY_ADDRESS = "::";

/** Checks the options and adds defaults. @throws {VppError} `VPP_FIELD_RANGE`, `VPP_ADDRESS`: the text names the option. */
export function configFrom(options: SpeakerOptions): SpeakerConfig {
  const { as, listen } = options;
  const { holdSeconds = SPEAKER_DEFAULTS.holdSeconds, restartSeconds = SPEAKER_DEFAULTS.restartSeconds } = options;
  const { settleSeconds = SPEAKER_DEFAULTS.settleSeconds } = options;
  const routerId = Ip4Address.from(options.routerId);
  if (routerId.word === 0) throw outOfRange("routerId", routerId, "an IPv4 address other than 0.0.0.0");
  requireWhole("as", as, 1, SPEAKER_LIMITS.as);
  if (holdSeconds !== 0) requireWhole("holdSeconds", holdSeconds, MIN_HOLD_SECONDS, SPEAKER_LIMITS.holdSeconds);
  requireWhole("restartSeconds", restartSeconds, 0, MAX_RESTART_SECONDS);
  requireWhole("settleSeconds", settleSeconds, 0, SPEAKER_LIMITS.settleSeconds);
  const { address = ANY_ADDRESS, port = SPEAKER_DEFAULTS.port } = listen ?? {};
  requireWhole("listen.port", port, 0, SPEAKER_LIMITS.port);
  return { as, routerId, listen: listen && { address, port }, holdSeconds, restartSeconds, settleSeconds };
}

/** Checks the peers and adds defaults. @throws {VppError} as `configFrom`. */
export function peerConfigsFrom(peers: readonly PeerOptions[], { as }: SpeakerConfig): PeerConfig[] {
  const configs = peers.map((peer, at) => peerConfigFrom(peer, at, as));
  requireDistinct(configs);
  return configs;
}

/** Returns what a speaker says of itself in an OPEN. */
export function localSpeaker(config: SpeakerConfig, hasRestarted: boolean): LocalSpeaker {
  const { as, routerId, holdSeconds, restartSeconds } = config;
  const families = FAMILIES.map((family) => ({ family, isForwarding: true }));
  const gracefulRestart = { hasRestarted, staysAfterNotification: true, restartSeconds, families };
  const rest = { families: FAMILIES, routeRefresh: true, extendedNextHop: true, fourOctetAs: as };
  return { as, routerId, holdSeconds, capabilities: { ...rest, gracefulRestart } };
}

function peerConfigFrom(peer: PeerOptions, at: number, ownAs: number): PeerConfig {
  const { port = SPEAKER_DEFAULTS.port, as = ownAs, connects = true } = peer;
  const { localAddress, maxRoutes = DEFAULT_MAX_ROUTES } = peer;
  const address = String(ipAddressFrom(peer.address));
  requireWhole(`peers[${at}].port`, port, 1, SPEAKER_LIMITS.port);
  requireWhole(`peers[${at}].as`, as, 1, SPEAKER_LIMITS.as);
  requireWhole(`peers[${at}].maxRoutes`, maxRoutes, 1, Number.MAX_SAFE_INTEGER);
  if (localAddress !== undefined) ipAddressFrom(localAddress);
  return { address, port, as, connects, localAddress, maxRoutes };
}

function requireDistinct(peers: readonly PeerConfig[]): void {
  const seen = new Set<string>();
  for (const { address } of peers) {
    if (seen.has(address)) throw new VppError("VPP_FIELD_RANGE", `peers: ${address} is named twice`);
    seen.add(address);
  }
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw outOfRange(name, value, `a whole number from ${min} to ${max}`);
}

function outOfRange(name: string, value: unknown, wanted: string): VppError {
  return new VppError("VPP_FIELD_RANGE", `${name} is ${value}: it must be ${wanted}`);
}
