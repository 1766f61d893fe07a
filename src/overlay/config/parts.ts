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

export const nodeId: z.core.$ZodType<string> = text("a node ID", nodeIdFrom);
export const nodeAddress: z.core.$ZodType<Ip6Address> = text("an IPv6 address", nodeAddressFrom);
export const routerId: z.core.$ZodType<Ip4Address> = text("an IPv4 address", routerIdFrom);
export const prefix: z.core.$ZodType<Prefix> = text("a prefix", prefixFrom);
export const prefixes: z.core.$ZodType<readonly Prefix[]> = readBy(list(prefix), (given) => {
  if (given.length > 0) return given;
  throw new Error("expected at least one prefix");
});
export const sid: z.core.$ZodType<Ip6Address> = text("a SID", sidFrom);
export const sidRange: z.core.$ZodType<Ip6Prefix> = text("an IPv6 prefix", sidRangeFrom);
/** The text of an IPv4 or IPv6 address, in its shortest form. */
export const ipAddress: z.core.$ZodType<string> = text("an IP address", (given) => String(parseIpAddress(given)));
export const path: z.core.$ZodType<string> = z.string(wrong("a path")).check(z.minLength(1, wrong("a path")));
export const as: z.core.$ZodType<number> = wholeNumber(1, MAX_AS);
export const port: z.core.$ZodType<number> = wholeNumber(1, MAX_PORT);
/** The system chooses a port in place of 0. */
export const listenPort: z.core.$ZodType<number> = wholeNumber(0, MAX_PORT);

export const holdSeconds: z.core.$ZodType<number> = readBy(wholeNumber(0, maxHoldSeconds), (given) => {
  if (given === 0 || given >= minHoldSeconds) return given;
  throw new Error(`expected 0, or a whole number from ${minHoldSeconds} to ${maxHoldSeconds}, found ${given}`);
});

/** Returns the schema of a word. */
export function word<const Word extends string>(...words: readonly Word[]): z.core.$ZodType<Word> {
  return z.enum(words, wrong(words.join(" or ")));
}
