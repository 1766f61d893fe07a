import t from "tap";
import { testConvergence } from "../desired/converge.ts";
import { testSrv6 } from "../srv6/contract.ts";

const socketPath = process.env.TSVPP_VPP_SOCKET;

if (socketPath === undefined) {
  t.test("SRv6 and desired state of a real VPP", { skip: "TSVPP_VPP_SOCKET is not set" }, async () => {});
} else {
  // In one file, one after the other: each needs the VPP for itself.
  testSrv6(async () => socketPath);
  testConvergence(async () => socketPath);
}
