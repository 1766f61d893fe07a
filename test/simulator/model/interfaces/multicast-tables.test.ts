import t from "tap";
import { MacAddress, Prefix } from "../../../../src/address/index.ts";
import type { Interface } from "../../../../src/simulator/model/interfaces/interface.ts";
import { Model } from "../../../../src/simulator/model/model.ts";

const API = 8;
const FIRST: Readonly<Record<4 | 6, string>> = { 4: "10.9.0.1/24", 6: "2001:db8::1/64" };
const SECOND: Readonly<Record<4 | 6, string>> = { 4: "10.9.0.2/24", 6: "2001:db8::2/64" };

function addTable({ fib, multicast }: Model, family: 4 | 6, tableId: number): void {
  fib.findOrCreate(family, tableId, API);
  multicast.add(family, tableId);
}

function deleteTable({ fib, multicast }: Model, family: 4 | 6, tableId: number): void {
  fib.unlock(fib.find(family, tableId)!, API);
  multicast.remove(family, tableId);
}

function createLoopback(model: Model): Interface {
  return model.interfaces.createLoopback(new MacAddress(0, 0))!;
}

/** A loopback in table 20, which is then deleted as often as said. */
function loopbackInTable(model: Model, family: 4 | 6, deletions: number): Interface {
  const loopback = createLoopback(model);
  addTable(model, family, 20);
  model.interfaces.setTable(loopback, family, 20);
  for (let each = 0; each < deletions; each++) deleteTable(model, family, 20);
  return loopback;
}

// What VPP 26.06 does after the same.
for (const family of [4, 6] as const) {
  const first = Prefix.parse(FIRST[family]);
  const second = Prefix.parse(SECOND[family]);

  t.test(`lets an interface stay in an IPv${family} table that was deleted once`, async (t) => {
    const model = new Model(false);
    t.equal(model.interfaces.addAddress(loopbackInTable(model, family, 1), first), 0);
  });

  t.test(`crashes when an interface gets an address in an IPv${family} table that was deleted twice`, async (t) => {
    const model = new Model(false);
    const loopback = loopbackInTable(model, family, 2);
    t.throws(() => model.interfaces.addAddress(loopback, first), { name: "VppCrash" });
    t.same(loopback.addresses, [], "and has changed nothing");
  });

  t.test(`does not crash in an IPv${family} table that was deleted as often as it was added`, async (t) => {
    const model = new Model(false);
    addTable(model, family, 20);
    addTable(model, family, 20);
    t.equal(model.interfaces.addAddress(loopbackInTable(model, family, 3), first), 0);
  });

  t.test(
    `crashes for the last of two interfaces in an IPv${family} table that was deleted once too often`,
    async (t) => {
      const model = new Model(false);
      const other = createLoopback(model);
      addTable(model, family, 20);
      model.interfaces.setTable(other, family, 20);
      const loopback = loopbackInTable(model, family, 3);
      t.equal(model.interfaces.addAddress(other, first), 0);
      model.interfaces.removeAddress(other, first);
      model.interfaces.setTable(other, family, 0);
      t.throws(() => model.interfaces.addAddress(loopback, first), { name: "VppCrash" });
    },
  );

  t.test(`takes another table at the place of the deleted IPv${family} table for it`, async (t) => {
    const model = new Model(false);
    const loopback = loopbackInTable(model, family, 2);
    addTable(model, family, 30);
    t.equal(model.interfaces.addAddress(loopback, first), 0);
  });

  t.test(`deletes an interface of an IPv${family} table that was deleted twice`, async (t) => {
    const model = new Model(false);
    const { swIfIndex } = loopbackInTable(model, family, 2);
    t.equal(model.interfaces.deleteLoopback(swIfIndex), 0);
  });

  t.test(
    `${family === 6 ? "has" : "crashes over"} a second IPv${family} address in a table then deleted`,
    async (t) => {
      const model = new Model(false);
      const loopback = loopbackInTable(model, family, 0);
      model.interfaces.addAddress(loopback, first);
      for (let each = 0; each < 2; each++) deleteTable(model, family, 20);
      const add = (): number => model.interfaces.addAddress(loopback, second);
      if (family === 6) t.equal(add(), 0, "since it joins its groups with the first");
      else t.throws(add, { name: "VppCrash" });
    },
  );
}

t.test("makes an IPv4 table anew when an interface moves to the one that was there for it alone", async (t) => {
  const model = new Model(false);
  const { fib, multicast, interfaces } = model;
  const loopback = createLoopback(model);
  fib.findOrCreate(4, 10, API, "red");
  multicast.add(4, 10);
  interfaces.setTable(loopback, 4, 10);
  deleteTable(model, 4, 10);
  t.equal(interfaces.setTable(loopback, 4, 10), 0);
  t.equal(fib.find(4, 10)?.name, "ipv4-VRF:10");
  t.equal(interfaces.addAddress(loopback, Prefix.parse(FIRST[4])), 0);
});

const afterwards = [
  { title: "gets an address", run: (model: Model, each: Interface) => addAddress(model, each, FIRST[6]) },
  { title: "moves on", run: (model: Model, each: Interface) => model.interfaces.setTable(each, 6, 0) },
  { title: "is deleted", run: (model: Model, each: Interface) => model.interfaces.deleteLoopback(each.swIfIndex) },
];

for (const { title, run } of afterwards) {
  t.test(`crashes when an interface ${title} that moved to the IPv6 table that was there for it alone`, async (t) => {
    const model = new Model(false);
    const loopback = loopbackInTable(model, 6, 1);
    t.equal(model.interfaces.setTable(loopback, 6, 20), 0);
    t.same(loopback.tableIds, { 4: 0, 6: 20 });
    t.equal(model.fib.find(6, 20), undefined, "the table is freed all the same");
    t.throws(() => run(model, loopback), { name: "VppCrash" });
  });
}

t.test("does not crash when another table has come to the place of that table", async (t) => {
  const model = new Model(false);
  const loopback = loopbackInTable(model, 6, 1);
  model.interfaces.setTable(loopback, 6, 20);
  addTable(model, 6, 30);
  t.same(loopback.tableIds, { 4: 0, 6: 30 }, "the interface is in the other one");
  t.equal(model.interfaces.deleteLoopback(loopback.swIfIndex), 0);
});

function addAddress({ interfaces }: Model, owner: Interface, prefix: string): number {
  return interfaces.addAddress(owner, Prefix.parse(prefix));
}
