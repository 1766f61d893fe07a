import type { IpAddress } from "../../address/index.ts";
import type { Family, GracefulRestart, Withdrawn } from "../message/index.ts";
import { PeerRoutes, type RouteChange } from "../rib/index.ts";
import { Timer } from "../session/index.ts";

/**
 * How long withdrawn routes of a peer with graceful restart stay. A gobgpd that is stopped ends the session of one client after the
 * other: each client hears first that the routes of those before it are withdrawn, and some milliseconds later that its session
 * ends.
 */
const LEAVE_SECONDS = 0.1;

/** The routes of a peer over the loss and return of its sessions (RFC 4724 section 4.2). */
export class KeptRoutes extends PeerRoutes {
  readonly #address: IpAddress;
  readonly #settleSeconds: number;
  readonly #changed: (changes: readonly RouteChange[]) => void;
  /** What the peer announced of itself in the session that is established. */
  #restart: GracefulRestart | undefined;
  /** The families whose routes are stale, and wait for the End of RIB of a new session. */
  #awaited: readonly Family[] = [];
  readonly #restartTimer: Timer = new Timer(() => this.#giveUp(this.#awaited));
  readonly #settleTimers = new Map<Family, Timer>();
  readonly #leaveTimer: Timer = new Timer(() => this.#changed(this.removeLeaving()));

  /**
   * @param peer the address of the peer, and `address` its value.
   * @param changed receives the changes that do not come of a call: of time.
   */
  constructor(
    peer: string,
    address: IpAddress,
    settleSeconds: number,
    changed: (changes: readonly RouteChange[]) => void,
  ) {
    super(peer);
    this.#address = address;
    this.#settleSeconds = settleSeconds;
    this.#changed = (changes) => changes.length > 0 && changed(changes);
  }

  override withdraw(withdrawn: Withdrawn): RouteChange[] {
    if (this.#restart === undefined) return super.withdraw(withdrawn);
    this.markLeaving(withdrawn);
    if (!this.#leaveTimer.isRunning) this.#leaveTimer.start(LEAVE_SECONDS);
    return [];
  }

  /** A session is established; the peer announced this in its OPEN. */
  back(restart: GracefulRestart | undefined): void {
    this.#restart = restart;
    const families = restart?.families ?? [];
    this.#giveUp(this.#awaited.filter((family) => !families.some((each) => each.family === family)));
    for (const { family, isForwarding } of families) {
      // Without F the peer does not forward: that matters only for routes that lead through it.
      if (!isForwarding && this.#awaited.includes(family)) this.#changed(this.removeVia(family, this.#address));
    }
    if (restart !== undefined && this.#awaited.length > 0) this.#restartTimer.start(restart.restartSeconds);
  }

  /** The peer has announced all routes of a family. What is stale then goes later: its own clients may not be back yet. */
  endOfRib(family: Family): void {
    if (!this.#awaited.includes(family)) return;
    this.#awaited = this.#awaited.filter((each) => each !== family);
    const timer = new Timer(() => this.#changed(this.removeStale([family])));
    this.#settleTimers.set(family, timer);
    timer.start(this.#settleSeconds);
  }

  /**
   * The session was lost. Returns for how many seconds the routes stay; 0 if there are none.
   *
   * @param isKept false if the peer said that its routes must not stay.
   */
  lost(isKept: boolean): number {
    this.stop();
    const restart = isKept ? this.#restart : undefined;
    this.#restart = undefined;
    this.#awaited = (restart?.families ?? []).map(({ family }) => family);
    const seconds = restart?.restartSeconds ?? 0;
    this.#restartTimer.start(seconds);
    this.#changed(this.markStale(this.#awaited));
    return this.size === 0 ? 0 : seconds;
  }

  /** Removes all routes. */
  clear(): void {
    this.stop();
    this.#changed(this.markStale([]));
  }

  /** Ends all waiting. */
  stop(): void {
    for (const timer of [this.#restartTimer, this.#leaveTimer, ...this.#settleTimers.values()]) timer.stop();
    this.#settleTimers.clear();
  }

  #giveUp(families: readonly Family[]): void {
    this.#awaited = this.#awaited.filter((family) => !families.includes(family));
    this.#changed(this.removeStale(families));
  }
}
