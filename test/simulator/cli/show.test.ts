import t from "tap";
import { Ip6Address, MacAddress } from "../../../src/address/index.ts";
import { FibPathNhProto, FibPathType } from "../../../src/binapi/fib_types.ts";
import {
  createLoopback,
  swInterfaceAddDelAddress,
  swInterfaceSetFlags,
  swInterfaceSetMtu,
  swInterfaceSetTable,
} from "../../../src/binapi/interface.ts";
import { ipRouteAddDel, ipTableAddDel } from "../../../src/binapi/ip.ts";
import { srLocalsidAddDelV2, srPolicyAddV2, srSteeringAddDel } from "../../../src/binapi/sr.ts";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { connect } from "../../../src/client/index.ts";
import { runCommandLine } from "../../../src/simulator/cli/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Model } from "../../../src/simulator/model/index.ts";
import { readText } from "../../helpers.ts";
import { TypedClient } from "../typed-client.ts";

const NONE = 0xffffffff;

/** What VPP 26.06 printed after the messages of `configure`: commands, each with its output. */
const OUTPUTS = readOutputs("simulator/cli/vpp-26.06.txt");
/** What it printed when it was new. */
const FIRST_OUTPUTS = readOutputs("simulator/cli/vpp-26.06-new.txt");

t.test("shows a new VPP to the byte", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.ok(FIRST_OUTPUTS.length > 5);
  for (const { command, output } of FIRST_OUTPUTS) {
    t.same(await client.request(cliInband, { cmd: command }), { retval: 0, reply: output }, command);
  }
});

t.test("shows interfaces, addresses, tables and routes as VPP does", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await configure(client);
  t.equal(OUTPUTS.length, 12);
  for (const { command, output } of OUTPUTS) {
    const { retval, reply } = await client.request(cliInband, { cmd: command });
    t.same([retval, modelled(reply)], [0, modelled(output)], command);
  }
});

t.test("shows the clients by their slots", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const { reply } = await client.request(cliInband, { cmd: "show api clients" });
  t.equal(reply, "Socket clients\n                Name  Fildesc\n                 raw       13\n");
});

// What VPP 26.06 shows.
t.test("shows that the frames of an interface are steered", async (t) => {
  const model = new Model(false);
  const bsid = Ip6Address.parse("cafe::1");
  model.interfaces.createLoopback(new MacAddress(0, 0));
  model.policies.add(bsid, 0, true, 0, { count: 1, weight: 1, segments: [bsid] });
  model.steering.add({ type: 2, swIfIndex: 1 }, bsid);
  const { reply } = runCommandLine("show interface address", { model, clients: [], release: "26.06" });
  t.equal(reply, "local0 (dn):\nloop0 (dn):\n  L2 xconnect local0\n");
});

t.test("shows the first 20 bytes of the name of a client, as VPP 26.06 does", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath, name: "tsvpp-overlay:node9:4711" });
  t.match(await vpp.cli("show api clients"), "\ntsvpp-overlay:node9:       13\n");
});

/** Commands, each behind `>>> `, with their outputs. */
function readOutputs(path: string): { command: string; output: string }[] {
  const texts = readText(path).split(/^>>> /m).slice(1);
  return texts.map((text) => {
    const [command = "", ...lines] = text.split("\n");
    return { command, output: lines.join("\n") };
  });
}

/** Without counters of packets, and without places in pools and graphs that the simulator does not have. */
function modelled(text: string): string {
  return text
    .replaceAll(/index:\d+ buckets/g, "index: buckets")
    .replaceAll(/uRPF:-?\d+/g, "uRPF:")
    .replaceAll(/\[@\d+\]: SR/g, "[@]: SR")
    .replaceAll(/^ {60,}(tx|drops).*\n/gm, "")
    .replaceAll(/tx packets.*$/gm, "");
}

async function configure(client: TypedClient): Promise<void> {
  for (let count = 0; count < 3; count++) await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.retval(ipTableAddDel, { table: { tableId: 10, isIp6: false, name: "" } });
  await client.retval(ipTableAddDel, { table: { tableId: 10, isIp6: true, name: "blue" } });
  await client.retval(swInterfaceSetTable, { swIfIndex: 2, isIpv6: false, vrfId: 10 });
  for (const swIfIndex of [1, 2]) await client.retval(swInterfaceSetFlags, { swIfIndex, flags: 1 });
  await addAddress(client, 1, "10.0.0.1/24");
  await addAddress(client, 1, "2001:db8::1/64");
  await addAddress(client, 2, "10.1.0.1/24");
  await addAddress(client, 3, "10.3.0.1/24");
  await addAddress(client, 2, "10.2.0.1/32");
  await client.retval(swInterfaceSetMtu, { swIfIndex: 2, mtu: [1500, 1400, 1300, 0] });
  await addRoute(client, "20.0.0.0/8", { nextHop: "10.0.0.9", swIfIndex: 1 });
  await addRoute(client, "21.0.0.0/8", { nextHop: "10.0.0.7", swIfIndex: 1 });
  await addRoute(client, "23.0.0.0/8", { nextHop: "20.0.0.1" });
  await addRoute(client, "24.0.0.0/8", { type: FibPathType.FIB_API_PATH_TYPE_DROP });
  await addRoute(client, "25.0.0.0/8", { swIfIndex: 1 });
  await addRoute(client, "27.0.0.0/8", { tableId: 10 });
  await addSegmentRouting(client);
}

async function addSegmentRouting(client: TypedClient): Promise<void> {
  const lengths = { locatorBlockLen: 0, locatorNodeLen: 0, functionLen: 0 };
  const localSid = { endPsp: false, behavior: 1, swIfIndex: 0, vlanIndex: 0, fibTable: 0, nhAddr: "::", ...lengths };
  await client.retval(srLocalsidAddDelV2, { localsid: "fc00::1", ...localSid });
  const sids = { numSids: 1, weight: 1, sids: ["fc00::9"] };
  const policy = { bsidAddr: "cafe::1", weight: 1, isEncap: true, type: 0, fibTable: 0, sids, encapSrc: "::1" };
  await client.retval(srPolicyAddV2, policy);
  const steering = { srPolicyIndex: 0, tableId: 0, prefix: "30.0.0.0/8", swIfIndex: 0, trafficType: 4 };
  await client.retval(srSteeringAddDel, { ...steering, bsidAddr: "cafe::1" });
}

async function addAddress(client: TypedClient, swIfIndex: number, prefix: string): Promise<void> {
  t.equal(await client.retval(swInterfaceAddDelAddress, { swIfIndex, isAdd: true, delAll: false, prefix }), 0);
}

interface Path {
  readonly nextHop?: string;
  readonly swIfIndex?: number;
  readonly tableId?: number;
  readonly type?: FibPathType;
}

async function addRoute(client: TypedClient, prefix: string, path: Path): Promise<void> {
  const { nextHop = "0.0.0.0", swIfIndex = NONE, tableId = 0, type = 0 } = path;
  const nh = { address: { case: "ip4", value: nextHop }, viaLabel: 0, objId: 0, classifyTableIndex: 0 } as const;
  const label = { isUniform: 0, label: 0, ttl: 0, exp: 0 };
  const paths = [
    {
      swIfIndex,
      tableId,
      rpfId: NONE,
      weight: 1,
      preference: 0,
      type,
      flags: 0,
      proto: FibPathNhProto.FIB_API_PATH_NH_PROTO_IP4,
      nh,
      nLabels: 0,
      labelStack: Array(16).fill(label),
    },
  ];
  const route = { tableId: 0, statsIndex: 0, prefix, paths };
  t.equal((await client.request(ipRouteAddDel, { isAdd: true, isMultipath: false, route })).retval, 0);
}
