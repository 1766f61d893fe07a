import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { Transaction } from "../../../src/srv6/held/transaction.ts";
import { checkOperation, survey } from "../../../src/srv6/operations/rules.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import type { Operation } from "../../../src/srv6/values/operation.ts";
import { Refusal } from "../../../src/srv6/values/refusal.ts";
import { trafficFrom } from "../../../src/srv6/values/steering.ts";

const bsid = Ip6Address.parse("cafe::1");
const steer = (prefix: string): Operation => ({ op: "steer", traffic: trafficFrom({ kind: "l3", prefix }), bsid });
const add = (type: "End" | "uN"): Operation => {
  return { op: "addLocalSid", localSid: localSidFrom({ sid: "fcdd::1", behavior: { type } }) };
};

function surveyed(...operations: Operation[]): string[][] {
  const { kinds, facts } = survey([operations]);
  return [[...kinds], [...facts].sort()];
}

t.test("a survey finds the kinds of operations and what must be known for them", async (t) => {
  t.same(surveyed(), [[], []]);
  t.same(surveyed({ op: "setEncapHopLimit", hopLimit: 9 }, { op: "deletePolicy", bsid }), [
    ["setEncapHopLimit", "deletePolicy"],
    ["policies", "steering", "tables"],
  ]);
});

t.test("not every policy takes IPv4, and not every VPP has uN: only then they must be known", async (t) => {
  t.same(surveyed(steer("fc01::/16")), [["steer"], ["interfaces", "tables"]]);
  t.same(surveyed(steer("fc01::/16"), steer("10.1.0.0/16")), [["steer"], ["interfaces", "policies", "tables"]]);
  t.same(surveyed(add("End")), [["addLocalSid"], ["interfaces", "tables"]]);
  t.same(surveyed(add("End"), add("uN")), [["addLocalSid"], ["hasMicroSids", "interfaces", "tables"]]);
});

t.test("an operation is refused by its guards, which can be left out, or makes its changes", async (t) => {
  const held = new HeldState({ tables: { 4: new Set([0]), 6: new Set([0]) } });
  const operation: Operation = { op: "deleteTable", family: 6, tableId: 7 };
  const refused = checkOperation(new Transaction(held), operation, true);
  t.match(refused, { code: "VPP_HAZARD", text: "there is no IPv6 table 7" });
  t.ok(refused instanceof Refusal);
  t.same(checkOperation(new Transaction(held), operation, false), operation);
  t.same(checkOperation(new Transaction(held), { op: "addTable", family: 6, tableId: 7 }, true), {
    op: "addTable",
    family: 6,
    tableId: 7,
  });
  t.ok(held.tables[6].has(7));
});

t.test("what no VPP can have is refused also without guards", async (t) => {
  const operation: Operation = { op: "setWeight", bsid, segmentList: { segments: [], weight: 1 }, weight: 0 };
  const refused = checkOperation(new Transaction(new HeldState()), operation, false);
  t.match(refused, { code: "VPP_SRV6", text: "a weight is 1 to 65535, not 0" });
});
