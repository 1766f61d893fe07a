import t from "tap";
import { srPtIfaceAdd, srPtIfaceDel, srPtIfaceDump } from "../../../src/binapi/sr_pt.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

t.test("traces paths on interfaces that exist", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const entry = { swIfIndex: 0, id: 7, ingressLoad: 1, egressLoad: 2, ttsTemplate: 3 };
  t.equal(await client.retval(srPtIfaceAdd, { ...entry, swIfIndex: 9 }), -2);
  t.equal(await client.retval(srPtIfaceAdd, entry), 0);
  t.same(await client.dump(srPtIfaceDump, {}), [entry]);
  t.equal(await client.retval(srPtIfaceDel, { swIfIndex: 9 }), -2);
  t.equal(await client.retval(srPtIfaceDel, { swIfIndex: 0 }), 0);
});
