import { printableJson } from "../../printable.ts";
import { ByteWriter } from "./byte-writer.ts";

/** Why a session ends (RFC 4271 section 4.5): the body of a NOTIFICATION message. */
export interface Notification {
  readonly code: number;
  readonly subcode: number;
  /** What the sender adds; its form depends on code and subcode. */
  readonly data: Uint8Array;
}

/** An error that this speaker sends. */
export type ErrorName =
  | "notSynchronized"
  | "badMessageLength"
  | "badMessageType"
  | "openUnspecific"
  | "unsupportedVersion"
  | "badPeerAs"
  | "badRouterId"
  | "unsupportedParameter"
  | "unacceptableHoldTime"
  | "unsupportedCapability"
  | "malformedAttributes"
  | "unrecognizedWellKnown"
  | "optionalAttribute"
  | "invalidNetwork"
  | "holdTimerExpired"
  | "unexpectedInOpenSent"
  | "unexpectedInOpenConfirm"
  | "unexpectedInEstablished"
  | "tooManyPrefixes"
  | "shutdown"
  | "deconfigured"
  | "rejected"
  | "collision"
  | "outOfResources";

/** Code and subcode of each error. */
const ERRORS: Readonly<Record<ErrorName, readonly [code: number, subcode: number]>> = {
  notSynchronized: [1, 1],
  badMessageLength: [1, 2],
  badMessageType: [1, 3],
  openUnspecific: [2, 0],
  unsupportedVersion: [2, 1],
  badPeerAs: [2, 2],
  badRouterId: [2, 3],
  unsupportedParameter: [2, 4],
  unacceptableHoldTime: [2, 6],
  unsupportedCapability: [2, 7],
  malformedAttributes: [3, 1],
  unrecognizedWellKnown: [3, 2],
  optionalAttribute: [3, 9],
  invalidNetwork: [3, 10],
  holdTimerExpired: [4, 0],
  unexpectedInOpenSent: [5, 1],
  unexpectedInOpenConfirm: [5, 2],
  unexpectedInEstablished: [5, 3],
  tooManyPrefixes: [6, 1],
  shutdown: [6, 2],
  deconfigured: [6, 3],
  rejected: [6, 5],
  collision: [6, 7],
  outOfResources: [6, 8],
};

const CEASE = 6;
const SHUTDOWN_SUBCODES: readonly number[] = [2, 4];
const HARD_RESET = 9;
/** The maximum length of the text of a shutdown (RFC 9003 section 2). */
const MAX_TEXT_BYTES = 255;

const NO_DATA = new Uint8Array(0);

/** The words for each code and subcode (IANA BGP error codes and subcodes). */
const WORDS: Readonly<Record<number, { readonly code: string; readonly subcodes: readonly (string | undefined)[] }>> = {
  1: {
    code: "message header error",
    subcodes: [undefined, "connection not synchronized", "bad message length", "bad message type"],
  },
  2: {
    code: "OPEN message error",
    subcodes: [
      undefined,
      "unsupported version number",
      "bad peer AS",
      "bad BGP identifier",
      "unsupported optional parameter",
      undefined,
      "unacceptable hold time",
      "unsupported capability",
      undefined,
      undefined,
      undefined,
      "role mismatch",
    ],
  },
  3: {
    code: "UPDATE message error",
    subcodes: [
      undefined,
      "malformed attribute list",
      "unrecognized well-known attribute",
      "missing well-known attribute",
      "attribute flags error",
      "attribute length error",
      "invalid ORIGIN attribute",
      undefined,
      "invalid NEXT_HOP attribute",
      "optional attribute error",
      "invalid network field",
      "malformed AS_PATH",
    ],
  },
  4: { code: "hold timer expired", subcodes: [] },
  5: {
    code: "finite state machine error",
    subcodes: [
      undefined,
      "unexpected message in OpenSent",
      "unexpected message in OpenConfirm",
      "unexpected message in Established",
    ],
  },
  6: {
    code: "cease",
    subcodes: [
      undefined,
      "maximum number of prefixes reached",
      "administrative shutdown",
      "peer de-configured",
      "administrative reset",
      "connection rejected",
      "other configuration change",
      "connection collision resolution",
      "out of resources",
      "hard reset",
      "BFD down",
    ],
  },
  7: { code: "ROUTE-REFRESH message error", subcodes: [undefined, "invalid message length"] },
  8: { code: "send hold timer expired", subcodes: [] },
};

/** Returns the notification of an error. */
export function notificationOf(error: ErrorName, data: Uint8Array = NO_DATA): Notification {
  const [code, subcode] = ERRORS[error];
  return { code, subcode, data };
}

/** Reads the body of a NOTIFICATION. One that is too short has code 0, since the session ends anyway. */
export function parseNotification(body: Buffer): Notification {
  return { code: body[0] ?? 0, subcode: body[1] ?? 0, data: Buffer.from(body.subarray(2)) };
}

/** Returns the body of a NOTIFICATION message. */
export function encodeNotification({ code, subcode, data }: Notification): Buffer {
  return new ByteWriter().u8(code).u8(subcode).bytes(data).finish();
}

/** Returns whether the receiver must not keep routes of the session, although both ends announced RFC 8538 (section 4). */
export function isHardReset({ code, subcode }: Notification): boolean {
  return code === CEASE && subcode === HARD_RESET;
}

/**
 * Returns a notification in words, e.g. `cease: administrative shutdown (6/2): "maintenance"`. The text that the peer adds to a
 * shutdown (RFC 9003) is quoted and escaped.
 */
export function describeNotification(notification: Notification): string {
  const { code, subcode } = notification;
  const words = WORDS[code];
  const name = [words?.code ?? "unknown error", words?.subcodes[subcode]].filter(Boolean).join(": ");
  const text = textOf(notification);
  return `${name} (${code}/${subcode})${text === undefined ? "" : `: ${printableJson(text)}`}`;
}

function textOf({ code, subcode, data }: Notification): string | undefined {
  if (code !== CEASE || !SHUTDOWN_SUBCODES.includes(subcode)) return undefined;
  const length = data[0] ?? 0;
  const isText = length > 0 && length <= MAX_TEXT_BYTES && length < data.length;
  return isText ? Buffer.from(data.subarray(1, 1 + length)).toString("utf8") : undefined;
}
