import { startSimulator } from "../../src/simulator/index.ts";
import { testConvergence } from "./converge.ts";

testConvergence(async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  return simulator.socketPath;
});
