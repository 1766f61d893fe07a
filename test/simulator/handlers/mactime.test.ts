import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";

// VPP sends mactime_dump_reply behind the details: NO_CHANGE for the epoch of its table, and GoVPP waits for it.
t.test("a dump of mactime has a reply, as in VPP", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const reply = client.idOf("mactime_dump_reply");
  t.equal(await client.ask("{mactime_dump} 80000001 00000007 00000000"), `${reply}00000007ffffff6000000000`);
  t.equal(await client.ask("{mactime_dump} 80000001 00000007 00000001"), `${reply}000000070000000000000000`);
});
