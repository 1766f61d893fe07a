import * as z from "zod/mini";
import type { Ip6Address } from "../../address/index.ts";
import { policyFrom, segmentListFrom, sidFrom, weightFrom } from "../../srv6/index.ts";
import { list, mapping, optional, readBy, text, wholeNumber, wrong } from "../../yaml/index.ts";
import { nodeAddressFrom } from "../config/index.ts";
import type { TeNode, TeSegmentList } from "./te-document.ts";

/** A schema that reads a `T`. */
export type Schema<T> = z.core.$ZodType<T>;

/** The schemas of single values in the document of a node. */
export interface TeParts {
  readonly node: Schema<string>;
  readonly localSid: Schema<Ip6Address>;
  readonly endpoint: Schema<Ip6Address>;
  readonly bsid: Schema<Ip6Address>;
  readonly segments: Schema<readonly Ip6Address[]>;
  readonly segmentLists: Schema<readonly TeSegmentList[]>;
  readonly weight: Schema<number>;
  readonly preference: Schema<number>;
  readonly family: Schema<"IPv4" | "IPv6">;
}

/** Any BSID: the segment lists of a policy are checked together, and apart from its BSID. */
const ANY_BSID = "cafe::1";

/** Returns the schemas for the document of a node. */
export function partsFor(node: TeNode): TeParts {
  const weight = readBy(z.number(wrong("a number")), weightFrom);
  const segment = text("a SID", (given) => outsideOfBsids(sidFrom(given), node));
  const segments = readBy(list(segment), (given) => segmentListFrom({ segments: given }).segments);
  const segmentList = readBy(mapping({ weight: optional(weight, 1), segments }), segmentListFrom);
  return {
    node: text("the ID of this node", (given) => requireOurs(given, node)),
    localSid: text("a SID", (given) => localSidFor(sidFrom(given), node)),
    endpoint: text("an IPv6 address", (given) => endpointFor(nodeAddressFrom(given), node)),
    bsid: text("a BSID", (given) => bsidFor(sidFrom(given), node)),
    segments,
    segmentLists: readBy(
      list(segmentList),
      (segmentLists) => policyFrom({ bsid: ANY_BSID, segmentLists }).segmentLists,
    ),
    weight,
    preference: wholeNumber(0, 0xffffffff),
    family: z.enum(["IPv4", "IPv6"], wrong("IPv4 or IPv6")),
  };
}

function requireOurs(given: string, { id }: TeNode): string {
  if (given === id) return given;
  throw new Error(`the document is for node ${given}, and this is node ${id}`);
}

function localSidFor(sid: Ip6Address, node: TeNode): Ip6Address {
  const { address, localSids: range } = node;
  if (sid.equals(address)) throw new Error(`${sid} is the address of this node: a local SID is another one`);
  if (range !== undefined && !range.contains(sid)) throw new Error(`${sid} is outside of ${range}, the local SIDs`);
  return outsideOfBsids(sid, node);
}

function endpointFor(endpoint: Ip6Address, { address }: TeNode): Ip6Address {
  if (!endpoint.equals(address)) return endpoint;
  throw new Error(`${endpoint} is this node: a policy leads to another one`);
}

function bsidFor(bsid: Ip6Address, { bsids }: TeNode): Ip6Address {
  if (bsids.contains(bsid)) return bsid;
  throw new Error(`${bsid} is outside of ${bsids}, the BSIDs`);
}

function outsideOfBsids(sid: Ip6Address, { bsids }: TeNode): Ip6Address {
  if (!bsids.contains(sid)) return sid;
  throw new Error(`${sid} is in ${bsids}, the BSIDs, to which no packet is routed`);
}
