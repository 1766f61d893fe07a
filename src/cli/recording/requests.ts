import { hazardOf } from "../../client/index.ts";
import { errorText } from "../../errors.ts";
import {
  type DefinedMessage,
  type Definitions,
  type Exchange,
  Exchanges,
  type Recording,
} from "../../recording/index.ts";
import { type AnyRequest, type JsonValue, type Message, readFields, toJson, WireReader } from "../../wire/index.ts";

/** What each client sends for itself, and what VPP writes into its own trace. */
const OWN = /^(sockclnt_|memclnt_|control_ping$|trace_plugin_msg_ids$)/;

/** A request of a recording that can be sent again. */
export interface RecordedRequest {
  readonly exchange: Exchange;
  readonly message: AnyRequest;
  /** The fields in JSON form. */
  readonly fields: JsonValue;
}

/** The requests of a recording. */
export interface RecordedRequests {
  /** In order; with the reason in place of the request where it cannot be sent. */
  readonly requests: readonly (RecordedRequest | UnreadableRequest)[];
  /** The number of messages by which clients register, ping and leave. */
  readonly leftOut: number;
  /** Whether VPP died, and the last request may be the reason. */
  readonly hasSuspect: boolean;
}

/** A request of a recording that cannot be sent again. */
export interface UnreadableRequest {
  readonly exchange: Exchange;
  readonly reason: string;
}

/** Reads the requests of a recording. @throws {VppError} `VPP_FILE`. */
export function readRequests(recording: Recording, definitions: Definitions): RecordedRequests {
  const all = new Exchanges(definitions).read(recording.messages());
  const kept = all.filter(({ name }) => !OWN.test(name));
  const hasSuspect = recording.kind === "post-mortem" || kept.at(-1)?.isUnanswered === true;
  return { requests: kept.map(readRequest), leftOut: all.length - kept.length, hasSuspect };
}

/** Returns why a request must not reach VPP; undefined if it may. */
export function hazardIn(message: AnyRequest, fields: unknown): string | undefined {
  return hazardOf(message.name)?.(fields as never);
}

/** Returns the fields of a recorded message in JSON form. @throws {VppError} `VPP_WIRE_RANGE`. */
export function jsonOf(bytes: Buffer, message: Message<unknown>): JsonValue {
  return toJson(message, readFields(new WireReader().over(bytes), 0, bytes.length, message));
}

function readRequest(exchange: Exchange): RecordedRequest | UnreadableRequest {
  const { defined, request } = exchange;
  const { descriptor } = defined ?? {};
  if (request.nameCrc === undefined) return { exchange, reason: "the message table lacks its id" };
  if (descriptor === undefined)
    return { exchange, reason: "no definition with this CRC is known; --api names a file with it" };
  if (!isRequest(descriptor)) return { exchange, reason: "VPP does not answer it" };
  try {
    return {
      exchange,
      message: descriptor,
      fields: usedSegments(jsonOf(request.bytes, descriptor as Message<unknown>)),
    };
  } catch (reason) {
    return { exchange, reason: errorText(reason) };
  }
}

function isRequest(descriptor: DefinedMessage["descriptor"]): descriptor is AnyRequest {
  return descriptor.kind !== "message" && descriptor.kind !== "event";
}

/** Returns fields without the unused places of a list of SIDs: a message always has 16, which no check takes for segments. */
function usedSegments(fields: JsonValue): JsonValue {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return fields;
  const { sids: list } = fields;
  const { numSids, sids } = Object(list) as { readonly numSids?: number; readonly sids?: JsonValue[] };
  if (!Array.isArray(sids) || numSids === undefined) return fields;
  return { ...fields, sids: { ...Object(list), sids: sids.slice(0, numSids) } };
}
