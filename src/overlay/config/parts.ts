import * as z from "zod/mini";
import { type Ip4Address, type Ip6Address, type Ip6Prefix, type Prefix, parseIpAddress } from "../../address/index.ts";
import { SPEAKER_LIMITS } from "../../bgp/index.ts";
import { sidFrom } from "../../srv6/index.ts";
import { list, readBy, text, wholeNumber, wrong } from "../../yaml/index.ts";
import { nodeAddressFrom, nodeIdFrom, prefixFrom, routerIdFrom, sidRangeFrom } from "./values.ts";

/*
 * The schemas of single values in a configuration file.
 */

const { as: MAX_AS, port: MAX_PORT, minHoldSeconds, holdSeconds: maxHoldSeconds } = SPEAKER_LIMITS;

/** The ID of a node. */
export const nodeId: z.core.$ZodType<string> = text("a node ID", nodeIdFrom);
/** The infrastructure address of a node. */
export const nodeAddress: z.core.$ZodType<Ip6Address> = text("an IPv6 address", nodeAddressFrom);
/** A BGP identifier. */
export const routerId: z.core.$ZodType<Ip4Address> = text("an IPv4 address", routerIdFrom);
/** A prefix of pods. */
export const prefix: z.core.$ZodType<Prefix> = text("a prefix", prefixFrom);
/** The prefixes in which pods lie. */
export const prefixes: z.core.$ZodType<readonly Prefix[]> = readBy(list(prefix), (given) => {
  if (given.length > 0) return given;
  throw new Error("expected at least one prefix");
});
/** A SID. */
export const sid: z.core.$ZodType<Ip6Address> = text("a SID", sidFrom);
/** A range of SIDs or BSIDs. */
export const sidRange: z.core.$ZodType<Ip6Prefix> = text("an IPv6 prefix", sidRangeFrom);
/** The text of an IPv4 or IPv6 address, in its shortest form. */
export const ipAddress: z.core.$ZodType<string> = text("an IP address", (given) => String(parseIpAddress(given)));
/** The path of a file or a socket. */
export const path: z.core.$ZodType<string> = z.string(wrong("a path")).check(z.minLength(1, wrong("a path")));
/** An AS number. */
export const as: z.core.$ZodType<number> = wholeNumber(1, MAX_AS);
/** The port of a peer. */
export const port: z.core.$ZodType<number> = wholeNumber(1, MAX_PORT);
/** The system chooses a port in place of 0. */
export const listenPort: z.core.$ZodType<number> = wholeNumber(0, MAX_PORT);

/** A hold time: 0 for none. */
export const holdSeconds: z.core.$ZodType<number> = readBy(wholeNumber(0, maxHoldSeconds), (given) => {
  if (given === 0 || given >= minHoldSeconds) return given;
  throw new Error(`expected 0, or a whole number from ${minHoldSeconds} to ${maxHoldSeconds}, found ${given}`);
});

/** Returns the schema of a word. */
export function word<const Word extends string>(...words: readonly Word[]): z.core.$ZodType<Word> {
  const [last, ...others] = [...words].reverse();
  return z.enum(words, wrong(`${others.reverse().join(", ")} or ${last}`));
}
