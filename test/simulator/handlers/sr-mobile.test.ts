import t from "tap";
import { srMobileLocalsidAddDel } from "../../../src/binapi/sr_mobile.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { TypedClient } from "../typed-client.ts";

t.test("gives no answer to a mobile behavior that it does not know", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  const fields = {
    localsidPrefix: "fc00::/64",
    behavior: "end.m.gtp4.d",
    fibTable: 0,
    localFibTable: 0,
    dropIn: false,
    nhtype: 0,
    srPrefix: "::/0",
    v4srcAddr: "0.0.0.0",
    v4srcPosition: 0,
  };
  client.send(srMobileLocalsidAddDel, fields);
  t.equal(await client.retval(srMobileLocalsidAddDel, { ...fields, behavior: "end.m.gtp4.e" }), -9);
});
