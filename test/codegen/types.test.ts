/**
 * What the compiler makes of the bindings. Nothing here runs: a line that should not compile and does is an error, and so
 * is one that should and does not.
 */
import t from "tap";
import { swInterfaceDump, swInterfaceEvent, wantInterfaceEvents } from "../../src/binapi/interface.ts";
import { ipPathMtuGet, ipRouteAddDel, ipTableAddDel } from "../../src/binapi/ip.ts";
import { controlPing } from "../../src/binapi/memclnt.ts";
import {
  srLocalsidAddDel,
  srLocalsidsDetails,
  srLocalsidsDump,
  srLocalsidsWithPacketStatsDump,
  srPolicyAdd,
  srPolicyAddReply,
} from "../../src/binapi/sr.ts";
import { SrBehavior } from "../../src/binapi/sr_types.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { type Batch, Ip4Address, Ip6Address, Prefix, type VppClient } from "../../src/index.ts";

const policy = {
  bsidAddr: "cafe::1",
  weight: 0,
  isEncap: true,
  isSpray: false,
  fibTable: 0,
  sids: { numSids: 1, weight: 1, sids: ["fc00::1", Ip6Address.parse("fc00::2")] },
};

async function replies(vpp: VppClient): Promise<void> {
  const { version, retval } = await vpp.request(showVersion, {});
  const text: string = version;
  const number: number = retval;
  // @ts-expect-error: the version is text
  const wrong: number = version;
  // @ts-expect-error: the reply has no such field
  (await vpp.request(srPolicyAdd, policy)).version;
  used(text, number, wrong);
}

async function details(vpp: VppClient): Promise<void> {
  for await (const sid of vpp.dump(srLocalsidsWithPacketStatsDump, {})) {
    const address: Ip6Address = sid.addr;
    const bytes: bigint = sid.goodTrafficBytes;
    // @ts-expect-error: 64-bit integers are no numbers
    const number: number = sid.goodTrafficBytes;
    // @ts-expect-error: decoded values are read-only
    sid.fibTable = 1;
    used(address, bytes, number);
  }
  for await (const { pmtu } of vpp.dump(ipPathMtuGet, { cursor: 0 })) {
    const { pathMtu }: { pathMtu: number } = pmtu;
    used(pathMtu);
  }
}

function roles(vpp: VppClient, batch: Batch): void {
  // @ts-expect-error: a dump is no request
  vpp.request(srLocalsidsDump, {});
  // @ts-expect-error: a paged dump is no request
  vpp.request(ipPathMtuGet, { cursor: 0 });
  // @ts-expect-error: a request is no dump
  vpp.dump(showVersion, {});
  // @ts-expect-error: a reply is no request
  vpp.request(srPolicyAddReply, { retval: 0 });
  // @ts-expect-error: details are no dump
  vpp.dump(srLocalsidsDetails, {});
  // @ts-expect-error: an event is no request
  vpp.request(swInterfaceEvent, { pid: 0, swIfIndex: 0, flags: 0, deleted: false });
  // @ts-expect-error: a dump does not go into a batch
  batch.add(srLocalsidsDump, {});
  batch.add(srPolicyAdd, policy);
  vpp.request(wantInterfaceEvents, { enableDisable: 1, pid: process.pid });
}

function fields(vpp: VppClient): void {
  vpp.request(srPolicyAdd, policy);
  vpp.request(srPolicyAdd, { ...policy, bsidAddr: Ip6Address.parse("cafe::1") });
  // @ts-expect-error: an IPv4 address is no BSID
  vpp.request(srPolicyAdd, { ...policy, bsidAddr: Ip4Address.parse("10.0.0.1") });
  // @ts-expect-error: a number is no address
  vpp.request(srPolicyAdd, { ...policy, bsidAddr: 1 });
  // @ts-expect-error: text is no number
  vpp.request(srPolicyAdd, { ...policy, fibTable: "0" });
  // @ts-expect-error: a number is not true or false
  vpp.request(srPolicyAdd, { ...policy, isEncap: 1 });
  // @ts-expect-error: one address is no list of them
  vpp.request(srPolicyAdd, { ...policy, sids: { numSids: 1, weight: 1, sids: "fc00::1" } });
  // @ts-expect-error: a field within is missing
  vpp.request(srPolicyAdd, { ...policy, sids: { numSids: 1, weight: 1 } });
  // @ts-expect-error: fields are missing
  vpp.request(srPolicyAdd, { bsidAddr: "cafe::1" });
  // @ts-expect-error: no such field
  vpp.request(srPolicyAdd, { ...policy, bsid: "cafe::1" });
  // @ts-expect-error: no such field; the client sets it
  vpp.request(srPolicyAdd, { ...policy, context: 1 });
  // @ts-expect-error: the message has no fields
  vpp.request(controlPing, { anything: 1 });
  // @ts-expect-error: fields are wanted
  vpp.request(srPolicyAdd);
}

function defaults(vpp: VppClient): void {
  const table = { tableId: 1, isIp6: true, name: "" };
  vpp.request(ipTableAddDel, { table });
  vpp.request(ipTableAddDel, { table, isAdd: false });
  vpp.dump(swInterfaceDump, { nameFilterValid: false, nameFilter: "" });
  // @ts-expect-error: it is left out, or it has a value
  vpp.request(ipTableAddDel, { table, isAdd: undefined });
}

function enumerations(vpp: VppClient): void {
  const sid = {
    isDel: false,
    localsid: "fc00::1",
    endPsp: false,
    swIfIndex: 0,
    vlanIndex: 0,
    fibTable: 0,
    nhAddr: "0.0.0.0",
  };
  vpp.request(srLocalsidAddDel, { ...sid, behavior: SrBehavior.SR_BEHAVIOR_API_END });
  vpp.request(srLocalsidAddDel, { ...sid, behavior: 200 });
  // @ts-expect-error: names of items are for the JSON form
  vpp.request(srLocalsidAddDel, { ...sid, behavior: "SR_BEHAVIOR_API_END" });
  // @ts-expect-error: no such item
  vpp.request(srLocalsidAddDel, { ...sid, behavior: SrBehavior.SR_BEHAVIOR_API_DT46 });
}

function unions(vpp: VppClient): void {
  const path = { swIfIndex: 0, tableId: 0, rpfId: 0, weight: 1, preference: 0, type: 0, flags: 0, proto: 0 };
  const rest = { ...path, nLabels: 0, labelStack: [] };
  const nh = { viaLabel: 0, objId: 0, classifyTableIndex: 0 };
  const route = { tableId: 0, statsIndex: 0, prefix: Prefix.parse("10.0.0.0/8") };
  vpp.request(ipRouteAddDel, {
    isMultipath: false,
    route: { ...route, paths: [{ ...rest, nh: { ...nh, address: { case: "ip4", value: "10.0.0.1" } } }] },
  });
  vpp.request(ipRouteAddDel, {
    isMultipath: false,
    // @ts-expect-error: the union has no such arm
    route: { ...route, paths: [{ ...rest, nh: { ...nh, address: { case: "ip5", value: "10.0.0.1" } } }] },
  });
}

function used(...values: readonly unknown[]): void {
  for (const value of values) void value;
}

t.test("the compiler has accepted what is right and refused what is wrong", async (t) => {
  for (const checked of [replies, details, roles, fields, defaults, enumerations, unions]) t.type(checked, "function");
});
