import t from "tap";
import { createLoopback } from "../../../src/binapi/interface.ts";
import {
  srLocalsidAddDel,
  srLocalsidAddDelV2,
  srLocalsidsDump,
  srLocalsidsWithPacketStatsDump,
} from "../../../src/binapi/sr.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

const LOCAL_SID = {
  localsid: "fc00::1",
  endPsp: false,
  behavior: 1,
  vlanIndex: 7,
  fibTable: 0,
  nhAddr: "::",
};

// Block, node and function; VPP 26.06's return values, as measured.
const lengths = [
  { behavior: "End", parts: [0, 0, 0], retval: 0 },
  { behavior: "End", parts: [32, 16, 16], retval: 0 },
  { behavior: "End", parts: [64, 64, 0], retval: 0 },
  { behavior: "End", parts: [64, 64, 8], retval: -7 },
  { behavior: "End", parts: [32, 12, 4], retval: -7 },
  { behavior: "uN", parts: [32, 16, 0], retval: 0 },
  { behavior: "uN", parts: [32, 16, 16], retval: 0 },
  { behavior: "uN", parts: [32, 0, 0], retval: -7 },
  { behavior: "uN", parts: [32, 24, 0], retval: -7 },
  { behavior: "uN", parts: [32, 32, 16], retval: -7 },
  { behavior: "uN", parts: [0, 0, 0], retval: 0 },
] as const;

for (const { behavior, parts, retval } of lengths) {
  t.test(`gives ${retval} for an ${behavior} of ${parts.join(", ")} bits`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await TypedClient.register(simulator.socketPath);
    const [locatorBlockLen, locatorNodeLen, functionLen] = parts;
    const fields = {
      ...LOCAL_SID,
      behavior: behavior === "End" ? 1 : 12,
      locatorBlockLen,
      locatorNodeLen,
      functionLen,
    };
    t.equal(await client.retval(srLocalsidAddDelV2, fields), retval);
  });
}

t.test("looks for the interface of a cross-connect before anything else", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  for (const behavior of [2, 5, 6, 7, 13]) {
    for (const isDel of [false, true]) {
      t.equal(await client.retval(srLocalsidAddDel, { ...LOCAL_SID, behavior, isDel, swIfIndex: 9 }), -2);
    }
    const parts = { locatorBlockLen: 1, locatorNodeLen: 1, functionLen: 1 };
    t.equal(await client.retval(srLocalsidAddDelV2, { ...LOCAL_SID, ...parts, behavior, swIfIndex: 9 }), -2);
  }
  t.equal(await client.retval(srLocalsidAddDel, { ...LOCAL_SID, behavior: 2, swIfIndex: 0 }), 0, "local0 is one");
});

t.test("shows local SIDs without what VPP does not tell", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await client.retval(srLocalsidAddDel, { ...LOCAL_SID, behavior: 2, swIfIndex: 1, nhAddr: "10.0.0.1", endPsp: true });
  await client.retval(srLocalsidAddDel, { ...LOCAL_SID, localsid: "fc00::2", nhAddr: "fe80::1", swIfIndex: 5 });
  const shown = await client.dump(srLocalsidsDump, {});
  t.same(
    shown.map((each) => [
      String(each.addr),
      each.endPsp,
      each.vlanIndex,
      String(each.xconnectNhAddr),
      each.xconnectIfaceOrVrfTable,
    ]),
    [
      ["fc00::1", true, 0, "10.0.0.1", 1],
      ["fc00::2", false, 0, "0.0.0.0", 0],
    ],
  );
  const counted = await client.dump(srLocalsidsWithPacketStatsDump, {});
  t.same(
    counted.map((each) => each.goodTrafficBytes),
    [0n, 0n],
  );
});
