import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { SrPolicyOp } from "../../../src/binapi/sr_types.ts";
import {
  addList,
  addPolicy,
  changeList,
  oldPolicyOf,
  policyOf,
  segmentListOf,
} from "../../../src/srv6/translate/policies.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { Collected } from "../scene.ts";

const bsid = Ip6Address.parse("cafe::1");
const source = Ip6Address.parse("fd00::1");
const segmentLists = ["fc00::1", "fc00::2"].map((sid) => ({ segments: [sid] }));
const policy = policyFrom({ bsid, segmentLists });
const [list] = policy.segmentLists;
const NONE = Ip6Address.UNSPECIFIED;

function sent(add: (all: Collected) => void): Collected["all"] {
  const all = new Collected();
  add(all);
  return all.all;
}

t.test("the first list leaves with the policy, each other one by itself", async (t) => {
  t.match(
    sent((all) => addPolicy(policy, all)),
    [
      { name: "sr_policy_add", fields: { bsidAddr: bsid, isEncap: true, isSpray: false, sids: { numSids: 1 } } },
      {
        name: "sr_policy_mod",
        fields: { bsidAddr: bsid, operation: 1, sids: { sids: policy.segmentLists[1]!.segments } },
      },
    ],
  );
});

t.test("only the second versions of the messages have a source", async (t) => {
  t.match(
    sent((all) => addPolicy({ ...policy, encapSource: source }, all)),
    [
      { name: "sr_policy_add_v2", fields: { encapSrc: source } },
      { name: "sr_policy_mod_v2", fields: { encapSrc: source } },
    ],
  );
  t.match(
    sent((all) => addList(bsid, list!, NONE, all)),
    [{ name: "sr_policy_mod" }],
  );
  t.match(
    sent((all) => addList(bsid, list!, source, all)),
    [{ name: "sr_policy_mod_v2", fields: { encapSrc: source } }],
  );
});

t.test("a list is named by VPP's number; one that is not known is the number of no list", async (t) => {
  const operation = SrPolicyOp.SR_POLICY_OP_API_MOD;
  t.match(
    sent((all) => changeList({ bsid, slIndex: 9 }, operation, 3, all)),
    [{ name: "sr_policy_mod", fields: { operation: 3, slIndex: 9, sids: { weight: 3, numSids: 0 } } }],
  );
  t.match(
    sent((all) => changeList({ bsid, slIndex: undefined }, operation, 3, all)),
    [{ fields: { slIndex: 0xffffffff } }],
  );
});

const sids = [Ip6Address.parse("fc00::1"), NONE, NONE];
const shown = { bsid, isEncap: true, fibTable: 7, sidLists: [{ numSids: 1, weight: 3, sids }] };

t.test("slots behind the last segment of a list are empty", async (t) => {
  t.same(segmentListOf(shown.sidLists[0]!), { segments: [sids[0]], weight: 3 });
});

t.test("policies of both versions of the dump are read", async (t) => {
  const lists = [{ segments: [sids[0]], weight: 3 }];
  const common = { bsid, headend: "encaps", fibTable: 7, segmentLists: lists };
  t.same(policyOf({ ...shown, encapSrc: source, type: 2 }), { ...common, policyType: "tef", encapSource: source });
  t.match(policyOf({ ...shown, isEncap: false, encapSrc: source, type: 9 }), {
    policyType: "unknown",
    headend: "insert",
  });
  t.same(oldPolicyOf({ ...shown, isSpray: true }), { ...common, policyType: "spray", encapSource: undefined });
  t.match(oldPolicyOf({ ...shown, isSpray: false }), { policyType: "default" });
});
