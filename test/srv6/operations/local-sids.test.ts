import t from "tap";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { Transaction } from "../../../src/srv6/held/transaction.ts";
import { localSids, replacementOf } from "../../../src/srv6/operations/local-sids.ts";
import { type LocalSidInput, localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import { Refusal } from "../../../src/srv6/values/refusal.ts";

const sid = (behavior: LocalSidInput["behavior"], prefixLength?: number) =>
  localSidFrom({ sid: "fcdd::1", behavior, ...(prefixLength === undefined ? {} : { prefixLength }) });
const from = sid({ type: "End" });
const to = sid({ type: "End.DT6", tableId: 0 });
const uN = sid({ type: "uN" });
const rule = localSids.replaceLocalSid;

t.test("a SID of another prefix length is added before the old one is deleted", async (t) => {
  t.equal(replacementOf(from, sid({ type: "End" }, 64), [from], []), "addFirst");
});

t.test("a SID of the same prefix length waits under the longest free cover that no SID has", async (t) => {
  t.same(replacementOf(from, to, [from], [120, 112]), { coverLength: 120 });
  t.same(replacementOf(from, to, [from, sid({ type: "End" }, 120)], [120, 112]), { coverLength: 112 });
  t.equal(replacementOf(from, to, [from], []), undefined);
});

t.test("uN and uA have no cover", async (t) => {
  t.equal(replacementOf(uN, sid({ type: "End" }, 48), [uN], [40]), undefined);
});

t.test("what is to be replaced is found, and takes the new behavior", async (t) => {
  const facts = { tables: { 4: new Set([0]), 6: new Set([0]) }, localSids: [from] };
  const held = new HeldState({ ...facts, coverLengths: new Map([[to, [120]]]) });
  const operation = { op: "replaceLocalSid", localSid: to } as const;
  const checked = rule.resolve!(held, operation);
  if (checked instanceof Refusal) throw checked.error;
  t.same(checked, { ...operation, from, by: { coverLength: 120 } });
  t.same(
    rule.guards.map((guard) => guard(held, checked)),
    [undefined, undefined],
  );
  rule.effect!(new Transaction(held), checked);
  t.same(held.localSids, [to]);
});

t.test("what cannot be replaced without an interruption is refused, with the reason", async (t) => {
  const held = new HeldState({ localSids: [from, uN] });
  const refused = rule.resolve!(held, { op: "replaceLocalSid", localSid: to, from: { type: "End" } });
  t.match((refused as Refusal).text, /since this VPP has no sr_localsid_add_del_v2/);
  const missing = rule.resolve!(new HeldState(), { op: "replaceLocalSid", localSid: to });
  t.equal((missing as Refusal).text, "there is no local SID fcdd::1");
});
