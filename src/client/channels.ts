import { channel } from "node:diagnostics_channel";
import type { VppError } from "../errors.ts";
import type { ConnectionState } from "./state.ts";

/** Published on `tsvpp:request` when a request is handed to the transport. */
export interface RequestNotice {
  /** Which connection of the process: the same number is in the notice of the reply. */
  readonly connection: number;
  /** The number that pairs the request with its reply, on the wire too. */
  readonly context: number;
  readonly messageName: string;
  readonly fields: unknown;
}

/** Published on `tsvpp:reply` when a call ends, and for an answer that meets no call (`late`, `unknown`). */
export interface ReplyNotice {
  /** That of the notice of the request. */
  readonly connection: number;
  /** That of the notice of the request. */
  readonly context: number;
  /** Undefined when the answer meets no call. */
  readonly messageName: string | undefined;
  readonly outcome: "answered" | "failed" | "late" | "unknown";
  /** Why the call failed. */
  readonly error?: VppError;
}

/** Published on `tsvpp:event` for each event that a stream reads. */
export interface EventNotice {
  /** The connection of the process that received the event. */
  readonly connection: number;
  readonly messageName: string;
  readonly fields: unknown;
}

/** Published on `tsvpp:state` when a client's connection changes its state. */
export interface StateNotice {
  /** The name under which the client is registered. */
  readonly clientName: string;
  readonly state: ConnectionState;
}

/** A channel of notices. */
interface Notices<T> {
  readonly hasSubscribers: boolean;
  publish(notice: T): void;
}

/** The channels. A notice is made only while its channel has subscribers. */
export const channels: {
  readonly request: Notices<RequestNotice>;
  readonly reply: Notices<ReplyNotice>;
  readonly event: Notices<EventNotice>;
  readonly state: Notices<StateNotice>;
} = {
  request: channel("tsvpp:request"),
  reply: channel("tsvpp:reply"),
  event: channel("tsvpp:event"),
  state: channel("tsvpp:state"),
};
