import * as z from "zod/mini";
import type { Ip6Address } from "../../address/index.ts";
import { list, mapping, optional, type Problem, problemsOf, readBy } from "../../yaml/index.ts";
import type { TeParts } from "./parts.ts";
import type { TeDocument, TePolicy, TeSegmentList } from "./te-document.ts";

/** The preference of a candidate that gives none. @see RFC 9256 section 2.7 */
export const PREFERENCE = 100;

/** Reads the value of a document, or returns what is wrong with the shape of it. */
export function readDocument(value: unknown, parts: TeParts): TeDocument | { readonly problems: readonly Problem[] } {
  const { data, error } = z.safeParse(documentOf(parts), value);
  return data ?? { problems: error.issues.flatMap(problemsOf) };
}

function documentOf({ node, localSid, ...parts }: TeParts): z.core.$ZodType<TeDocument> {
  const localsids = mapping({ DT4: optional(localSid), DT6: optional(localSid) });
  return readBy(
    mapping({ localsids: optional(localsids), node, policies: list(policyOf(parts)) }),
    ({ localsids = {}, policies }): TeDocument => ({ localSids: localsids, policies }),
  );
}

function policyOf(parts: Omit<TeParts, "node" | "localSid">): z.core.$ZodType<TePolicy> {
  const { endpoint, bsid, segments, segmentLists, weight, preference, family } = parts;
  const given = mapping({
    egress_node: endpoint,
    bsid,
    segment_list: optional(segments),
    segment_lists: optional(segmentLists),
    weight: optional(weight, 1),
    preference: optional(preference, PREFERENCE),
    traffic: family,
  });
  return readBy(given, ({ egress_node, bsid, preference = PREFERENCE, traffic, ...lists }): TePolicy => {
    const { segment_lists = listsOf(lists.segment_list, lists.weight) } = lists;
    return { endpoint: egress_node, family: traffic, bsid, preference, segmentLists: segment_lists };
  });
}

/** The keys of an entry are checked together elsewhere: one without any list is refused. */
function listsOf(segments: readonly Ip6Address[] = [], weight = 1): readonly TeSegmentList[] {
  return [{ weight, segments }];
}
