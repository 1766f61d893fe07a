import t, { type Test } from "tap";
import { createLoopback, deleteLoopback, swInterfaceDump, swInterfaceSetFlags } from "../../src/binapi/interface.ts";
import { ipRouteAddDel, ipTableAddDel } from "../../src/binapi/ip.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import { apply, describeConflict, type Plan, parseDocument, plan, verify } from "../../src/desired/index.ts";
import { describeNeighbor, readNeighbors, Srv6 } from "../../src/srv6/index.ts";
import { lines } from "./scene.ts";

const TABLE = 5020;

/** What routes, neighbours and tables of a document do with any VPP, which has no other user meanwhile. */
export function testUnderlay(socketPathOf: (t: Test) => Promise<string>): void {
  t.test("a route, its neighbour and its table come, change and go", async (t) => {
    await using vpp = await connect({ socketPath: await socketPathOf(t) });
    const { swIfIndex, name } = await createInterface(vpp);
    const node = `
requires:
  manage: true
  neighbors: [{ interface: ${name}, address: "fd00:12::2", mac: "02:00:00:00:00:02" }]
owns: { tables: { ip6: [${TABLE}] }, routes: [{ prefix: "fcff::/16", tableId: ${TABLE} }] }
`;
    const desired = `${node}
tables: { ip6: [${TABLE}] }
routes:
  - { prefix: "fcff:3::/48", tableId: ${TABLE}, nextHop: "fd00:12::2", interface: ${name} }
  - { prefix: "fcff:4::/48", tableId: ${TABLE}, nextHop: "fd00:12::2", interface: ${name} }
`;
    t.equal((await carryOut(t, vpp, desired)).steps.length, 4);
    t.same(await neighborsOf(vpp, swIfIndex), [`fd00:12::2 on interface ${swIfIndex} at 02:00:00:00:00:02`]);
    t.same(await routesIn(vpp), ["fcff:3::/48 fd00:12::2", "fcff:4::/48 fd00:12::2"]);
    const other = desired.replace('"fd00:12::2", interface', '"fd00:12::9", interface').replace("00:02", "00:07");
    t.match(lines(await carryOut(t, vpp, other)), [/^change neighbor/, /^change route fcff:3::/]);
    t.same(await routesIn(vpp), ["fcff:3::/48 fd00:12::9", "fcff:4::/48 fd00:12::2"]);
    t.same(await neighborsOf(vpp, swIfIndex), [`fd00:12::2 on interface ${swIfIndex} at 02:00:00:00:00:07`]);
    await vpp.request(ipRouteAddDel, foreignRoute(swIfIndex));
    const gone = await carryOut(t, vpp, node.replace("00:02", "00:07"));
    t.match(lines(gone), [/^remove route fcff:3/, /^remove route fcff:4/]);
    t.same(gone.conflicts.map(describeConflict), [`IPv6 table ${TABLE}: route fcfe::/48 of source API needs it`]);
    await vpp.request(ipRouteAddDel, { ...foreignRoute(swIfIndex), isAdd: false });
    t.match(lines(await carryOut(t, vpp, node.replace("00:02", "00:07"))), [/^remove IPv6 table/]);
    t.notOk((await new Srv6(vpp).observe()).tables[6].has(TABLE));
    await vpp.request(deleteLoopback, { swIfIndex });
    t.same(await neighborsOf(vpp, swIfIndex), []);
  });

  t.test("a route that an interface or SRv6 has too is told, and not added for ever", async (t) => {
    await using vpp = await connect({ socketPath: await socketPathOf(t) });
    const { swIfIndex, name } = await createInterface(vpp);
    const table = { tableId: TABLE, isIp6: true, name: "" };
    await vpp.request(ipTableAddDel, { isAdd: true, table });
    const srv6 = new Srv6(vpp);
    await srv6.addLocalSid({ sid: "fcff:5::", behavior: { type: "uN" }, fibTable: TABLE });
    const route = `{ prefix: "fcff:5::/48", tableId: ${TABLE}, nextHop: "fd00:12::2", interface: ${name} }`;
    const { steps, conflicts } = await plan(vpp, await parseDocument(`routes: [${route}]`));
    t.same([steps.length, conflicts.length], [0, 1]);
    t.match(conflicts.map(describeConflict), [/VPP prefers the route of source SR$/]);
    await srv6.deleteLocalSid("fcff:5::");
    await srv6.deleteTable(TABLE, 6);
    await vpp.request(deleteLoopback, { swIfIndex });
  });
}

async function createInterface(vpp: VppClient): Promise<{ swIfIndex: number; name: string }> {
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: 1 });
  for await (const each of vpp.dump(swInterfaceDump, { nameFilter: "", nameFilterValid: false })) {
    if (each.swIfIndex === swIfIndex) return { swIfIndex, name: each.interfaceName };
  }
  throw new Error(`interface ${swIfIndex} is not shown`);
}

async function carryOut(t: Test, vpp: VppClient, document: string): Promise<Plan> {
  const desired = await parseDocument(document);
  const todo = await plan(vpp, desired);
  for (const outcome of await apply(vpp, todo, { force: true })) t.ok(outcome.ok);
  const left = todo.conflicts.length;
  t.equal((await verify(vpp, desired)).differences.length, left);
  t.same((await plan(vpp, desired)).steps, []);
  return todo;
}

async function routesIn(vpp: VppClient): Promise<string[]> {
  const table = { family: 6, tableId: TABLE } as const;
  const view = await new Srv6(vpp).observe({ routesIn: [table] });
  return view
    .routesIn(table)
    .map(({ prefix, via }) => `${prefix} ${"nextHop" in via && via.nextHop}`)
    .sort();
}

async function neighborsOf(vpp: VppClient, swIfIndex: number): Promise<string[]> {
  return (await readNeighbors(vpp, swIfIndex)).map(describeNeighbor);
}

function foreignRoute(swIfIndex: number) {
  const nh = { address: { case: "ip6", value: "fd00:12::7" }, viaLabel: 0, objId: 0, classifyTableIndex: 0 } as const;
  const more = { tableId: 0, rpfId: 0, weight: 1, preference: 0, type: 0, flags: 0, proto: 1, nLabels: 0 } as const;
  const paths = [{ ...more, swIfIndex, nh, labelStack: [] }];
  return { isMultipath: false, route: { tableId: TABLE, statsIndex: 0, prefix: "fcfe::/48", paths } };
}
