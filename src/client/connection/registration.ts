import { sockclntCreate, sockclntDelete } from "../../binapi/memclnt.ts";
import { errorText, VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import {
  HEADER_BYTES,
  type Input,
  type Message,
  MessageTable,
  messageBytes,
  readMessageId,
  WireWriter,
  writeFields,
  writeReplyHeader,
  writeRequestHeader,
} from "../../wire/index.ts";
import { abortError, abortedBefore, onAbort } from "../options.ts";
import { type OwnRoutes, ownRoutes } from "../versions/index.ts";
import { forgetAtExit, leaveAtExit } from "./exit.ts";

/**
 * The two ids that a client knows before it has the message table. They hold in every release.
 *
 * @see VPP src/vlibmemory/memclnt.api
 */
const SOCKCLNT_CREATE_ID = 15;
const SOCKCLNT_CREATE_REPLY_ID = 16;

/** VPP reads the name up to a NUL, for which the field must have room. */
const MOST_NAME_BYTES = 63;

/** Nothing else waits for an answer before registration and behind the goodbye, so any context does. */
const CONTEXT = 1;

/** What VPP answers to a client that registers. */
interface Answer {
  /** What every request carries: the four bytes that VPP gave. */
  readonly clientIndex: number;
  readonly table: MessageTable;
}

/** The client's entry in VPP. */
export interface Registration extends Answer {
  readonly own: OwnRoutes;
}

/**
 * Registers with VPP under a name, and gives what VPP answers. The transport is of no use when it fails. A VPP that is only
 * busy answers later: then, nobody being there any more, the client leaves in order; so it does when the process exits.
 *
 * @param name at most 63 bytes; `show api clients` lists it.
 * @param timeoutMs how long to wait for the answer; `Infinity` is allowed.
 * @throws {VppError} `VPP_CONNECT` when whoever listens does not answer as VPP does, lacks a message that the client itself
 * sends, or does not answer within `timeoutMs`; `VPP_ABORTED`; `VPP_FIELD_RANGE` for the name.
 */
export function register(
  transport: Transport,
  name: string,
  timeoutMs: number,
  signal?: AbortSignal | undefined,
): Promise<Registration> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      timer = undefined;
      stopListening();
      transport.onMessage = () => {};
      transport.onClose = () => forgetAtExit(transport);
    };
    const fail = (error: VppError): void => {
      stop();
      transport.destroy(error);
      reject(error);
    };
    const giveUp = (error: VppError): void => {
      stop();
      transport.unref();
      leaveWhenAnswered(transport, (goodbye) => send(transport, goodbye));
      reject(error);
    };
    const silent = (): void => giveUp(notVpp(`no answer within ${timeoutMs} ms`));
    // What has arrived while the process was busy is read first, between timers and immediates.
    const late = (): void => void setImmediate(() => timer !== undefined && silent());
    // A timer of Node.js takes what is longer than 2^31 ms for nothing at all.
    let timer = timeoutMs < 2 ** 31 ? setTimeout(late, timeoutMs) : undefined;
    const stopListening = onAbort(signal, (cause) => giveUp(abortError("sockclnt_create", cause)));
    transport.onClose = (reason) => {
      forgetAtExit(transport);
      fail(notVpp(reason === undefined ? "closed the connection at once" : errorText(reason), reason));
    };
    transport.onMessage = (bytes, view, offset, byteLength) => {
      let answer: Answer | undefined;
      try {
        answer = readAnswer(bytes, view, offset, byteLength);
        const own = ownRoutes(answer.table);
        stop();
        resolve({ ...answer, own });
      } catch (cause) {
        // The peer has an entry for this client, and may have one more after each attempt to reconnect.
        const goodbye = answer === undefined ? undefined : goodbyeBytes(answer);
        if (goodbye !== undefined) send(transport, goodbye);
        fail(notVpp(errorText(cause), cause));
      }
    };
    leaveAtExit(transport, (deadline) => leaveHandshakeSync(transport, deadline));
    send(transport, createBytes(name));
    // Not before: only who registers can leave in order.
    const aborted = abortedBefore(signal, "sockclnt_create");
    if (aborted !== undefined) giveUp(aborted);
  });
}

/**
 * While a connection is being opened, leaves VPP in order when the process exits: VPP has an entry for each connection, and
 * only who registers can take it back.
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

/** Without an event loop; VPP's answer is still to be waited for. */
function leaveHandshakeSync(transport: Transport, deadline: number): void {
  leaveWhenAnswered(transport, (goodbye) => transport.sendLastSync(goodbye, deadline));
}

/** VPP registers the client when it comes to it: a plain end of the connection could leave a zombie then. */
function leaveWhenAnswered(transport: Transport, say: (goodbye: Buffer) => void): void {
  transport.onMessage = (bytes, view, offset, byteLength) => {
    transport.onMessage = () => {};
    const goodbye = goodbyeOf(bytes, view, offset, byteLength);
    if (goodbye === undefined) transport.destroy();
    else say(goodbye);
  };
}

function goodbyeOf(...answer: Parameters<typeof readAnswer>): Buffer | undefined {
  try {
    return goodbyeBytes(readAnswer(...answer));
  } catch {
    return undefined;
  }
}

/**
 * Sends the goodbye at once, without an event loop: what VPP has not begun to read is dropped.
 *
 * @param deadline on the clock of `performance`, until which it may block while VPP does not read.
 */
export function sayGoodbyeSync(transport: Transport, registration: Registration, deadline: number): void {
  transport.onMessage = () => {};
  const goodbye = goodbyeBytes(registration);
  if (goodbye !== undefined) transport.sendLastSync(goodbye, deadline);
}

function notVpp(why: string, cause?: unknown): VppError {
  return new VppError("VPP_CONNECT", `whoever listens does not answer as VPP does: ${why}`, { cause });
}

/**
 * The message by which a client registers.
 *
 * @throws {VppError} `VPP_FIELD_RANGE`.
 */
export function createBytes(name: string): Buffer {
  if (Buffer.byteLength(name) > MOST_NAME_BYTES) {
    throw new VppError("VPP_FIELD_RANGE", `name: more than ${MOST_NAME_BYTES} bytes`);
  }
  return encode(sockclntCreate, { name }, (view) => writeReplyHeader(view, 0, SOCKCLNT_CREATE_ID, CONTEXT));
}

/** The message by which a client leaves; undefined when whoever listens does not have it, and so is not VPP. */
function goodbyeBytes({ clientIndex, table }: Answer): Buffer | undefined {
  // One version of the message serves every release.
  const id = table.find(sockclntDelete);
  if (id === undefined) return undefined;
  const fields = { index: clientIndex };
  return encode(sockclntDelete, fields, (view) => writeRequestHeader(view, 0, id, clientIndex, CONTEXT));
}

function encode<T>(message: Message<T>, fields: Input<T>, writeHeader: (view: DataView) => void): Buffer {
  const bytes = Buffer.alloc(messageBytes(message, fields));
  const writer = new WireWriter().over(bytes);
  writeHeader(writer.view);
  writeFields(writer, 0, message, fields);
  return bytes;
}

function send(transport: Transport, message: Buffer): void {
  const offset = transport.reserve(message.length);
  transport.bytes.set(message, offset);
  transport.commit();
  transport.flush();
}

/**
 * `sockclnt_create_reply`, behind a request's header:
 *
 *   0             4             8         10
 *   +-------------+-------------+---------+------------------
 *   | response i32|  index u32  |count u16| the message table
 *   +-------------+-------------+---------+------------------
 */
function readAnswer(bytes: Buffer, view: DataView, offset: number, byteLength: number): Answer {
  const id = readMessageId(view, offset);
  if (id !== SOCKCLNT_CREATE_REPLY_ID) throw new VppError("VPP_FRAME", `message ${id} answers the registration`);
  const end = offset + byteLength;
  const at = offset + HEADER_BYTES.request;
  if (at + 10 > end) throw new VppError("VPP_WIRE_RANGE", `an answer of ${byteLength} bytes is too short`);
  const response = view.getInt32(at);
  if (response < 0) throw new VppError("VPP_RETVAL", `it refuses the registration (${response})`);
  const table = new MessageTable(bytes.subarray(0, end), at + 10, view.getUint16(at + 8));
  return { clientIndex: view.getUint32(at + 4), table };
}
