import { Ip4Address } from "../../address/index.ts";
import { ByteWriter } from "./byte-writer.ts";
import { type Capabilities, parseCapabilities, writeCapabilities } from "./capabilities.ts";
import { type Notification, notificationOf } from "./notification.ts";

/** An OPEN message (RFC 4271 section 4.2). */
export interface Open {
  /** The AS of the sender: of its capability (RFC 6793), else of the field of 2 bytes. */
  readonly as: number;
  /** Seconds: 0 (no keepalives) or 3 to 65535. */
  readonly holdSeconds: number;
  /** The BGP identifier: not 0 (RFC 6286). */
  readonly routerId: Ip4Address;
  readonly capabilities: Capabilities;
}

const VERSION = 4;
const FIXED_BYTES = 10;
/** The least hold time beside 0. */
export const MIN_HOLD_SECONDS = 3;
const CAPABILITIES_PARAMETER = 2;
/** RFC 9072: as length and first type, these announce lengths of two bytes. */
const EXTENDED = 255;
/** RFC 6793: in the field of 2 bytes, for an AS that does not fit. */
export const AS_TRANS = 23456;
const MAX_TWO_OCTET_AS = 0xffff;

/** Returns the body of an OPEN message. All capabilities are in one parameter. */
export function encodeOpen({ as, holdSeconds, routerId, capabilities }: Open): Buffer {
  return new ByteWriter()
    .u8(VERSION)
    .u16(as > MAX_TWO_OCTET_AS ? AS_TRANS : as)
    .u16(holdSeconds)
    .address(routerId)
    .sized(1, (to) => to.u8(CAPABILITIES_PARAMETER).sized(1, (to) => writeCapabilities(to, capabilities)))
    .finish();
}

/** Reads the body of an OPEN message, or returns the notification that refuses it (RFC 4271 section 6.2). */
export function parseOpen(body: Buffer): Open | Notification {
  const version = body[0];
  if (version !== VERSION) return notificationOf("unsupportedVersion", Uint8Array.of(0, VERSION));
  const holdSeconds = body.readUInt16BE(3);
  if (holdSeconds !== 0 && holdSeconds < MIN_HOLD_SECONDS) return notificationOf("unacceptableHoldTime");
  const routerId = Ip4Address.fromBytes(body, 5);
  if (routerId.word === 0) return notificationOf("badRouterId");
  const parameters = readParameters(body);
  if (!Buffer.isBuffer(parameters)) return parameters;
  const capabilities = parseCapabilities(parameters);
  if (capabilities === undefined) return notificationOf("openUnspecific");
  const as = capabilities.fourOctetAs ?? body.readUInt16BE(1);
  return as === 0 ? notificationOf("badPeerAs") : { as, holdSeconds, routerId, capabilities };
}

/** Returns the capabilities of all parameters as one text of bytes: each can be in a parameter of its own. */
function readParameters(body: Buffer): Buffer | Notification {
  const isExtended = body[FIXED_BYTES - 1] === EXTENDED && body[FIXED_BYTES] === EXTENDED;
  const lengthBytes = isExtended ? 2 : 1;
  const start = isExtended ? FIXED_BYTES + 3 : FIXED_BYTES;
  if (start > body.length) return notificationOf("openUnspecific");
  const length = isExtended ? body.readUInt16BE(FIXED_BYTES + 1) : body[FIXED_BYTES - 1]!;
  if (start + length !== body.length) return notificationOf("openUnspecific");
  const values: Buffer[] = [];
  for (let at = start; at < body.length; ) {
    const valueAt = at + 1 + lengthBytes;
    if (valueAt > body.length) return notificationOf("openUnspecific");
    const end = valueAt + body.readUIntBE(at + 1, lengthBytes);
    if (end > body.length) return notificationOf("openUnspecific");
    if (body[at] !== CAPABILITIES_PARAMETER) return notificationOf("unsupportedParameter");
    values.push(body.subarray(valueAt, end));
    at = end;
  }
  return Buffer.concat(values);
}
