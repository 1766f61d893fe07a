import { parseIpAddress } from "../address/index.ts";
import {
  encodePath,
  type PeerOptions,
  type PeerStatus,
  type Speaker,
  type SpeakerEvent,
  startSpeaker,
} from "../bgp/index.ts";
import { type Change, isChange, type Outcome, outcomesOf } from "./change.ts";
import type { InjectorConfig, InjectorPeer } from "./config.ts";
import { type InjectorEvent, type ListedPolicy, type PeerReach, peerEventOf } from "./events.ts";
import { keyOfPolicy, type Policy, routeOf } from "./policy.ts";
import { type KeptPolicy, loadState, saveState } from "./state-file.ts";

/** Announces policies to its peers, and keeps them in a file. */
export class Injector {
  readonly #config: InjectorConfig;
  readonly #policies: Map<string, KeptPolicy>;
  readonly #listeners = new Set<(event: InjectorEvent) => void>();
  /** The last event of each peer: an attempt to connect that fails again as before is not reported. */
  readonly #lastTexts = new Map<string, string>();
  #speaker: Speaker | undefined;

  /** @internal Use `startInjector`. */
  constructor(config: InjectorConfig) {
    this.#config = config;
    this.#policies = new Map(loadState(config.stateFile).map((kept) => [keyOfPolicy(kept.policy), kept]));
  }

  /** @internal */
  async start(): Promise<void> {
    const { as, routerId, listen, peers } = this.#config;
    const options = { as, routerId, peers: peers.map((peer) => this.#optionsOf(peer)), ...(listen && { listen }) };
    const handler = { onRoutes: () => {}, onEvent: (event: SpeakerEvent) => this.#report(event) };
    this.#speaker = await startSpeaker(options, handler);
    // At once: a peer that gets the End of RIB first would withdraw what it has kept of the policies.
    this.#speaker.announce([...this.#policies.values()].map(({ policy }) => routeOf(policy, this.#config)));
  }

  /** The port on which peers are accepted. */
  get port(): number | undefined {
    return this.#speaker?.port;
  }

  /**
   * Makes a change: first in the state file, then towards the peers.
   *
   * @throws {VppError} `VPP_FIELD_RANGE` for a policy that is longer than a BGP message, `VPP_FILE` if the state file cannot be
   * written; then nothing changes.
   */
  change(change: Change, isDryRun: boolean): Outcome[] {
    for (const policy of change.set) encodePath(routeOf(policy, this.#config));
    const outcomes = outcomesOf(
      change,
      [...this.#policies.values()].map(({ policy }) => policy),
    );
    const events = outcomes.filter(isChange);
    if (isDryRun || events.length === 0) return outcomes;
    const gone = events.filter(({ kind }) => kind === "deleted").map(({ policy }) => policy);
    const set = events.filter(({ kind }) => kind !== "deleted").map(({ policy }) => policy);
    this.#keep(set, gone);
    this.#speaker?.announce(set.map((policy) => routeOf(policy, this.#config)));
    this.#speaker?.withdraw(gone.map((policy) => routeOf(policy, this.#config)));
    for (const event of events) this.#emit(event);
    return outcomes;
  }

  /** Returns all policies, and which peers have them. */
  list(): ListedPolicy[] {
    const statuses = new Map(this.#speaker?.peers.map((status) => [status.address, reachOf(status)]));
    return [...this.#policies.values()].map(({ policy, since }) => {
      const { to = [...statuses.keys()] } = routeOf(policy, this.#config);
      return { policy, since, peers: to.flatMap((address) => statuses.get(address) ?? []) };
    });
  }

  /** Calls `listener` for each event, until the returned function is called. */
  listen(listener: (event: InjectorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the sessions; peers keep the policies for the restart time, within which another injector takes over. */
  close(): void {
    this.#speaker?.close();
  }

  #optionsOf({ address, port, as }: InjectorPeer): PeerOptions {
    const isSameFamily = parseIpAddress(address).family === this.#config.address.family;
    const localAddress = isSameFamily ? { localAddress: String(this.#config.address) } : {};
    return { address, ...(port !== undefined && { port }), ...(as !== undefined && { as }), ...localAddress };
  }

  #keep(set: readonly Policy[], gone: readonly Policy[]): void {
    const next = new Map(this.#policies);
    const since = new Date();
    for (const policy of set) next.set(keyOfPolicy(policy), { policy, since });
    for (const policy of gone) next.delete(keyOfPolicy(policy));
    saveState(this.#config.stateFile, next.values());
    this.#policies.clear();
    for (const [key, kept] of next) this.#policies.set(key, kept);
  }

  #report(event: SpeakerEvent): void {
    const reported = peerEventOf(event);
    if (reported === undefined) return;
    const peer = "peer" in event ? event.peer : event.kind;
    if (this.#lastTexts.get(peer) === reported.text) return;
    this.#lastTexts.set(peer, reported.text);
    this.#emit(reported);
  }

  #emit(event: InjectorEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/**
 * Starts an injector with the policies of its state file.
 *
 * @throws {VppError} `VPP_FILE` for a state file that cannot be read or replaced; `VPP_FIELD_RANGE`, `VPP_ADDRESS` for options
 * out of range, or a policy of the state file that is longer than a BGP message.
 */
export async function startInjector(
  config: InjectorConfig,
  listener: (event: InjectorEvent) => void,
): Promise<Injector> {
  const injector = new Injector(config);
  injector.listen(listener);
  try {
    await injector.start();
    return injector;
  } catch (reason) {
    injector.close();
    throw reason;
  }
}

function reachOf({ address, state, families, lastError }: PeerStatus): PeerReach {
  if (state !== "established") return { address, isSent: false, reason: lastError ?? "no session yet" };
  return families.includes("ipv6-sr-policy")
    ? { address, isSent: true }
    : { address, isSent: false, reason: "it takes no SR policies" };
}
