import { createConnection, type Socket } from "node:net";
import { ipAddressFrom } from "../../address/index.ts";
import { type ErrorName, type Family, type PathAttributes, passesThrough, type Update } from "../message/index.ts";
import {
  encodeChanges,
  encodeEnds,
  type Originator,
  type OwnChange,
  type OwnRoutes,
  type ReceivedRoute,
  type RouteChange,
  type SendContext,
} from "../rib/index.ts";
import {
  Backoff,
  describeEnd,
  keepsRoutes,
  type Session,
  type SessionEnd,
  type SessionHandler,
  startSession,
  Timer,
} from "../session/index.ts";
import { localSpeaker, type PeerConfig, type SpeakerConfig } from "./config.ts";
import type { SpeakerHandler } from "./events.ts";
import { KeptRoutes } from "./kept-routes.ts";

/** The state of a peer. */
export interface PeerStatus {
  readonly address: string;
  readonly state: "idle" | "connecting" | "established";
  readonly families: readonly Family[];
  /** Families of which the peer has sent all routes in this session. */
  readonly complete: readonly Family[];
  readonly routes: number;
  readonly staleRoutes: number;
  /** Why the last session or attempt ended. */
  readonly lastError: string | undefined;
}

/** Connections of both directions that come within this time were made without knowledge of each other. */
const SIMULTANEOUS_MS = 5000;
/** How long a connection may take to be made. */
const CONNECT_SECONDS = 10;
/** One peer: connections to and from it, which of them is used, and the routes that it has announced. */
export class Peer implements SessionHandler {
  readonly config: PeerConfig;
  readonly #speaker: SpeakerConfig;
  readonly #own: OwnRoutes;
  readonly #handler: SpeakerHandler;
  readonly #routes: KeptRoutes;
  readonly #backoff = new Backoff();
  readonly #retryTimer: Timer = new Timer(() => this.#dial());
  /** All connections, and whether the peer has made them. */
  readonly #sessions = new Map<Session, { readonly isIncoming: boolean }>();
  #socket: Socket | undefined;
  #established: Session | undefined;
  readonly #complete = new Set<Family>();
  #lastError: string | undefined;
  /** Whether a session was established since the start: until then, the OPEN says that this speaker has restarted. */
  #wasEstablished = false;
  #isStopped = false;

  constructor(config: PeerConfig, speaker: SpeakerConfig, own: OwnRoutes, handler: SpeakerHandler) {
    this.config = config;
    this.#speaker = speaker;
    this.#own = own;
    this.#handler = handler;
    const { address } = config;
    const changed = (changes: readonly RouteChange[]) => handler.onRoutes(changes);
    this.#routes = new KeptRoutes(address, ipAddressFrom(address), speaker.settleSeconds, changed);
    this.#scheduleDial();
  }

  get status(): PeerStatus {
    return {
      address: this.config.address,
      state: this.#state(),
      families: this.#established?.families ?? [],
      complete: [...this.#complete],
      routes: this.#routes.size,
      staleRoutes: this.#routes.staleCount,
      lastError: this.#lastError,
    };
  }

  /** Whether the session is established, and the peer has sent all routes of all its families. */
  get isComplete(): boolean {
    return this.#established?.families.every((family) => this.#complete.has(family)) === true;
  }

  /** Returns what the peer has announced, routes of a lost session included. */
  routes(): ReceivedRoute[] {
    return this.#routes.list();
  }

  /** Takes a connection that the peer has made. */
  accept(socket: Socket): void {
    this.#start(socket, true);
  }

  /** Sends changes of this speaker's routes, if there is a session; a later session begins with all routes. */
  send(changes: readonly OwnChange[]): void {
    const session = this.#established;
    if (session === undefined) return;
    const sendable = changes.filter((change) => this.#isSendable(session, change));
    const skipped = changes.length - sendable.length;
    if (skipped > 0) this.#fault(`${skipped} IPv4 prefixes are not sent: it accepts no IPv6 next hop (RFC 8950)`);
    session.sendUpdates(encodeChanges(sendable, this.#sendContext(session)));
  }

  /** Ends all connections as a peer that is no longer configured, and withdraws its routes. */
  remove(): void {
    this.stop("deconfigured");
    this.#routes.clear();
  }

  /**
   * Ends all connections; the handler hears nothing more. With an error the peer gets a NOTIFICATION; without, it keeps the routes
   * of this speaker as if this speaker restarted.
   */
  stop(error?: ErrorName): void {
    this.#isStopped = true;
    this.#retryTimer.stop();
    this.#routes.stop();
    this.#socket?.destroy();
    for (const session of [...this.#sessions.keys()]) {
      if (error === undefined) session.close();
      else session.refuse(error);
    }
  }

  /** RFC 4271 section 6.8. */
  opened(session: Session): ErrorName | undefined {
    for (const other of [...this.#sessions.keys()]) {
      if (other === session) continue;
      if (!this.#isReplaced(other, session)) return "collision";
      if (other.state === "open-confirm") other.refuse("collision");
      else if (other.state === "established") other.close();
    }
    return undefined;
  }

  established(session: Session): void {
    for (const other of [...this.#sessions.keys()]) if (other !== session) other.close();
    this.#established = session;
    this.#wasEstablished = true;
    this.#backoff.reset();
    this.#retryTimer.stop();
    this.#lastError = undefined;
    this.#handler.onEvent({ kind: "up", peer: this.config.address, families: session.families });
    this.#routes.back(session.remote?.capabilities.gracefulRestart);
    this.send(this.#own.list());
    session.sendUpdates(encodeEnds(session.families));
  }

  update(session: Session, update: Update): void {
    for (const reason of update.faults) this.#fault(reason);
    const changes: RouteChange[] = update.withdrawn.flatMap((withdrawn) => this.#routes.withdraw(withdrawn));
    const { attributes } = update;
    if (attributes !== undefined) {
      const isOwn = this.#isOwn(session, attributes);
      const originator = originatorOf(session, attributes);
      for (const announced of update.announced) {
        changes.push(
          ...(isOwn ? this.#routes.withdraw(announced) : this.#routes.announce(announced, attributes, originator)),
        );
      }
    }
    if (changes.length > 0) this.#handler.onRoutes(changes);
    if (update.endOfRib !== undefined) this.#endOfRib(update.endOfRib);
    if (this.#routes.size > this.config.maxRoutes) session.refuse("tooManyPrefixes");
  }

  refresh(session: Session, family: Family): void {
    const changes = this.#own.list().filter((route) => route.family === family);
    session.sendUpdates(encodeChanges(changes, this.#sendContext(session)));
  }

  ended(session: Session, end: SessionEnd): void {
    this.#sessions.delete(session);
    const reason = describeEnd(end);
    if (session === this.#established) this.#down(end, reason);
    // A connection that collided with another one is no failure.
    else if (end.kind !== "closed" && this.#sessions.size === 0) this.#refused(reason);
    this.#scheduleDial();
  }

  #state(): PeerStatus["state"] {
    if (this.#established !== undefined) return "established";
    return this.#sessions.size > 0 || this.#socket !== undefined ? "connecting" : "idle";
  }

  #scheduleDial(): void {
    const isBusy = this.#isStopped || this.#established !== undefined || this.#socket !== undefined;
    const hasOutgoing = [...this.#sessions.values()].some(({ isIncoming }) => !isIncoming);
    if (this.config.connects && !isBusy && !hasOutgoing && !this.#retryTimer.isRunning) {
      this.#retryTimer.start(this.#backoff.next());
    }
  }

  /** Whether the peer has confirmed a session: then another connection would only collide with it. */
  get #isConfirmed(): boolean {
    return [...this.#sessions.keys()].some(({ state }) => state === "open-confirm" || state === "established");
  }

  #dial(): void {
    if (this.#isConfirmed) return;
    const { address, port, localAddress } = this.config;
    const socket = createConnection({ host: address, port, ...(localAddress !== undefined && { localAddress }) });
    this.#socket = socket;
    const isOver = (reason: string) => {
      this.#socket = undefined;
      socket.destroy();
      this.#refused(reason);
      this.#scheduleDial();
    };
    const fail = (error: Error) => isOver(error.message);
    const late = () => isOver(`no connection within ${CONNECT_SECONDS} s`);
    socket.setTimeout(CONNECT_SECONDS * 1000, late).once("error", fail);
    socket.once("connect", () => {
      this.#socket = undefined;
      socket.setTimeout(0).off("error", fail).off("timeout", late);
      if (this.#isStopped || this.#isConfirmed) socket.destroy();
      else this.#start(socket, false);
    });
  }

  #start(socket: Socket, isIncoming: boolean): void {
    // A peer has one connection of each direction: an older one that is not established is dead.
    for (const [old, kind] of [...this.#sessions]) {
      if (kind.isIncoming === isIncoming && old.state !== "established") old.close();
    }
    const session = startSession(socket, localSpeaker(this.#speaker, !this.#wasEstablished), this.config.as, this);
    this.#sessions.set(session, { isIncoming });
  }

  /**
   * Returns whether a connection whose OPEN has come takes the place of another one. Of two that were made at the same time, the
   * one that the speaker with the higher router ID has made is kept. A peer with graceful restart that connects later has
   * restarted (RFC 4724 section 5).
   */
  #isReplaced(other: Session, session: Session): boolean {
    const { isIncoming } = this.#sessions.get(session)!;
    const prefersIncoming = this.#speaker.routerId.compare(session.remote!.routerId) < 0;
    const isOpposite = this.#sessions.get(other)!.isIncoming !== isIncoming;
    if (isOpposite && other.ageMs < SIMULTANEOUS_MS) return isIncoming === prefersIncoming;
    if (other.state !== "established") return true;
    return isIncoming && other.remote?.capabilities.gracefulRestart !== undefined;
  }

  #isSendable(session: Session, change: OwnChange): boolean {
    const needsExtended =
      change.family === "ipv4-unicast" && change.attributes !== undefined && change.nextHop.family === 6;
    return !needsExtended || session.hasExtendedNextHop;
  }

  #sendContext({ isInternal, asBytes, families }: Session): SendContext {
    return { peer: this.config.address, ownAs: this.#speaker.as, isInternal, asBytes, families };
  }

  /** A route of this speaker that came back: it passed through its AS (RFC 4271), or a reflector sent it (RFC 4456 section 8). */
  #isOwn({ isInternal }: Session, { originatorId, asPath }: PathAttributes): boolean {
    const { as, routerId } = this.#speaker;
    return isInternal ? originatorId?.equals(routerId) === true : passesThrough(asPath, as);
  }

  #endOfRib(family: Family): void {
    this.#complete.add(family);
    this.#handler.onEvent({ kind: "end-of-rib", peer: this.config.address, family });
    this.#routes.endOfRib(family);
  }

  #down(end: SessionEnd, reason: string): void {
    this.#established = undefined;
    this.#complete.clear();
    this.#lastError = reason;
    if (this.#isStopped) return;
    const routesStaySeconds = this.#routes.lost(keepsRoutes(end));
    this.#handler.onEvent({ kind: "down", peer: this.config.address, reason, routesStaySeconds });
  }

  #refused(reason: string): void {
    // Of two connections, the other one may be established.
    if (this.#established === undefined) this.#lastError = reason;
    if (!this.#isStopped) this.#handler.onEvent({ kind: "refused", peer: this.config.address, reason });
  }

  #fault(reason: string): void {
    this.#handler.onEvent({ kind: "fault", peer: this.config.address, reason });
  }
}

function originatorOf({ remote }: Session, { asPath, originatorId }: PathAttributes): Originator {
  const as = asPath.at(-1)?.ases.at(-1) ?? remote!.as;
  return { as, routerId: originatorId ?? remote!.routerId };
}
