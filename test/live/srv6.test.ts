import t from "tap";
import { connect } from "../../src/client/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { testConvergence } from "../desired/converge.ts";
import { testForwarded } from "../desired/forwarded.ts";
import { testUnderlay } from "../desired/underlay.ts";
import { testSrv6 } from "../srv6/contract.ts";
import { testNumbers } from "../srv6/numbers.ts";
import { testShares } from "./shares.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;

const reason = socketPath === undefined ? "TSVPP_VPP_SOCKET is not set" : await whatIsInTheWay(socketPath);

if (socketPath === undefined || reason !== undefined) {
  t.test("SRv6 and desired state of a real VPP", { skip: reason ?? true }, async () => {});
} else {
  // In one file, so that they run one after the other: each needs a VPP that no other test changes.
  testSrv6(async () => socketPath);
  testNumbers(async () => socketPath);
  testConvergence(async () => socketPath);
  testForwarded(async () => socketPath);
  testUnderlay(async () => socketPath);
  t.test("VPP fills the buckets that `bucketsOf` computes", (t) => testShares(t, socketPath));
}

/** Returns a reason if VPP holds SRv6 state: the tests compare the whole state of VPP. */
async function whatIsInTheWay(path: string): Promise<string | undefined> {
  const vpp = await connect({ socketPath: path });
  try {
    const srv6 = new Srv6(vpp);
    const all = await Promise.all([srv6.localSids(), srv6.policies(), srv6.steering()]);
    return all.flat().length === 0 ? undefined : "VPP holds SRv6 state: restart it";
  } finally {
    await vpp.close();
  }
}
