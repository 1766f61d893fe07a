import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { srSetEncapHopLimit } from "../../src/binapi/sr.ts";
import { connect } from "../../src/client/connect.ts";
import { bytes, temporaryFolder } from "../helpers.ts";
import { connectedPair, PEER_TABLE, ScriptedPeer } from "../scripted-peer.ts";

const SOCKCLNT_DELETE = 0x11;

t.test("a client registers under its name and learns what VPP has", async (t) => {
  const { vpp, peer } = await connectedPair(t, { name: "my-agent" });
  const name = Buffer.from("my-agent").toString("hex").padEnd(128, "0");
  t.equal(peer.registered?.toString("hex"), bytes("000f 00000001", name).toString("hex"));
  t.same(Object.fromEntries(vpp.messageTable.entries()), PEER_TABLE);
});

t.test("every request repeats the client index as VPP gave it", async (t) => {
  const { vpp, peer } = await connectedPair(t);
  const answer = vpp.request(srSetEncapHopLimit, { hopLimit: 64 });
  const { context, bytes: request } = await peer.next(0x33f);
  t.equal(request.toString("hex"), bytes("033f 80000001", context, "40").toString("hex"));
  peer.send(`0340 ${context} 00000000`);
  t.same(await answer, { retval: 0 });
});

const strange: readonly (readonly [what: string, greeting: string, text: RegExp])[] = [
  [
    "another message",
    "0018 00000001 00000000 00000000 00000000",
    /speak the VPP API: it answers the registration with message 24/,
  ],
  ["an answer that is too short", "0010 00000000 00000001 00000000", /speak the VPP API: .*too short/],
  ["a refusal", "0010 00000000 00000001 ffffffff 80000001 0000", /: VPP refused the registration \(-1\)$/],
  [
    "a message table truncated",
    `0010 00000000 00000001 00000000 80000001 0002 0001 ${"61".repeat(64)}`,
    /is truncated/,
  ],
  ["a message without an id", "00", /first frame of 1 bytes is out of range: VPP sends frames of 2 to 1048576/],
];

for (const [what, greeting, text] of strange) {
  t.test(`${what} in answer to the registration is not VPP`, async (t) => {
    const peer = await ScriptedPeer.listen(t, { greeting });
    const error = { code: "VPP_CONNECT", effect: "none", message: text };
    await t.rejects(connect({ socketPath: peer.socketPath }), error);
    await peer.gone;
  });
}

const raw: readonly (readonly [what: string, greet: (socket: Socket) => void, text: RegExp])[] = [
  ["an end", (socket) => socket.end(), /closed the connection at once/],
  ["a web server's answer", (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), /first frame of \d+ bytes/],
  [
    "a frame of more than 1 MiB",
    (socket) => socket.write(bytes("00".repeat(8), "00100001 00000000")),
    /of 1048577 bytes/,
  ],
];

for (const [what, greet, text] of raw) {
  t.test(`${what} in answer to the registration is not VPP`, async (t) => {
    const socketPath = await rawServer(t, greet);
    const message = new RegExp(`^${socketPath}: the peer does not speak the VPP API: .*${text.source}`);
    await t.rejects(connect({ socketPath }), { code: "VPP_CONNECT", message });
  });
}

for (const name of ["x".repeat(64), "é".repeat(32), "a\0b"]) {
  t.test(`the name ${JSON.stringify(name.slice(0, 4))}... is refused before it is sent`, async (t) => {
    const peer = await ScriptedPeer.listen(t);
    await t.rejects(connect({ socketPath: peer.socketPath, name }), { code: "VPP_FIELD_RANGE", message: /name: / });
    t.equal(peer.registered, undefined);
  });
}

t.test("without a socket it fails at once, with the path", async (t) => {
  const socketPath = join(temporaryFolder(t), "api.sock");
  const error = { code: "VPP_CONNECT", message: `${socketPath}: no such socket`, cause: { code: "ENOENT" } };
  await t.rejects(connect({ socketPath }), error);
});

t.test("it waits for a VPP that is about to start", async (t) => {
  const peer = await ScriptedPeer.listen(t);
  const socketPath = `${peer.socketPath}.later`;
  const connecting = connect({ socketPath, waitMs: Number.POSITIVE_INFINITY });
  peer.moveTo(socketPath);
  const vpp = await connecting;
  t.equal(vpp.messageTable.size, Object.keys(PEER_TABLE).length);
  await vpp.close();
});

t.test("waiting ends with the caller's signal", async (t) => {
  const socketPath = join(temporaryFolder(t), "api.sock");
  const controller = new AbortController();
  const connecting = connect({ socketPath, waitMs: Number.POSITIVE_INFINITY, signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  await t.rejects(connecting, { code: "VPP_ABORTED", cause: reason });
});

t.test("the handshake ends with the caller's signal", async (t) => {
  const peer = await ScriptedPeer.listen(t, { greeting: undefined });
  const controller = new AbortController();
  const connecting = connect({ socketPath: peer.socketPath, signal: controller.signal });
  await peer.registering;
  controller.abort();
  await t.rejects(connecting, { code: "VPP_ABORTED" });
  // A VPP that was only busy has registered the client by now.
  peer.send(ScriptedPeer.greeting());
  t.match(await peer.next(SOCKCLNT_DELETE), { bytes: bytes("0011 80000001 00000001 80000001") });
  await peer.gone;
});

t.test("a signal that is aborted already ends it before it begins", async (t) => {
  const peer = await ScriptedPeer.listen(t);
  await t.rejects(connect({ socketPath: peer.socketPath, signal: AbortSignal.abort() }), { code: "VPP_ABORTED" });
  t.equal(peer.registered, undefined);
});

/** Whoever listens on a socket and is not VPP. */
async function rawServer(t: Test, greet: (socket: Socket) => void): Promise<string> {
  const path = join(temporaryFolder(t), "api.sock");
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => greet(socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.teardown(() => void server.close());
  return path;
}

/** Options of a program that no compiler has checked, and the error that names the first that is wrong. */
const wrongOptions: readonly (readonly [text: string, options: unknown])[] = [
  ["connect: options: null is not an object", null],
  ['connect: options: "/run/vpp/api.sock" is not an object', "/run/vpp/api.sock"],
  ["connect: socketPath: 1 is not a path", { socketPath: 1 }],
  ['connect: socketPath: "" is not a path', { socketPath: "" }],
  ['connect: socketPath: "a\\u0000" is not a path', { socketPath: "a\0" }],
  ['connect: apiFolder: "" is not a path', { apiFolder: "" }],
  ["connect: name: an object is not a string", { name: {} }],
  ['connect: timeoutMs: "5" is not a number of milliseconds from 0 on', { timeoutMs: "5" }],
  ["connect: timeoutMs: -5 is not a number of milliseconds from 0 on", { timeoutMs: -5 }],
  ["connect: timeoutMs: NaN is not a number of milliseconds from 0 on", { timeoutMs: Number.NaN }],
  ["connect: waitMs: -1 is not a number of milliseconds from 0 on", { waitMs: -1 }],
  ["connect: maxQueuedBytes: 0 is not a whole number from 1 on", { maxQueuedBytes: 0 }],
  ["connect: unguarded: 1 is not true or false", { unguarded: 1 }],
  ["connect: signal: an array is not an AbortSignal", { signal: [] }],
];

for (const [message, options] of wrongOptions) {
  t.test(`an error names the option: ${message}`, async (t) => {
    await t.rejects(connect(options as never), { code: "VPP_FIELD_RANGE", effect: "none", message });
  });
}
