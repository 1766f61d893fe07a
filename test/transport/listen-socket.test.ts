import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import t, { type Test } from "tap";
import { listenSocket } from "../../src/transport/listen-socket.ts";
import type { ServerTransport } from "../../src/transport/transport.ts";
import { bytes, temporaryFolder } from "../helpers.ts";

const MAX_BYTES = 64 * 1024 * 1024;

/** What a server has heard, by connection. */
interface Echo {
  readonly path: string;
  /** Lengths of all messages, in order. */
  readonly heard: number[];
  /** The reason with which the first connection ended. */
  readonly firstEnd: Promise<Error | undefined>;
}

/** A server that answers each message with the same one. */
async function echo(t: Test, prepare: (transport: ServerTransport) => void = () => {}): Promise<Echo> {
  const path = join(temporaryFolder(t), "api.sock");
  const heard: number[] = [];
  const open = new Set<ServerTransport>();
  let noteEnd: ServerTransport["onClose"] = () => {};
  const firstEnd = new Promise<Error | undefined>((resolve) => {
    noteEnd = resolve;
  });
  const listener = await listenSocket(path, (transport) => {
    open.add(transport);
    prepare(transport);
    transport.onClose = noteEnd;
    transport.onMessage = (memory, _view, offset, byteLength) => {
      heard.push(byteLength);
      if (byteLength < 100) answer(transport, Buffer.from(memory.subarray(offset, offset + byteLength)));
    };
  });
  t.teardown(async () => {
    for (const each of open) each.destroy();
    await listener.close();
  });
  return { path, heard, firstEnd };
}

/** As the simulator does: what is answered in one turn is flushed behind it. */
function answer(transport: ServerTransport, message: Buffer): void {
  transport.bytes.set(message, transport.reserve(message.length));
  transport.commit();
  queueMicrotask(() => transport.flush());
}

/** A client without our frame reader; it ends with the test. */
function client(t: Test, path: string): Socket {
  const socket = createConnection(path);
  // What the server has not read when it ends comes back as a reset.
  socket.on("error", () => {});
  t.teardown(() => void socket.destroy());
  return socket;
}

function frame(hex: string, claimedBytes: number = hex.length / 2): Buffer {
  return bytes("00".repeat(8), claimedBytes.toString(16).padStart(8, "0"), "00000000", hex);
}

const bounds: readonly (readonly [what: string, bytesPerTurn: number])[] = [
  ["at once", Number.POSITIVE_INFINITY],
  ["in pieces", 5],
];

for (const [what, bytesPerTurn] of bounds) {
  t.test(`a frame above 64 MiB ends its connection behind the answers, when it is read ${what}`, async (t) => {
    const { path, heard, firstEnd } = await echo(t, (transport) => {
      transport.bytesPerTurn = bytesPerTurn;
    });
    const socket = client(t, path);
    const [first, second, behind] = [frame("00170001"), frame("001700020003"), frame("0017")];
    socket.write(Buffer.concat([first, second, frame("0017", MAX_BYTES + 1), behind]));
    t.equal(await text(socket.setEncoding("hex")), Buffer.concat([first, second]).toString("hex"));
    const message = "frame of 67108865 bytes is out of range: a client sends frames of 2 to 67108864 bytes";
    t.match(await firstEnd, { code: "VPP_FRAME", message });
    t.same(heard, [4, 6]);
  });
}

t.test("a first frame of 4 GiB ends its connection; the others go on", async (t) => {
  const { path, heard, firstEnd } = await echo(t);
  const hostile = client(t, path);
  hostile.write(frame("0017", 0xffff_ffff));
  t.match(await firstEnd, { code: "VPP_FRAME", message: /^first frame of 4294967295 bytes/ });
  const other = client(t, path);
  other.end(frame("00180001"));
  t.equal(await text(other.setEncoding("hex")), frame("00180001").toString("hex"));
  t.same(heard, [4]);
});

t.test("a frame of 64 MiB is taken", async (t) => {
  const { path, heard } = await echo(t);
  const socket = client(t, path);
  socket.write(Buffer.concat([frame("", MAX_BYTES), Buffer.alloc(MAX_BYTES)]));
  socket.end(frame("0017"));
  t.equal(await text(socket.setEncoding("hex")), frame("0017").toString("hex"));
  t.same(heard, [MAX_BYTES, 2]);
});
