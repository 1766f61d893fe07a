import t from "tap";
import { register } from "../../../src/client/connection/registration.ts";
import { connectSocket } from "../../../src/transport/index.ts";
import { bytes } from "../../helpers.ts";
import { PEER_TABLE, ScriptedPeer } from "../../scripted-peer.ts";

t.test("whoever does not answer in time is not VPP", async (t) => {
  const peer = await ScriptedPeer.listen(t, { greeting: undefined });
  const transport = await connectSocket(peer.socketPath, { maxQueuedBytes: 1024 });
  await t.rejects(register(transport, "silence", 1), {
    code: "VPP_CONNECT",
    message: "no answer to the registration within 1 ms: VPP is busy, or the peer does not speak the VPP API",
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

/** The client's own messages, and whether it can still leave a peer that lacks them in order. */
const own: readonly (readonly [entry: string, leaves: boolean])[] = [
  ["control_ping_51077d14", true],
  ["control_ping_reply_f6b0b8ca", true],
  ["sockclnt_delete_8ac76db6", false],
  ["sockclnt_delete_reply_8f38b1ee", true],
];
const alterations: readonly (readonly [what: string, alter: (entry: string) => string | undefined])[] = [
  ["lacks", () => undefined],
  ["has another version of", (entry) => `${entry.slice(0, -8)}00000000`],
  ["has another name for", (entry) => `x${entry}`],
];

for (const [entry, leaves] of own) {
  for (const [what, alter] of alterations) {
    t.test(`a peer that ${what} ${entry} is refused by that name`, async (t) => {
      const altered = Object.entries(PEER_TABLE).flatMap(([name, id]) => {
        const other = name === entry ? alter(name) : name;
        return other === undefined ? [] : [[other, id]];
      });
      const peer = await ScriptedPeer.listen(t, { greeting: ScriptedPeer.greeting(Object.fromEntries(altered)) });
      const transport = await connectSocket(peer.socketPath, { maxQueuedBytes: 1024 });
      await t.rejects(register(transport, "own", 1000), {
        code: "VPP_CONNECT",
        effect: "none",
        message: new RegExp(`speak the VPP API: its message table lacks ${entry}$`),
      });
      await peer.gone;
      t.same(
        peer.heard.map(({ bytes: message }) => message.toString("hex")),
        leaves ? [bytes("0011 80000001 00000001 80000001").toString("hex")] : [],
      );
    });
  }
}
