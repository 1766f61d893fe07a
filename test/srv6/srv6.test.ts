import t from "tap";
import { srLocalsidAddDel, srPolicyAdd } from "../../src/binapi/sr.ts";
import { connect } from "../../src/client/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { localSidFrom, Srv6 } from "../../src/srv6/index.ts";
import { testSrv6 } from "./contract.ts";

testSrv6(async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  return simulator.socketPath;
});

t.test("what a VPP without sr_localsid_add_del_v2 cannot do is said before anything is sent", async (t) => {
  const simulator = await startSimulator({ release: "24.02" });
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  const srv6 = new Srv6(vpp);
  const dt4 = { sid: "fcdd::1", behavior: { type: "End.DT4", tableId: 0 } } as const;
  await srv6.addLocalSid({ sid: "fcdd::1", behavior: { type: "End" } });
  await t.rejects(srv6.addLocalSid({ ...dt4, prefixLength: 120 }), {
    code: "VPP_MESSAGE_MISSING",
    message: /sr_localsid_add_del_v2/,
  });
  await t.rejects(srv6.replaceLocalSid(dt4), { code: "VPP_SRV6", message: /this VPP has no sr_localsid_add_del_v2/ });
  t.equal(simulator.calls(srLocalsidAddDel).length, 1);
  await srv6.replaceLocalSid(dt4, { interrupts: true });
  t.same(await srv6.localSids(), [localSidFrom(dt4)]);
  t.equal(simulator.calls(srLocalsidAddDel).length, 3);
});

t.test("a policy by itself may not lead packets back to one that VPP has", async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  await new Srv6(vpp).addPolicy({ bsid: "cafe::1", segmentLists: [{ segments: ["cafe::2"] }] });
  const back = { bsid: "cafe::2", segmentLists: [{ segments: ["fc00::1", "cafe::1"] }] };
  await t.rejects(new Srv6(vpp).addPolicy(back), {
    code: "VPP_HAZARD",
    message: "forwarding loop: packets of policy cafe::2 return to it through cafe::1, cafe::2",
  });
  t.equal(simulator.calls(srPolicyAdd).length, 1);
});

t.test("a pace that sends nothing is refused by name, at once", async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  const vpp = await connect({ socketPath: simulator.socketPath });
  t.teardown(() => vpp.close());
  const message = "Srv6: options.pace: 0 is not a whole number from 1 on";
  t.throws(() => new Srv6(vpp, { pace: 0 }), { code: "VPP_FIELD_RANGE", message });
});
