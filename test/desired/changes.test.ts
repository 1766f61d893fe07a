import t from "tap";
import { Prefix, parseIp6Prefix } from "../../src/address/index.ts";
import { Items } from "../../src/desired/changes.ts";
import { VppError } from "../../src/errors.ts";
import type { LocalSidInput, SrPolicyInput, Steering } from "../../src/srv6/index.ts";
import { localSidFrom, policyFrom } from "../../src/srv6/index.ts";
import { viewOf } from "./view-of.ts";

const POLICY: SrPolicyInput = { bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] };
const SID: LocalSidInput = { sid: "fcdd::1", behavior: { type: "End" } };
const RULE: Steering = {
  kind: "l3",
  prefix: Prefix.parse("10.1.0.0/16"),
  tableId: 0,
  bsid: policyFrom(POLICY).bsid,
};

t.test("items become values, and named entries are adopted unless there are ranges", async (t) => {
  const steering = [{ kind: "l3", prefix: "10.1.9.9/16", bsid: "cafe::1" } as const];
  const changes = { encap: { source: "fd11::1" }, localSids: [SID], policies: [POLICY], steering };
  const { desired } = new Items(changes, { scratch: parseIp6Prefix("cafe:1::/120") });
  t.match(desired, { localSids: [localSidFrom(SID)], policies: [policyFrom(POLICY)], steering: [RULE], adopt: true });
  t.equal(String(desired.encap.source), "fd11::1");
  t.equal(new Items(changes, { bsids: [] }).desired.adopt, false);
  t.throws(() => new Items({ encap: { source: "ff02::1" } }, {}), { code: "VPP_SRV6" });
});

t.test("an item that is no value of its kind fails by itself, also of programs that no compiler checks", async (t) => {
  const nothing = undefined as unknown as SrPolicyInput;
  const items = new Items({ policies: [nothing, POLICY, { ...POLICY, bsid: "cafe" }], localSids: [SID, SID] }, {});
  t.same(
    items.failed([], []).map(({ name, result, error }) => [name, result, error.code]),
    [
      ["localSids[1]", "refused", "VPP_DOCUMENT"],
      ["policies[0]", "refused", "VPP_FIELD_RANGE"],
      ["policies[2]", "refused", "VPP_ADDRESS"],
    ],
  );
  t.same(items.desired.policies, [policyFrom(POLICY)]);
});

t.test("what is to be removed is found as it is, or without its host bits, once", async (t) => {
  const uN = localSidFrom({ ...SID, behavior: { type: "uN" } });
  const twin = { ...RULE, prefix: Prefix.parse("10.2.0.9/16") };
  const held = { localSids: [localSidFrom(SID), uN], policies: [policyFrom(POLICY)], steering: [RULE, twin] };
  const steering = ["10.1.0.7/16", "10.2.0.9/16", "10.3.0.0/16"].map((prefix) => ({ kind: "l3", prefix }) as const);
  const remove = { localSids: ["fcdd::1"], policies: ["cafe::1", "CAFE::1", "cafe::2"], steering };
  const extras = new Items({ remove }, {}).extrasIn(viewOf(held));
  t.same(
    [extras.localSid, extras.policy, extras.steering, extras.route].map((all) => all.map(({ observed }) => observed)),
    [held.localSids, held.policies, held.steering, []],
  );
});

t.test("an item fails once, however many of its steps fail; entries that are no items do not", async (t) => {
  const { bsid, ...traffic } = RULE;
  const items = new Items({ policies: [POLICY], remove: { steering: [traffic] } }, {});
  const error = new VppError("VPP_SRV6", "no");
  const subject = { kind: "steering", value: RULE } as const;
  const step = { subject } as never;
  const other = { subject: { kind: "policy", value: { ...policyFrom(POLICY), bsid: RULE.prefix.address } } } as never;
  const failed = items.failed(
    [{ subject: { kind: "policy", value: policyFrom(POLICY) }, reason: "others own it" }],
    [
      { step, ok: false, result: "unknown", error },
      { step, ok: false, result: "skipped", error },
      { step: other, ok: false, result: "refused", error },
    ],
  );
  t.match(failed, [
    { list: "policies", at: 0, name: "policy cafe::1 via fc00::1", error: { message: /: others own it$/ } },
    { list: "remove.steering", at: 0, name: `steering of 10.1.0.0/16 table 0 to ${bsid}`, result: "unknown", error },
  ]);
  t.equal(failed.length, 2);
});
