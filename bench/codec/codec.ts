/** Messages of the hot configuration loop, and memory for encoding and decoding them. */
import { WireReader, WireWriter } from "../../src/wire/index.ts";
import { type Item, messagesOf } from "../workload.ts";

/** The messages, with the names that are shown in the results. */
export const ITEMS: readonly (readonly [name: string, item: Item])[] = [
  ["control_ping", messagesOf({ kind: "ping", action: "add", count: 1 })[0]!],
  ["sr_localsid_add_del", messagesOf({ kind: "localSid", action: "add", count: 1 })[0]!],
  ["sr_policy_add", messagesOf({ kind: "policy", action: "add", count: 1 })[0]!],
  ["sr_steering_add_del", messagesOf({ kind: "steering", action: "add", count: 1 })[0]!],
];

const MESSAGE_BYTES = 4096;

/** Creates a writer and a reader over the same memory. */
export function createMemory(): { readonly writer: WireWriter; readonly reader: WireReader } {
  const bytes = Buffer.alloc(MESSAGE_BYTES);
  return { writer: new WireWriter().over(bytes), reader: new WireReader().over(bytes) };
}
