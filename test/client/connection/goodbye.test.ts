import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import t from "tap";
import { ipTableAddDel } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { connect } from "../../../src/client/index.ts";
import { bytes, stopClock, temporaryFolder } from "../../helpers.ts";
import { connectedPair, ScriptedPeer } from "../../scripted-peer.ts";
import { CLI, CREATE, DELETE, Leaving } from "../leaving/leaving.ts";

const GOODBYE = 0x11;
const HOP_LIMIT = 0x33f;
const TABLE_ADD_DEL = 0x60;

const table = { table: { tableId: 7, isIp6: true, name: "" } };

t.test("a client leaves with its own index, once, and then the connection ends", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const closings = [vpp.close(), vpp.close()];
  const { context, bytes: goodbye } = await peer.next(GOODBYE);
  t.equal(goodbye.toString("hex"), bytes("0011 80000001", context, "80000001").toString("hex"));
  await Promise.all(closings);
  await vpp.close();
  await peer.gone;
  t.equal(peer.heard.length, 1);
});

t.test("a block that owns the client ends it", async (t) => {
  const peer = await ScriptedPeer.listen(t);
  {
    await using vpp = await connect({ socketPath: peer.socketPath });
    t.ok(vpp.messageTable.size > 0);
  }
  await peer.gone;
  t.same(
    peer.heard.map(({ id }) => id),
    [GOODBYE],
  );
});

t.test("calls before the goodbye are still answered", async (t) => {
  const { vpp, peer } = await connectedPair(t, {}, { isPolite: false });
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 1 });
  const closing = vpp.close();
  const { context } = await peer.next(HOP_LIMIT);
  const goodbye = await peer.next(GOODBYE);
  peer.send(`0340 ${context} 00000000`, `0012 ${goodbye.context} 00000001`);
  t.same(await answer, { retval: 0 });
  await closing;
});

t.test("calls that are not answered by then fail with the close", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const pending = vpp.request(ipTableAddDel, table);
  const dump = vpp.dump(srLocalsidsDump, {});
  await peer.next(TABLE_ADD_DEL);
  const closing = vpp.close();
  await t.rejects(pending, { code: "VPP_CLOSED", effect: "unknown", messageName: "ip_table_add_del" });
  await t.rejects(dump.next(), { code: "VPP_CLOSED", messageName: "sr_localsids_dump" });
  await closing;
});

t.test("calls after the close are refused, and nothing of them is sent", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const closing = vpp.close();
  const error = { code: "VPP_CLOSED", effect: "none" };
  const check = async () => {
    await t.rejects(vpp.request(srSetEncapHopLimit, { hopLimit: 1 }), error);
    await t.rejects(vpp.dump(srLocalsidsDump, {}).next(), error);
    await t.rejects(vpp.cli("show version"), error);
    const [outcome] = await vpp.batch((batch) => batch.add(srSetEncapHopLimit, { hopLimit: 1 }));
    t.match(outcome, { ok: false, error });
  };
  await check();
  await closing;
  await check();
  t.same(
    peer.heard.map(({ id }) => id),
    [GOODBYE],
  );
});

t.test("a VPP that refuses the goodbye is left all the same", async (t) => {
  const { vpp, peer } = await connectedPair(t, {}, { isPolite: false });
  const closing = vpp.close();
  peer.send(`0012 ${(await peer.next(GOODBYE)).context} ffffffff`);
  await closing;
  await peer.gone;
  t.equal(peer.heard.length, 1);
});

t.test("a VPP that is gone already needs no goodbye", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  await peer.end();
  await vpp.close();
  t.same(peer.heard, []);
});

t.test("a VPP that reads and answers nothing any more is not waited for", async (t) => {
  const path = join(temporaryFolder(t), "api.sock");
  const deaf = createServer({ allowHalfOpen: true }, (socket) => {
    socket.once("data", () => {
      socket.pause();
      const greeting = bytes(ScriptedPeer.greeting());
      socket.write(bytes("00".repeat(8), greeting.length.toString(16).padStart(8, "0"), "00000000"));
      socket.write(greeting);
    });
  }).listen(path);
  await once(deaf, "listening");
  t.teardown(() => void deaf.close());
  const vpp = await connect({ socketPath: path });
  const pending = vpp.request(ipTableAddDel, table);
  const clock = stopClock(t);
  const closing = vpp.close();
  clock.advance(2000);
  await t.rejects(pending, { code: "VPP_CLOSED" });
  await closing;
});

t.test("a VPP that reads again later gets all that was sent, then the goodbye, even from a full way", async (t) => {
  const leaving = await Leaving.listen(t, { stopsReading: true });
  const vpp = await connect({ socketPath: leaving.socketPath, maxQueuedBytes: 1024 * 1024 });
  const asked = vpp.cli("x".repeat(2 * 1024 * 1024));
  await t.rejects(vpp.cli("show version"), { code: "VPP_OVERLOADED" });
  const clock = stopClock(t);
  const closing = vpp.close();
  clock.advance(2000);
  await t.rejects(asked, { code: "VPP_CLOSED" });
  await closing;
  const connection = await leaving.first();
  t.same(connection.ids, [CREATE]);
  connection.resume();
  await connection.gone;
  t.same(connection.ids, [CREATE, CLI, DELETE]);
});

t.test("a client that is given up while it connects leaves in order", async (t) => {
  const leaving = await Leaving.listen(t);
  const ending = new AbortController();
  const connecting = connect({ socketPath: leaving.socketPath, signal: ending.signal });
  ending.abort();
  await t.rejects(connecting, { code: "VPP_ABORTED" });
  const connection = await leaving.first();
  await connection.gone;
  t.same(connection.ids, [CREATE, DELETE]);
});

t.test("a close does not wait for a hook, and leaves the connection that the hook was to prepare", async (t) => {
  const leaving = await Leaving.listen(t);
  const vpp = await connect({ socketPath: leaving.socketPath });
  const called = new Promise<void>((resolve) => {
    void vpp.onReady(({ number }) => number > 1 && new Promise(() => resolve()));
  });
  (await leaving.first()).end();
  await called;
  await vpp.close();
  const connection = await leaving.nth(2);
  await connection.gone;
  t.same(connection.ids, [CREATE, DELETE]);
  t.equal(leaving.connections.length, 2);
});
