import { errorText, VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import { abortError, abortedBefore, onAbort } from "../options.ts";
import { startTimer } from "../timer.ts";
import { type OwnMessages, ownMessages } from "../versions/index.ts";
import { inTime } from "../within.ts";
import { forgetAtExit, leaveAtExit } from "./exit.ts";
import { createBytes, type Entry, goodbyeBytes, readEntry } from "./handshake.ts";

/** The client's entry in VPP, and the client's own messages as VPP has them. */
export interface Registration extends Entry {
  readonly own: OwnMessages;
}

/**
 * Registers with VPP under a name. When that fails, the transport is of no use. A VPP that is only busy answers later: the
 * client leaves in order then, as it does when the process exits.
 *
 * @param name at most 63 bytes; `show api clients` lists it.
 * @param timeoutMs how long to wait for the answer; `Infinity` is allowed.
 * @throws {VppError} `VPP_CONNECT` when the peer does not speak the VPP API, lacks a message that the client itself sends, or
 * does not answer within `timeoutMs`; `VPP_ABORTED`; `VPP_FIELD_RANGE` for the name.
 */
export function register(
  transport: Transport,
  name: string,
  timeoutMs: number,
  signal?: AbortSignal | undefined,
): Promise<Registration> {
  return new Promise((resolve, reject) => {
    const attempt = new Attempt(transport, { resolve, reject });
    leaveAtExit(transport, (deadline) => leaveHandshakeSync(transport, deadline));
    send(transport, createBytes(name));
    attempt.wait(timeoutMs, signal);
    // Not before the message is sent: only a client that registers can leave in order.
    const aborted = abortedBefore(signal, "sockclnt_create");
    if (aborted !== undefined) attempt.giveUp(aborted);
  });
}

/** The two ends of a promise. */
interface Ends {
  resolve(registration: Registration): void;
  reject(reason: VppError): void;
}

/** A registration that waits for VPP's answer. */
class Attempt {
  readonly #transport: Transport;
  readonly #ends: Ends;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: () => void = () => {};

  constructor(transport: Transport, ends: Ends) {
    this.#transport = transport;
    this.#ends = ends;
    transport.onMessage = (...answer) => this.#receive(...answer);
    transport.onClose = (reason) => {
      forgetAtExit(transport);
      const closed = "it closed the connection at once; check that the path is VPP's API socket";
      this.#fail(notVpp(reason === undefined ? closed : errorText(reason), reason));
    };
  }

  /** Starts to wait, for at most `timeoutMs` and until the signal is aborted. */
  wait(timeoutMs: number, signal: AbortSignal | undefined): void {
    const giveUp = (): void => this.giveUp(silent(timeoutMs));
    // What has arrived while the process was busy is read first, between timers and immediates.
    const late = (): void => void setImmediate(() => this.#timer !== undefined && giveUp());
    this.#timer = startTimer(late, timeoutMs);
    this.#stopListening = onAbort(signal, (cause) => this.giveUp(abortError("sockclnt_create", cause)));
  }

  /** Waits no longer; an answer that still comes makes the client leave in order. */
  giveUp(reason: VppError): void {
    const transport = this.#transport;
    this.#stop();
    transport.unref();
    leaveWhenAnswered(transport, (goodbye) => send(transport, goodbye));
    this.#ends.reject(reason);
  }

  #receive(...answer: Parameters<typeof readEntry>): void {
    let entry: Entry | undefined;
    try {
      entry = readEntry(...answer);
      const own = ownMessages(entry.table);
      this.#stop();
      this.#ends.resolve({ ...entry, own });
    } catch (cause) {
      // The peer has an entry for this client, and may have one more after each attempt to reconnect.
      const goodbye = entry === undefined ? undefined : goodbyeBytes(entry);
      if (goodbye !== undefined) send(this.#transport, goodbye);
      this.#fail(
        isRefusal(cause) ? new VppError("VPP_CONNECT", cause.message, { cause }) : notVpp(errorText(cause), cause),
      );
    }
  }

  #fail(reason: VppError): void {
    this.#stop();
    this.#transport.destroy(reason);
    this.#ends.reject(reason);
  }

  #stop(): void {
    const transport = this.#transport;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stopListening();
    transport.onMessage = () => {};
    transport.onClose = () => forgetAtExit(transport);
  }
}

/**
 * Makes the client leave VPP in order when the process exits while a connection is being opened: VPP has an entry for each
 * connection, and only a client that registers can remove it.
 *
 * @param create the message by which the client would register.
 */
export function leaveIfExitComesFirst(transport: Transport, create: Buffer): void {
  transport.onClose = () => forgetAtExit(transport);
  leaveAtExit(transport, (deadline) => {
    transport.sendLastSync(create, deadline);
    leaveHandshakeSync(transport, deadline);
  });
}

/**
 * Sends the goodbye at once, without an event loop. Messages that VPP has not begun to read are dropped.
 *
 * @param deadline on the clock of `performance`, until which it may block while VPP does not read.
 */
export function sayGoodbyeSync(transport: Transport, registration: Registration, deadline: number): void {
  transport.onMessage = () => {};
  const goodbye = goodbyeBytes(registration);
  if (goodbye !== undefined) transport.sendLastSync(goodbye, deadline);
}

/** Waits for the answer to the registration without an event loop, and then leaves. */
function leaveHandshakeSync(transport: Transport, deadline: number): void {
  leaveWhenAnswered(transport, (goodbye) => transport.sendLastSync(goodbye, deadline));
}

/** Leaves once VPP has registered the client: a connection that just ends before that could leave a zombie in VPP. */
function leaveWhenAnswered(transport: Transport, say: (goodbye: Buffer) => void): void {
  transport.onMessage = (...answer) => {
    transport.onMessage = () => {};
    const goodbye = goodbyeTo(...answer);
    if (goodbye === undefined) transport.destroy();
    else say(goodbye);
  };
}

function goodbyeTo(...answer: Parameters<typeof readEntry>): Buffer | undefined {
  try {
    return goodbyeBytes(readEntry(...answer));
  } catch {
    return undefined;
  }
}

function isRefusal(reason: unknown): reason is VppError {
  return reason instanceof VppError && reason.code === "VPP_RETVAL";
}

function silent(timeoutMs: number): VppError {
  const text = `no answer to the registration${inTime(timeoutMs)}: VPP is busy, or the peer does not speak the VPP API`;
  return new VppError("VPP_CONNECT", text);
}

function notVpp(why: string, cause?: unknown): VppError {
  return new VppError("VPP_CONNECT", `the peer does not speak the VPP API: ${why}`, { cause });
}

function send(transport: Transport, message: Buffer): void {
  const offset = transport.reserve(message.length);
  transport.bytes.set(message, offset);
  transport.commit();
  transport.flush();
}
