import t from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { HeldState } from "../../../src/srv6/held/state.ts";
import { Transaction } from "../../../src/srv6/held/transaction.ts";
import { checkOperation } from "../../../src/srv6/operations/rules.ts";
import { localSidFrom } from "../../../src/srv6/values/local-sid.ts";
import type { Operation } from "../../../src/srv6/values/operation.ts";
import { policyFrom } from "../../../src/srv6/values/policy.ts";
import { Refusal } from "../../../src/srv6/values/refusal.ts";
import { exactTrafficFrom } from "../../../src/srv6/values/steering.ts";

type Learned = ConstructorParameters<typeof HeldState>[0];

const bsid = Ip6Address.parse("cafe::1");
const TABLE = { family: 6, tableId: 7 } as const;
const looking = localSidFrom({ sid: "fcdd::1", behavior: { type: "End.DT6", tableId: 7 } });

function scene(tableIds: number[], rest: Learned = {}): HeldState {
  return new HeldState({ tables: { 4: new Set([0]), 6: new Set(tableIds) }, ...rest });
}

/** The text of the refusal, if there is one. */
function refused(held: HeldState, operation: Operation): string | undefined {
  const checked = checkOperation(new Transaction(held), operation, true);
  return checked instanceof Refusal ? checked.text : undefined;
}

t.test("a table is there once it is added, and gone once it is deleted", async (t) => {
  const held = scene([0]);
  t.equal(refused(held, { op: "addTable", ...TABLE }), undefined);
  t.ok(held.tables[6].has(7));
  t.equal(refused(held, { op: "deleteTable", ...TABLE }), undefined);
  t.notOk(held.tables[6].has(7));
});

t.test("the ids of hidden tables, and what is no id, are refused", async (t) => {
  for (const tableId of [-1, 1.5, 0xffffffff]) {
    const text = `a table id is 0 to 4294967294, not ${tableId}`;
    t.equal(refused(scene([0]), { op: "addTable", family: 6, tableId }), text);
  }
});

t.test("no table is added while a local SID looks up in a deleted one; that table itself can come back", async (t) => {
  const held = scene([0], { localSids: [looking] });
  const text =
    "IPv6 table 8: local SID fcdd::1 (End.DT6 table 7) still refers to an earlier, deleted table, and would look up in the " +
    "new one; delete the local SID first";
  t.equal(refused(held, { op: "addTable", family: 6, tableId: 8 }), text);
  t.equal(refused(held, { op: "addTable", family: 4, tableId: 8 }), undefined);
  t.equal(refused(held, { op: "addTable", ...TABLE }), undefined);
});

t.test("table 0, and a table that is not there, are not deleted", async (t) => {
  const held = scene([0]);
  t.equal(
    refused(held, { op: "deleteTable", family: 6, tableId: 0 }),
    "IPv6 table 0 always exists and cannot be deleted",
  );
  t.equal(refused(held, { op: "deleteTable", ...TABLE }), "there is no IPv6 table 7");
});

const steering = { ...exactTrafficFrom({ kind: "l3", prefix: "fc01::/16", tableId: 7 }), bsid };
const policy = { ...policyFrom({ bsid, segmentLists: [{ segments: ["fc00::1"] }] }), fibTable: 7 };
const users: [user: string, rest: Learned][] = [
  ["local SID fcdd::1 (End.DT6 table 7)", { localSids: [looking] }],
  ["policy cafe::1", { policies: [{ policy, numbers: [4] }] }],
  ["steering of fc01::/16 table 7", { steering: [steering] }],
  ["interface 3", { tableUsers: new Map([["IPv6 table 7", ["interface 3"]]]) }],
];

for (const [user, rest] of users) {
  t.test(`a table is not deleted while ${user} needs it`, async (t) => {
    const held = scene([0, 7], rest);
    t.equal(refused(held, { op: "deleteTable", ...TABLE }), `IPv6 table 7: ${user} needs it`);
    t.ok(held.tables[6].has(7));
  });
}
