import t from "tap";
import { showVpeSystemTime } from "../../../src/binapi/vpe.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

t.test("the time is that of the system, in seconds", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const before = Date.now() / 1000;
  const { retval, vpeSystemTime } = await client.request(showVpeSystemTime, {});
  t.equal(retval, 0);
  t.ok(vpeSystemTime >= before && vpeSystemTime <= Date.now() / 1000);
});
