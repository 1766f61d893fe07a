import { startSimulator } from "../../src/simulator/index.ts";
import { testUnderlay } from "./underlay.ts";

testUnderlay(async (t) => {
  const simulator = await startSimulator();
  t.teardown(() => simulator.close());
  return simulator.socketPath;
});
