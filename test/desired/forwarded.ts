import t, { type Test } from "tap";
import { type FibPath, FibPathNhProto, FibPathType } from "../../src/binapi/fib_types.ts";
import {
  createLoopback,
  deleteLoopback,
  swInterfaceAddDelAddress,
  swInterfaceDump,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
} from "../../src/binapi/interface.ts";
import { IfStatusFlags } from "../../src/binapi/interface_types.ts";
import { ipRouteAddDel, ipTableAddDel } from "../../src/binapi/ip.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import {
  apply,
  describeForwarded,
  inverse,
  isForwarded,
  parseDocument,
  plan,
  verify,
} from "../../src/desired/index.ts";
import type { Input } from "../../src/wire/index.ts";

const TABLE = 5008;
const NO_INTERFACE = 0xffffffff;
const TABLE6 = { tableId: TABLE, isIp6: true, name: "" };

/** Two policies, one of which looks its first SIDs up in a table of its own. */
const NODE = `
encap: { source: fd11::1 }
policies:
  - { bsid: cafe::1, segments: [fc00:1::1] }
  - { bsid: cafe::2, fibTable: ${TABLE}, segmentLists: [{ segments: [fc00:1::1] }, { segments: [fc00:2::1, fc00:3::1] }] }
steering:
  - { prefix: 10.1.0.0/16, bsid: cafe::1 }
  - { prefix: 2001:db8:2::/48, bsid: cafe::2 }
`;

const node = await parseDocument(NODE);
const wide = await parseDocument(`${NODE}innerMtu: 1460`);

/** A VPP that holds the document, and an interface of it. */
interface Scene {
  readonly vpp: VppClient;
  readonly swIfIndex: number;
}

/** What verifying must tell of any VPP, which has no other SRv6 state and no other user meanwhile. */
export function testForwarded(socketPathOf: (t: Test) => Promise<string>): void {
  const test = (title: string, run: (t: Test, scene: Scene) => Promise<void>) =>
    t.test(title, async (t) => run(t, await setScene(t, await socketPathOf(t))));

  test("each steered prefix and first SID is looked up where VPP looks it up", async (t, { vpp, swIfIndex }) => {
    t.same(await described(vpp), [
      "policy cafe::1 via fc00:1::1: unresolved: there is no usable route to fc00:1::1 in table 0",
      `policy cafe::2 via fc00:1::1: unresolved: there is no usable route to fc00:1::1 in table ${TABLE}`,
      `policy cafe::2 via fc00:2::1, fc00:3::1: unresolved: there is no usable route to fc00:2::1 in table ${TABLE}`,
      "steering of 10.1.0.0/16 table 0 to cafe::1: unresolved: policy cafe::1: there is no usable route to fc00:1::1 in table 0",
      "steering of 2001:db8:2::/48 table 0 to cafe::2: unresolved: " +
        `policy cafe::2: there is no usable route to fc00:1::1 in table ${TABLE}`,
    ]);
    t.same((await verify(vpp, node)).differences, []);
    await setRoute(t, vpp, 0, "fc00:1::/64", pathBy(swIfIndex));
    await setRoute(t, vpp, TABLE, "fc00:1::/64", pathBy(swIfIndex));
    t.same(await described(vpp), [
      "policy cafe::1 via fc00:1::1: installed",
      "policy cafe::2 via fc00:1::1: installed",
      `policy cafe::2 via fc00:2::1, fc00:3::1: unresolved: there is no usable route to fc00:2::1 in table ${TABLE}`,
      "steering of 10.1.0.0/16 table 0 to cafe::1: installed",
      "steering of 2001:db8:2::/48 table 0 to cafe::2: unresolved: " +
        `policy cafe::2: there is no usable route to fc00:2::1 in table ${TABLE}`,
    ]);
    t.notOk(isForwarded(await verify(vpp, node)));
    const noWay = `policy cafe::2 via fc00:2::1, fc00:3::1: unresolved: there is no usable route to fc00:2::1 in table ${TABLE}`;
    await setRoute(t, vpp, TABLE, "fc00:2::/64", pathOver("fc00:4::1", TABLE));
    t.same((await verify(vpp, node)).warnings, [noWay]);
    await setRoute(t, vpp, TABLE, "fc00:4::/64", pathOver("fc00:2::1", TABLE));
    t.same((await verify(vpp, node)).warnings, [noWay]);
    await setRoute(t, vpp, TABLE, "fc00:4::/64", pathOver("fc00:1::9", TABLE));
    t.same((await verify(vpp, node)).warnings, []);
    t.ok(isForwarded(await verify(vpp, node)));
  });

  test("a cause is warned of once, and a prefix of an interface has the better say", async (t, { vpp, swIfIndex }) => {
    for (const tableId of [0, TABLE]) await setRoute(t, vpp, tableId, "fc00::/16", pathBy(swIfIndex));
    const address = { swIfIndex, delAll: false, prefix: "10.1.0.1/16" };
    await vpp.request(swInterfaceAddDelAddress, { ...address, isAdd: true });
    t.same((await verify(vpp, node)).warnings, ["steering of 10.1.0.0/16 table 0 to cafe::1: shadowed by interface"]);
    await vpp.request(swInterfaceAddDelAddress, { ...address, isAdd: false });
    t.same((await verify(vpp, node)).warnings, []);
  });

  test("an interface is told that is too narrow for long packets and their overhead", async (t, { vpp, swIfIndex }) => {
    const name = await nameOf(vpp, swIfIndex);
    for (const tableId of [0, TABLE]) await setRoute(t, vpp, tableId, "fc00:1::/64", pathBy(swIfIndex));
    await setRoute(t, vpp, TABLE, "fc00:2::/64", pathOver("fc00:1::9", TABLE));
    const cases: [mtu: number[], most: number, warned: [lists: string, bytes: number][]][] = [
      [[1540, 0, 0, 0], 1540, []],
      [[1539, 0, 0, 0], 1539, [["cafe::2 via fc00:2::1, fc00:3::1", 1540]]],
      [[9000, 0, 1500, 0], 1500, [["cafe::2 via fc00:2::1, fc00:3::1", 1540]]],
      [[0, 0, 0, 0], 9000, []],
      [
        [1499, 0, 0, 0],
        1499,
        [
          ["cafe::1 via fc00:1::1", 1500],
          ["cafe::2 via fc00:1::1", 1500],
          ["cafe::2 via fc00:2::1, fc00:3::1", 1540],
        ],
      ],
    ];
    for (const [mtu, most, warned] of cases) {
      await vpp.request(swInterfaceSetMtu, { swIfIndex, mtu });
      const expected = warned.map(([list, bytes]) => {
        return `policy ${list}: packets of 1460 bytes become ${bytes} bytes, and the MTU of ${name} is ${most}`;
      });
      t.same((await plan(vpp, wide)).warnings, expected);
      t.same((await verify(vpp, wide)).warnings, expected);
    }
    t.same((await plan(vpp, node)).warnings, []);
  });
}

async function setScene(t: Test, socketPath: string): Promise<Scene> {
  const vpp = await connect({ socketPath });
  const { swIfIndex } = await vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await vpp.request(swInterfaceSetFlags, { swIfIndex, flags: IfStatusFlags.IF_STATUS_API_FLAG_ADMIN_UP });
  await vpp.request(ipTableAddDel, { table: TABLE6 });
  const added = await plan(vpp, node);
  t.ok((await apply(vpp, added)).every(({ ok }) => ok));
  t.teardown(async () => {
    await apply(vpp, inverse(added));
    await vpp.request(ipTableAddDel, { isAdd: false, table: TABLE6 });
    await vpp.request(deleteLoopback, { swIfIndex });
    await vpp.close();
  });
  return { vpp, swIfIndex };
}

async function described(vpp: VppClient): Promise<string[]> {
  return (await verify(vpp, node)).forwarding.map(describeForwarded).sort();
}

async function nameOf(vpp: VppClient, swIfIndex: number): Promise<string | undefined> {
  for await (const each of vpp.dump(swInterfaceDump, { swIfIndex, nameFilter: "", nameFilterValid: false })) {
    if (each.swIfIndex === swIfIndex) return each.interfaceName;
  }
  return undefined;
}

/** Adds a route until the test ends. */
async function setRoute(t: Test, vpp: VppClient, tableId: number, prefix: string, path: Input<FibPath>): Promise<void> {
  const route = { tableId, statsIndex: 0, prefix, paths: [path] };
  await vpp.request(ipRouteAddDel, { isMultipath: false, route });
  t.teardown(() => vpp.request(ipRouteAddDel, { isAdd: false, isMultipath: false, route }));
}

function pathBy(swIfIndex: number): Input<FibPath> {
  return path({ swIfIndex, tableId: 0 }, "::");
}

/** A path that leads on to the route to another address. */
function pathOver(nextHop: string, tableId: number): Input<FibPath> {
  return path({ swIfIndex: NO_INTERFACE, tableId }, nextHop);
}

function path(to: Pick<FibPath, "swIfIndex" | "tableId">, nextHop: string): Input<FibPath> {
  return {
    ...to,
    rpfId: 0,
    weight: 1,
    preference: 0,
    type: FibPathType.FIB_API_PATH_TYPE_NORMAL,
    flags: 0,
    proto: FibPathNhProto.FIB_API_PATH_NH_PROTO_IP6,
    nh: { address: { case: "ip6", value: nextHop }, viaLabel: 0, objId: 0, classifyTableIndex: 0 },
    nLabels: 0,
    labelStack: [],
  };
}
