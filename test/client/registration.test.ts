import t from "tap";
import { register } from "../../src/client/registration.ts";
import { connectSocket } from "../../src/transport/index.ts";
import { bytes } from "../helpers.ts";
import { ScriptedPeer } from "../scripted-peer.ts";

t.test("whoever does not answer in time is not VPP", async (t) => {
  const peer = await ScriptedPeer.listen(t, { greeting: undefined });
  const transport = await connectSocket(peer.socketPath, { maxQueuedBytes: 1024 });
  await t.rejects(register(transport, "silence", 1), {
    code: "VPP_CONNECT",
    message: "whoever listens does not answer as VPP does: no answer within 1 ms",
  });
  peer.send(ScriptedPeer.greeting());
  t.equal((await peer.next(0x11)).bytes.toString("hex"), bytes("0011 80000001 00000001 80000001").toString("hex"));
  await peer.gone;
});

t.test("gives the client index and the message table", async (t) => {
  const peer = await ScriptedPeer.listen(t);
  const transport = await connectSocket(peer.socketPath, { maxQueuedBytes: 1024 });
  const { clientIndex, table } = await register(transport, "x".repeat(63), 1000);
  t.equal(clientIndex, 0x80000001);
  t.equal(table.find({ name: "sr_policy_add", crc: "44ac92e8" }), 0x333);
  transport.destroy();
});
