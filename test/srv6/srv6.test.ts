import { startSimulator } from "../../src/simulator/index.ts";
import { testSrv6 } from "./contract.ts";

testSrv6(async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  return simulator.socketPath;
});
