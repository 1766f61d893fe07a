import type { Ip4Address } from "../../address/index.ts";
import {
  type Capabilities,
  commonFamilies,
  describeNotification,
  type ErrorName,
  encodeNotification,
  encodeOpen,
  type Family,
  familyOf,
  isHardReset,
  MessageReader,
  type MessageType,
  messageOf,
  type Notification,
  notificationOf,
  type Open,
  parseNotification,
  parseOpen,
  parseUpdate,
  type Update,
  type UpdateContext,
} from "../message/index.ts";
import { Timer } from "./timer.ts";

/** The connection of a session. */
export interface Link {
  write(bytes: Buffer): void;
  /** Sends what was written, then closes. Nothing is received afterwards. */
  end(): void;
}

/** What this speaker says of itself in an OPEN message. */
export interface LocalSpeaker {
  readonly as: number;
  readonly routerId: Ip4Address;
  /** 0, or 3 to 65535; the smaller value of both ends counts. */
  readonly holdSeconds: number;
  readonly capabilities: Capabilities;
}

export type SessionState = "open-sent" | "open-confirm" | "established" | "ended";

/** How a session ended. */
export type SessionEnd =
  | { readonly kind: "sent" | "received"; readonly notification: Notification }
  | { readonly kind: "lost" | "closed" };

/** Receives what happens in a session. */
export interface SessionHandler {
  /** The peer has sent its OPEN. Returns the error that refuses it, e.g. of a collision of two connections. */
  opened(session: Session): ErrorName | undefined;
  established(session: Session): void;
  update(session: Session, update: Update): void;
  /** The peer wants all routes of a family again (RFC 2918). */
  refresh(session: Session, family: Family): void;
  /** Nothing follows. */
  ended(session: Session, end: SessionEnd): void;
}

/** RFC 4271 section 8.2.2: how long to wait for an OPEN. */
const OPEN_SECONDS = 240;
const NO_BODY = new Uint8Array(0);

/**
 * One BGP session over one connection (RFC 4271 section 8): states, timers, and what is sent and received. Which connection of a
 * peer is used, and what its routes mean, decides the handler.
 */
export class Session {
  readonly #link: Link;
  readonly #local: LocalSpeaker;
  readonly #expectedAs: number;
  readonly #handler: SessionHandler;
  readonly #reader = new MessageReader({
    message: (type, body) => this.#received(type, body),
    malformed: (error) => this.#fail(error),
  });
  readonly #holdTimer = new Timer(() => this.#fail(notificationOf("holdTimerExpired")));
  readonly #keepaliveTimer: Timer = new Timer(() => this.#keepAlive());
  #state: SessionState = "open-sent";
  #remote: Open | undefined;
  #context: UpdateContext = { families: [], isInternal: false, asBytes: 2 };
  #holdSeconds = OPEN_SECONDS;
  readonly #startedAt = performance.now();

  /** Sends the OPEN at once. */
  constructor(link: Link, local: LocalSpeaker, expectedAs: number, handler: SessionHandler) {
    this.#link = link;
    this.#local = local;
    this.#expectedAs = expectedAs;
    this.#handler = handler;
    this.#send("open", encodeOpen(local));
    this.#holdTimer.start(OPEN_SECONDS);
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The milliseconds since the connection was made. */
  get ageMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** The peer's OPEN; undefined before it came. */
  get remote(): Open | undefined {
    return this.#remote;
  }

  /** The families of which both ends send and accept routes. */
  get families(): readonly Family[] {
    return this.#context.families;
  }

  /** Whether the peer is in the AS of this speaker. */
  get isInternal(): boolean {
    return this.#context.isInternal;
  }

  /** The bytes of an AS number in AS_PATH: 4 if both ends announced it, else 2. */
  get asBytes(): 2 | 4 {
    return this.#context.asBytes;
  }

  /** Whether IPv4 prefixes can have an IPv6 next hop (RFC 8950). */
  get hasExtendedNextHop(): boolean {
    return this.#local.capabilities.extendedNextHop && this.#remote?.capabilities.extendedNextHop === true;
  }

  /** Takes received bytes. */
  receive(bytes: Buffer): void {
    this.#reader.push(bytes);
  }

  /** The connection has ended or failed. */
  lost(): void {
    this.#end({ kind: "lost" });
  }

  /** Sends the bodies of UPDATE messages. */
  sendUpdates(bodies: readonly Buffer[]): void {
    for (const body of bodies) this.#send("update", body);
  }

  /** Ends the session with a NOTIFICATION. */
  refuse(error: ErrorName, data: Uint8Array = NO_BODY): void {
    this.#fail(notificationOf(error, data));
  }

  /** Closes the connection without NOTIFICATION: a peer with graceful restart keeps the routes of this speaker. */
  close(): void {
    this.#end({ kind: "closed" });
  }

  #received(type: MessageType, body: Buffer): void {
    if (this.#holdSeconds > 0) this.#holdTimer.start(this.#holdSeconds);
    if (type === "notification") this.#end({ kind: "received", notification: parseNotification(body) });
    else if (this.#state === "open-sent" && type === "open") this.#opened(body);
    else if (this.#state === "open-confirm" && type === "keepalive") this.#established();
    else if (this.#state === "established" && type !== "open") this.#receivedInEstablished(type, body);
    else this.#fail(notificationOf(UNEXPECTED[this.#state]));
  }

  #opened(body: Buffer): void {
    const open = parseOpen(body);
    if ("code" in open) {
      this.#fail(open);
      return;
    }
    this.#remote = open;
    this.#context = this.#contextOf(open);
    const error = this.#errorOf(open) ?? this.#handler.opened(this);
    if (error !== undefined) this.#fail(notificationOf(error));
    // The handler may have ended this session.
    else if (this.#state === "open-sent") this.#confirm(open);
  }

  #confirm({ holdSeconds }: Open): void {
    this.#state = "open-confirm";
    this.#holdSeconds = Math.min(holdSeconds, this.#local.holdSeconds);
    if (this.#holdSeconds === 0) this.#holdTimer.stop();
    else this.#holdTimer.start(this.#holdSeconds);
    this.#keepAlive();
  }

  #contextOf({ as, capabilities }: Open): UpdateContext {
    const { as: ownAs, capabilities: own } = this.#local;
    // A speaker without the capability of RFC 4760 has IPv4 unicast only.
    const families = capabilities.families.length === 0 ? (["ipv4-unicast"] as const) : capabilities.families;
    return {
      families: commonFamilies(own, { ...capabilities, families }),
      isInternal: as === ownAs,
      asBytes: capabilities.fourOctetAs !== undefined && own.fourOctetAs !== undefined ? 4 : 2,
    };
  }

  #errorOf({ as, routerId }: Open): ErrorName | undefined {
    if (as !== this.#expectedAs) return "badPeerAs";
    if (routerId.equals(this.#local.routerId)) return "badRouterId";
    return this.#context.families.length === 0 ? "unsupportedCapability" : undefined;
  }

  #established(): void {
    this.#state = "established";
    this.#handler.established(this);
  }

  #receivedInEstablished(type: MessageType, body: Buffer): void {
    if (type === "update") this.#updated(body);
    else if (type === "route-refresh") this.#refreshed(body);
  }

  #updated(body: Buffer): void {
    const update = parseUpdate(body, this.#context);
    if ("code" in update) this.#fail(update);
    else this.#handler.update(this, update);
  }

  #refreshed(body: Buffer): void {
    const family = familyOf(body.readUInt16BE(0), body[3]!);
    if (family !== undefined && this.families.includes(family)) this.#handler.refresh(this, family);
  }

  /** RFC 4271 section 10: a third of the hold time. */
  #keepAlive(): void {
    this.#send("keepalive", NO_BODY);
    if (this.#holdSeconds > 0) this.#keepaliveTimer.start(this.#holdSeconds / 3);
  }

  #send(type: MessageType, body: Uint8Array): void {
    if (this.#state !== "ended") this.#link.write(messageOf(type, body));
  }

  #fail(notification: Notification): void {
    this.#send("notification", encodeNotification(notification));
    this.#end({ kind: "sent", notification });
  }

  #end(end: SessionEnd): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#reader.stop();
    this.#holdTimer.stop();
    this.#keepaliveTimer.stop();
    if (end.kind !== "lost") this.#link.end();
    this.#handler.ended(this, end);
  }
}

/** RFC 6608. */
const UNEXPECTED: Readonly<Record<SessionState, ErrorName>> = {
  "open-sent": "unexpectedInOpenSent",
  "open-confirm": "unexpectedInOpenConfirm",
  established: "unexpectedInEstablished",
  ended: "unexpectedInEstablished",
};

/** A peer with graceful restart keeps routes after a NOTIFICATION too (RFC 8538), unless it says otherwise. */
export function keepsRoutes(end: SessionEnd): boolean {
  return !("notification" in end) || !isHardReset(end.notification);
}

/** Returns how a session ended, in words. */
export function describeEnd(end: SessionEnd): string {
  if ("notification" in end) return `NOTIFICATION ${end.kind}: ${describeNotification(end.notification)}`;
  return end.kind === "lost" ? "the connection was lost" : "closed by this speaker";
}
