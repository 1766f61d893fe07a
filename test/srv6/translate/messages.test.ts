import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import type { Outcome } from "../../../src/client/index.ts";
import { VppError } from "../../../src/errors.ts";
import { Messages } from "../../../src/srv6/translate/messages.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import type { CheckedOperation } from "../../../src/srv6/values/operation.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { Collected, simulated } from "../scene.ts";

const bsid = Ip6Address.parse("cafe::1");
const segmentLists = ["fc00::1", "fc00::2"].map((sid) => ({ segments: [sid] }));
const POLICY: CheckedOperation = { op: "addPolicy", policy: policyFrom({ bsid, segmentLists }) };
const DELETION: CheckedOperation = { op: "deletePolicy", bsid };
const LIST: CheckedOperation = { op: "deleteSegmentList", bsid, slIndex: undefined };
const OK: Outcome = { ok: true, reply: {} };

/** Of VPP's retval -21 for a change of a policy. */
function failed(): Outcome & { readonly ok: false } {
  const details = { messageName: "sr_policy_mod", retval: -21, context: 7 };
  return { ok: false, error: new VppError("VPP_RETVAL", "sr_policy_mod: refused (-21)", details) };
}

function sent(messages: Messages): string[] {
  const batch = new Collected();
  messages.addTo(batch);
  return batch.names;
}

t.test("the messages of operations are added, in order", async (t) => {
  const messages = new Messages([POLICY, DELETION, POLICY]);
  t.same(sent(messages), ["sr_policy_add", "sr_policy_mod", "sr_policy_del", "sr_policy_add", "sr_policy_mod"]);
  t.same(sent(new Messages([DELETION])), ["sr_policy_del"]);
  t.same(sent(new Messages([])), []);
});

t.test("an operation ended as the first of its messages that failed, in words that say why", async (t) => {
  const messages = new Messages([DELETION, POLICY, DELETION]);
  const outcomes = messages.outcomesOf([OK, OK, failed(), OK]);
  t.equal(outcomes.length, 3);
  t.match(outcomes[0], OK);
  t.match(outcomes[1], { ok: false, error: { message: /the last segment list cannot be deleted \(-21\)/ } });
  t.match(outcomes[2], OK);
});

t.test("a list is named by its number", async (t) => {
  const batch = new Collected();
  new Messages([DELETION, { ...LIST, slIndex: 9 }]).addTo(batch);
  t.match(batch.all, [{ name: "sr_policy_del" }, { name: "sr_policy_mod", fields: { slIndex: 9 } }]);
});

t.test("the first operation that takes a message which VPP does not have is found", async (t) => {
  const { vpp } = await simulated(t, { release: "24.02" });
  const end = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" }, prefixLength: 64 });
  const missing = new Messages([POLICY, { op: "addLocalSid", localSid: end }]).missingIn(vpp.messageTable);
  t.match(missing, { operation: 1, refusal: { code: "VPP_MESSAGE_MISSING", text: /needs VPP 26.06 or later/ } });
  t.equal(new Messages([POLICY, DELETION]).missingIn(vpp.messageTable), undefined);
});
