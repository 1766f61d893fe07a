import { type Fields, fieldsOf } from "../../control/index.ts";
import { VppError } from "../../errors.ts";
import type { Change, Outcome } from "../change.ts";
import type { InjectorEvent, ListedPolicy, PeerReach } from "../events.ts";
import { policyFromJson, policyToJson } from "../policy-json.ts";
import { readKey } from "../policy-schema.ts";

/*
 * The messages between commands and the server: one JSON value in a line. An answer with `error` refuses the request.
 */

/** What a command asks for. */
export type Request =
  | { readonly kind: "change"; readonly change: Change; readonly isDryRun: boolean }
  | { readonly kind: "list" }
  /** The answer is an empty mapping; after it, each line is an event. */
  | { readonly kind: "watch" };

/** The limit of a request. A policy takes about 300 bytes. */
export const MAX_REQUEST_BYTES: number = 2 ** 20;

/** Returns the form of a request on the socket, as a value for JSON. */
export function requestToJson(request: Request): Fields {
  if (request.kind !== "change") return request;
  const { change, ...rest } = request;
  return { ...rest, change: { ...change, set: change.set.map(policyToJson) } };
}

/** Reads a request. @throws {VppError} `VPP_DOCUMENT`, `VPP_JSON`. */
export function requestFromJson(value: unknown): Request {
  const { kind, change, isDryRun } = fieldsOf(value);
  if (kind === "list" || kind === "watch") return { kind };
  if (kind !== "change") throw new VppError("VPP_JSON", "kind: expected change, list or watch");
  const { set, withdraw, isWhole } = fieldsOf(change);
  return {
    kind,
    change: { set: listOf(set, policyFromJson), withdraw: listOf(withdraw, readKey), isWhole: isWhole === true },
    // A request that does not say it clearly changes nothing.
    isDryRun: isDryRun !== false,
  };
}

/** Returns an outcome or event as a value for JSON. */
export function eventToJson(event: Outcome | InjectorEvent): Fields {
  if (event.kind === "peer" || event.kind === "absent") return { ...event };
  const previous = event.kind === "updated" ? { previous: policyToJson(event.previous) } : {};
  return { kind: event.kind, policy: policyToJson(event.policy), ...previous };
}

/** Reads an outcome. @throws {VppError} `VPP_DOCUMENT`, `VPP_JSON`. */
export function outcomeFromJson(value: unknown): Outcome {
  const { kind, policy, previous, nlri } = fieldsOf(value);
  switch (kind) {
    case "created":
    case "unchanged":
    case "deleted":
      return { kind, policy: policyFromJson(policy) };
    case "updated":
      return { kind, policy: policyFromJson(policy), previous: policyFromJson(previous) };
    case "absent":
      return { kind, nlri: readKey(nlri) };
    default:
      throw new VppError("VPP_JSON", "kind: no outcome");
  }
}

/** Reads an event. @throws {VppError} `VPP_DOCUMENT`, `VPP_JSON`. */
export function eventFromJson(value: unknown): InjectorEvent {
  const { kind, text } = fieldsOf(value);
  if (kind === "peer") return { kind, text: String(text) };
  return outcomeFromJson(value) as InjectorEvent; // a server sends no other outcomes as events
}

/** Returns a policy of a list as a value for JSON. */
export function listedToJson({ policy, since, peers }: ListedPolicy): Fields {
  return { ...policyToJson(policy), ...(since && { since }), peers };
}

/** Reads a policy of a list. @throws {VppError} `VPP_DOCUMENT`, `VPP_JSON`. */
export function listedFromJson(value: unknown): ListedPolicy {
  const { since, peers, ...policy } = fieldsOf(value);
  return { policy: policyFromJson(policy), since: new Date(String(since)), peers: listOf(peers, reachFrom) };
}

/** Reads a list of values. @throws {VppError} `VPP_JSON` for anything else. */
export function listOf<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new VppError("VPP_JSON", "expected a list");
  return value.map((item) => read(item));
}

function reachFrom(value: unknown): PeerReach {
  const { address, isSent, reason } = fieldsOf(value);
  return { address: String(address), isSent: isSent === true, ...(reason !== undefined && { reason: String(reason) }) };
}
