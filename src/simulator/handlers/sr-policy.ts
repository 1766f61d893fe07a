import type { Ip6Address } from "../../address/index.ts";
import {
  type Srv6SidList,
  srPoliciesDump,
  srPoliciesV2Dump,
  srPoliciesWithSlIndexDump,
  srPolicyAdd,
  srPolicyAddV2,
  srPolicyDel,
  srPolicyMod,
  srPolicyModV2,
  srSetEncapHopLimit,
  srSetEncapSource,
} from "../../binapi/sr.ts";
import {
  type Model,
  type PolicyEntry,
  Retval,
  type SegmentListEntry,
  type SegmentListRequest,
} from "../model/index.ts";
import type { Handlers } from "./handlers.ts";

/** Where `is_spray` is in `sr_policy_add`. VPP keeps its value as the type of the policy. */
const IS_SPRAY_AT = 31;

/** The count of lists in details is one byte, in which VPP lets it overflow. */
const LIST_COUNT_MASK = 0xff;

/** Policies and the settings for encapsulation. @see VPP src/vnet/srv6/sr_api.c */
export function handlePolicies(handlers: Handlers, { policies }: Model): void {
  handlers.retval(srPolicyAdd, ({ bsidAddr, isEncap, fibTable, sids }, { byteAt }) =>
    policies.add(bsidAddr, byteAt(IS_SPRAY_AT), isEncap, fibTable, listOf(sids)),
  );
  handlers.retval(srPolicyAddV2, ({ bsidAddr, type, isEncap, fibTable, sids, encapSrc }) =>
    policies.add(bsidAddr, type, isEncap, fibTable, listOf(sids, encapSrc)),
  );
  handlers.retval(srPolicyMod, ({ bsidAddr, operation, slIndex, sids }) =>
    policies.modify(bsidAddr, operation, slIndex, listOf(sids)),
  );
  handlers.retval(srPolicyModV2, ({ bsidAddr, operation, slIndex, sids, encapSrc }) =>
    policies.modify(bsidAddr, operation, slIndex, listOf(sids, encapSrc)),
  );
  handlers.retval(srPolicyDel, ({ bsidAddr }) => policies.remove(bsidAddr));
  handlers.retval(srSetEncapSource, ({ encapsSource }) => {
    policies.encapSource = encapsSource;
    return 0;
  });
  handlers.retval(srSetEncapHopLimit, ({ hopLimit }) => {
    if (hopLimit === 0) return Retval.invalidValue;
    policies.encapHopLimit = hopLimit;
    return 0;
  });
  handlers.dump(srPoliciesDump, function* () {
    for (const each of policies) yield { ...describe(each), sidLists: shownLists(each).map(describeList) };
  });
  handlers.dump(srPoliciesWithSlIndexDump, function* () {
    for (const each of policies) {
      const sidLists = shownLists(each).map((list) => ({ ...describeList(list), slIndex: list.index }));
      yield { ...describe(each), sidLists };
    }
  });
  handlers.dump(srPoliciesV2Dump, function* () {
    for (const each of policies) {
      const { type, encapSource: encapSrc } = each;
      yield { ...describe(each), type, encapSrc, sidLists: shownLists(each).map(describeList) };
    }
  });
}

function listOf({ numSids, weight, sids }: Srv6SidList, encapSource?: Ip6Address): SegmentListRequest {
  return { count: numSids, weight, segments: sids, ...(encapSource === undefined ? {} : { encapSource }) };
}

/** The older dumps report every type but the default as spray. */
function describe({ bsid, type, isEncap, fibTable }: PolicyEntry): {
  bsid: Ip6Address;
  isSpray: boolean;
  isEncap: boolean;
  fibTable: number;
} {
  return { bsid, isSpray: type !== 0, isEncap, fibTable };
}

function shownLists({ segmentLists }: PolicyEntry): readonly SegmentListEntry[] {
  return segmentLists.length <= LIST_COUNT_MASK
    ? segmentLists
    : segmentLists.slice(0, segmentLists.length & LIST_COUNT_MASK);
}

function describeList({ weight, segments }: SegmentListEntry): Srv6SidList {
  return { numSids: segments.length, weight, sids: segments };
}
