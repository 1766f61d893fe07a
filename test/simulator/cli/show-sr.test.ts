import t from "tap";
import { createLoopback, deleteLoopback } from "../../../src/binapi/interface.ts";
import { ipTableAddDel } from "../../../src/binapi/ip.ts";
import { srLocalsidAddDelV2, srPolicyAddV2, srPolicyMod, srSteeringAddDel } from "../../../src/binapi/sr.ts";
import { cliInband } from "../../../src/binapi/vlib.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

const COUNTERS = `	Good traffic: 	[0 packets : 0 bytes]
	Bad traffic:  	[0 packets : 0 bytes]
--------------------
`;

/** What VPP 26.06 printed after the same messages. */
const LOCAL_SIDS = `SRv6 - My LocalSID Table:
=========================
	Address: 	fc00::1/128
	Behavior: 	End
	PSP: 	True
${COUNTERS}	Address: 	fc00::2/128
	Behavior: 	X (Endpoint with Layer-3 cross-connect)
	Iface:  	loop0
	Next hop: 	fe80::1
${COUNTERS}	Address: 	fc00::3/128
	Behavior: 	T (Endpoint with specific IPv6 table lookup)
	Table:  	10
${COUNTERS}	Address: 	fc00::4/128
	Behavior: 	DX2 (Endpoint with decapulation and Layer-2 cross-connect)
	Iface:  	loop0
${COUNTERS}	Address: 	fc00::5/128
	Behavior: 	DX6 (Endpoint with decapsulation and IPv6 cross-connect)
	Iface:  	loop0
	Next hop: 	2001:db8::9
${COUNTERS}	Address: 	fc00::6/128
	Behavior: 	DX4 (Endpoint with decapsulation and IPv4 cross-connect)
	Iface:  	loop0
	Next hop: 	10.0.0.9
${COUNTERS}	Address: 	fc00::7/128
	Behavior: 	DT6 (Endpoint with decapsulation and specific IPv6 table lookup)
	Table: 10
${COUNTERS}	Address: 	fc00::8/128
	Behavior: 	DT4 (Endpoint with decapsulation and specific IPv4 table lookup)
	Table: 	0
${COUNTERS}	Address: 	fc00:0:1::/48
	Behavior: 	uN [End with uSID]
${COUNTERS}	Address: 	fc00:0:2::/48
	Behavior: 	uN (flex)
${COUNTERS}	Address: 	fc00:0:3:4::/64
	Behavior: 	uA [End with uSID and Layer-3 cross-connect]
	Iface:  	loop0
	Next hop: 	fe80::5
${COUNTERS}Internal error
${COUNTERS}	Address: 	fc00:1::/64
	Behavior: 	End
${COUNTERS}`;

const POLICIES = `SR policies:
[0].-	BSID: cafe::1
	Behavior: Encapsulation
	EncapSrcIP: ::
	Type: Default
	FIB table: 0
	Segment Lists:
  	[0].- < fc00::9, \b\b > weight: 1
  	[4].- < fc00::77, \b\b > weight: 1
-----------
[1].-	BSID: cafe::2
	Behavior: Encapsulation
	EncapSrcIP: 2001:db8::1
	Type: Spray
	FIB table: 0
	Segment Lists:
  	[1].- < fc00::1, fc00::2, \b\b > weight: 5
-----------
[2].-	BSID: cafe::3
	Behavior: Encapsulation
	EncapSrcIP: ::
	Type: TEF (Timestamp, Encapsulate, and Forward)
	FIB table: 0
	Segment Lists:
  	[2].- < fc00::9, \b\b > weight: 1
-----------
[3].-	BSID: cafe::4
	Behavior: SRH insertion
	Type: Default
	FIB table: 0
	Segment Lists:
  	[3].- < \b\b > weight: 1
-----------
`;

const STEERING = `SR steering policies:
Traffic		SR policy BSID
L3 10.1.2.3/16	cafe::1
L3 2001:db8::1/32	cafe::2
L2 loop0	cafe::1
L3 1.2.3.4/8	cafe::1
`;

const SIDS: readonly (readonly [
  sid: string,
  behavior: number,
  swIfIndex?: number,
  nextHop?: string,
  lengths?: number[],
])[] = [
  ["fc00::1", 1],
  ["fc00::2", 2, 1, "fe80::1"],
  ["fc00::3", 3, 10],
  ["fc00::4", 5, 1],
  ["fc00::5", 6, 1, "2001:db8::9"],
  ["fc00::6", 7, 1, "10.0.0.9"],
  ["fc00::7", 8, 10],
  ["fc00::8", 9, 0],
  ["fc00:0:1::", 11],
  ["fc00:0:2::", 12],
  ["fc00:0:3:4::", 13, 1, "fe80::5"],
  ["fc00::a", 0],
  ["fc00:1::", 1, 0, "::", [32, 16, 16]],
];

async function configure(client: TypedClient): Promise<void> {
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.retval(ipTableAddDel, { table: { tableId: 10, isIp6: true, name: "" } });
  for (const [localsid, behavior, swIfIndex = 0, nhAddr = "::", [block = 0, node = 0, length = 0] = []] of SIDS) {
    const parts = { locatorBlockLen: block, locatorNodeLen: node, functionLen: length };
    const endPsp = localsid === "fc00::1";
    await client.retval(srLocalsidAddDelV2, {
      localsid,
      behavior,
      swIfIndex,
      nhAddr,
      endPsp,
      vlanIndex: 0,
      fibTable: 0,
      ...parts,
    });
  }
  const policy = { weight: 0, fibTable: 0, isEncap: true, type: 0, encapSrc: "::" };
  const list = (...sids: string[]) => ({ numSids: sids.length, weight: 1, sids });
  await client.retval(srPolicyAddV2, { ...policy, bsidAddr: "cafe::1", sids: list("fc00::9") });
  const spray = { ...policy, type: 1, encapSrc: "2001:db8::1", sids: { ...list("fc00::1", "fc00::2"), weight: 5 } };
  await client.retval(srPolicyAddV2, { ...spray, bsidAddr: "cafe::2" });
  await client.retval(srPolicyAddV2, { ...policy, bsidAddr: "cafe::3", type: 2, sids: list("fc00::9") });
  await client.retval(srPolicyAddV2, { ...policy, bsidAddr: "cafe::4", isEncap: false, sids: list() });
  const more = {
    ...policy,
    srPolicyIndex: 0,
    operation: 1,
    slIndex: 0,
    sids: { ...list("fc00::77"), weight: 0xffffffff },
  };
  await client.retval(srPolicyMod, { ...more, bsidAddr: "cafe::1" });
  const steering = { srPolicyIndex: 0, tableId: 0, swIfIndex: 1 };
  await client.retval(srSteeringAddDel, { ...steering, trafficType: 4, prefix: "10.1.2.3/16", bsidAddr: "cafe::1" });
  await client.retval(srSteeringAddDel, { ...steering, trafficType: 6, prefix: "2001:db8::1/32", bsidAddr: "cafe::2" });
  await client.retval(srSteeringAddDel, { ...steering, trafficType: 2, prefix: "0.0.0.0/0", bsidAddr: "cafe::1" });
  await client.retval(srSteeringAddDel, {
    ...steering,
    trafficType: 4,
    prefix: "2001:db8:1::102:304/8",
    bsidAddr: "cafe::1",
  });
}

t.test("prints what VPP prints", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await configure(client);
  const show = (cmd: string): Promise<unknown> => client.request(cliInband, { cmd });
  t.same(await show("show sr localsids"), { retval: 0, reply: LOCAL_SIDS });
  t.same(await show("show sr policies"), { retval: 0, reply: POLICIES });
  t.same(await show("show sr steering-policies"), { retval: 0, reply: STEERING });
  await client.retval(deleteLoopback, { swIfIndex: 1 });
  t.same(await show("show sr localsids"), { retval: 0, reply: LOCAL_SIDS.replaceAll("loop0", "DELETED (1)") });
  t.same(await show("show sr steering-policies"), { retval: 0, reply: STEERING.replace("loop0", "DELETED (1)") });
});
