import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { gone, subjectOf } from "../../../src/desired/difference/difference.ts";
import { localSidFrom, policyFrom } from "../../../src/srv6/index.ts";

const POLICY = policyFrom({ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] });

t.test("a difference is about what is desired, or else about what VPP has", async (t) => {
  const [desired, observed] = [Ip6Address.parse("fd11::1"), Ip6Address.parse("fd11::2")];
  t.same(subjectOf({ kind: "encapSource", desired, observed, reason: "" }), { kind: "encapSource", value: desired });
  t.equal(subjectOf(gone("policy", POLICY, "")).value, POLICY);
});

t.test("what is removed is not desired, and keeps its reason", async (t) => {
  t.match(gone("policy", POLICY, "no use"), { kind: "policy", desired: undefined, observed: POLICY, reason: "no use" });
  const rule = { kind: "l2", swIfIndex: 3, bsid: POLICY.bsid } as const;
  t.match(gone("steering", rule, "no use"), { kind: "steering", desired: undefined, observed: rule, reason: "no use" });
  const sid = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
  t.match(gone("localSid", sid, "no use"), { kind: "localSid", desired: undefined, observed: sid, reason: "no use" });
});
