import t from "tap";
import { isSamePolicy, policyFromJson, policyToJson } from "../../src/injector/policy-json.ts";
import { PAPER_FILE, policiesIn, TWO_LISTS_FILE } from "./policies.ts";

t.test("a policy in JSON has the keys of a file, and is read back", async (t) => {
  const [policy] = policiesIn(TWO_LISTS_FILE, "10.0.0.11");
  const json = JSON.parse(JSON.stringify(policyToJson(policy!)));
  t.same(json, {
    nlri: { distinguisher: 0x0a00000b, color: 6, endpoint: "fd12::1000" },
    headend: ["10.0.0.11"],
    preference: 200,
    segmentlists: [
      { weight: 1, segments: [{ sid: "fcff:3::1" }] },
      { weight: 3, segments: [{ sid: "fcdd::6", behavior: 18 }] },
    ],
  });
  t.ok(isSamePolicy(policyFromJson(json), policy!));
});

t.test("policies that differ in anything that is announced are not the same", async (t) => {
  const [policy] = policiesIn(PAPER_FILE);
  t.ok(isSamePolicy(policy!, policiesIn(PAPER_FILE)[0]!));
  for (const [a, b] of [
    ["weight: 12", "weight: 13"],
    ["priority: 10", "priority: 11"],
    ["nexthop: fd00:0:34::2", "nexthop: fd00:0:34::3"],
    ["bsid: cafe::1c2", "preference: 5"],
    ["fcff:3::1, behavior: 19", "fcff:3::1, behavior: 18"],
  ] as const) {
    t.notOk(isSamePolicy(policy!, policiesIn(PAPER_FILE.replace(a, b))[0]!), b);
  }
});

t.test("a value that is no whole policy is refused", async (t) => {
  const whole = policyToJson(policiesIn(PAPER_FILE)[0]!);
  for (const value of [
    null,
    [],
    {},
    { ...whole, nlri: { color: 4, endpoint: "fd11::1" } },
    { ...whole, iswithdraw: true },
  ])
    t.throws(() => policyFromJson(value), { code: "VPP_DOCUMENT" });
});
