import t from "tap";
import { Ip4Address, Ip6Address } from "../../../src/address/index.ts";
import { SrBehavior } from "../../../src/binapi/sr_types.ts";
import {
  addLocalSid,
  asIp4,
  asIp6,
  deleteLocalSid,
  hasMicroSids,
  isShiftingMicroNode,
  localSidOf,
  oldLocalSidOf,
  replaceLocalSid,
} from "../../../src/srv6/translate/local-sids.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import { Collected } from "../scene.ts";

const from = localSidFrom({ sid: "fcdd::1", behavior: { type: "End" } });
const localSid = localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DT4", tableId: 7 } });
const uA = localSidFrom({ sid: "fcdd::1", behavior: { type: "uA", nextHop: "fe80::1", swIfIndex: 1 } });
const details = (behavior: SrBehavior) => ({
  addr: from.sid,
  endPsp: false,
  behavior,
  fibTable: 0,
  vlanIndex: 0,
  xconnectNhAddr: new Ip4Address(0),
  xconnectIfaceOrVrfTable: 7,
});

function sent(add: (all: Collected) => void): string[] {
  const all = new Collected();
  add(all);
  return all.all.map(({ name, fields }) => `${(fields as { isDel: boolean }).isDel ? "del" : "add"} ${name}`);
}

// sr.api of VPP 26.06: only the second version takes lengths.
const [ADD, ADD_AT, DEL, DEL_AT] = ["add", "del"].flatMap((verb) => [
  `${verb} sr_localsid_add_del`,
  `${verb} sr_localsid_add_del_v2`,
]) as [string, string, string, string];

t.test("a local SID is added and deleted by the first version of the message where that does", async (t) => {
  t.same(
    sent((all) => addLocalSid(localSid, all)),
    [ADD],
  );
  t.same(
    sent((all) => deleteLocalSid(localSid, all)),
    [DEL],
  );
  t.same(
    sent((all) => addLocalSid({ ...localSid, prefixLength: 64 }, all)),
    [ADD_AT],
  );
  t.same(
    sent((all) => deleteLocalSid({ ...localSid, prefixLength: 64 }, all)),
    [DEL_AT],
  );
});

t.test("a uA comes and goes with its End SID", async (t) => {
  t.same(
    sent((all) => addLocalSid(uA, all)),
    [ADD, ADD_AT],
  );
  t.same(
    sent((all) => deleteLocalSid({ ...uA, companionLength: 80 }, all)),
    [DEL_AT, DEL_AT],
  );
});

t.test("a local SID is replaced under a cover, or by two messages", async (t) => {
  const replaced = (by: Parameters<typeof replaceLocalSid>[0]["by"]) =>
    sent((all) => replaceLocalSid({ op: "replaceLocalSid", from, localSid, by }, all));
  t.same(replaced({ coverLength: 120 }), [ADD_AT, DEL, ADD, DEL_AT]);
  t.same(replaced("deleteFirst"), [DEL, ADD]);
  t.same(replaced("addFirst"), [ADD, DEL]);
});

t.test("a VPP that has no uN and uA means plugins by their numbers", async (t) => {
  const uN = details(SrBehavior.SR_BEHAVIOR_API_END_UN);
  t.same(localSidOf(uN).behavior, { type: "uN" });
  t.same(oldLocalSidOf(uN).behavior, { type: "plugin", code: 12 });
  t.same(oldLocalSidOf(details(SrBehavior.SR_BEHAVIOR_API_DT4)).behavior, { type: "End.DT4", tableId: 7 });
  t.same([hasMicroSids("24.10-release"), hasMicroSids("25.02-release")], [false, true]);
});

t.test("a uN that shifts without a look is told apart, with the prefix length of a uN", async (t) => {
  const shifting = localSidOf(details(SrBehavior.SR_BEHAVIOR_API_END_UN_PERF));
  t.ok(isShiftingMicroNode(shifting.behavior));
  t.equal(shifting.prefixLength, 48);
  t.notOk(isShiftingMicroNode({ type: "uN" }));
});

t.test("addresses that VPP gives back in the other family are what they were", async (t) => {
  t.equal(String(asIp6(new Ip4Address(1))), "::1");
  t.equal(String(asIp6(Ip6Address.parse("fe80::1"))), "fe80::1");
  t.equal(String(asIp4(Ip6Address.parse("::10.0.0.1"))), "10.0.0.1");
  t.equal(String(asIp4(Ip4Address.parse("10.0.0.1"))), "10.0.0.1");
});
