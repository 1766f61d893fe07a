import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { receiveDescriptor, serveDescriptors } from "../../src/transport/index.ts";
import { loadNative } from "../../src/transport/native.ts";
import { leftSocket, temporaryFolder } from "../helpers.ts";
import { NATIVE } from "../native.ts";

const TIMEOUT_MS = 20_000;

/** Serves descriptors of one file at a socket. Returns the path of the socket and of the file. */
function serve(t: Test, count: number): { path: string; file: string } {
  const folder = temporaryFolder(t);
  const [path, file] = [join(folder, "stats.sock"), join(folder, "segment")];
  writeFileSync(file, "content");
  const fd = openSync(file, "r");
  const server = serveDescriptors(path, () => Array(count).fill(fd));
  t.teardown(() => {
    server.close();
    closeSync(fd);
  });
  return { path, file };
}

/** Returns how many descriptors of this process refer to a file. */
function countOpen(file: string): number {
  const paths = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  return paths.filter((path) => path === file).length;
}

/** Returns how many descriptors this process has. */
function countAll(): number {
  return readdirSync("/proc/self/fd").length;
}

t.test("receives the descriptor that a socket gives, closed when another program starts", NATIVE, async (t) => {
  const { path, file } = serve(t, 1);
  const before = countAll();
  const fd = await receiveDescriptor(path, TIMEOUT_MS);
  t.teardown(() => closeSync(fd));
  t.equal(readFileSync(fd, "utf8"), "content");
  t.equal(fstatSync(fd).ino, fstatSync(openedFor(t, file)).ino);
  // O_CLOEXEC, as /proc shows it. @see proc(5), fdinfo
  const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))![1]!;
  t.not(Number.parseInt(flags, 8) & 0o2000000, 0);
  t.equal(countAll(), before + 2, "the connection is closed");
});

function openedFor(t: Test, file: string): number {
  const fd = openSync(file, "r");
  t.teardown(() => closeSync(fd));
  return fd;
}

for (const [count, text] of [
  [0, "sent no descriptor"],
  [2, "sent more than one descriptor"],
  [8, "sent more than one descriptor"],
] as const) {
  t.test(`refuses ${count} descriptors and keeps none open`, NATIVE, async (t) => {
    const { path, file } = serve(t, count);
    const before = countAll();
    await t.rejects(receiveDescriptor(path, TIMEOUT_MS), { code: "VPP_CONNECT", message: new RegExp(text) });
    t.equal(countOpen(file), 1, "that of the server");
    t.equal(countAll(), before);
  });
}

/** Sends `argv[2]` descriptors to the first client of the socket `argv[1]`. More than 8 do not fit the memory of a receiver. */
const PYTHON = `
import array, os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.bind(sys.argv[1]); s.listen(); print("ready", flush=True)
c, _ = s.accept()
fds = array.array("i", [os.open(sys.argv[1] + ".file", os.O_RDWR | os.O_CREAT) for _ in range(int(sys.argv[2]))])
c.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
c.close()
`;

for (const [count, isTaken] of [
  [1, true],
  [9, false],
  [60, false],
] as const) {
  t.test(`another program's ${count} descriptors are ${isTaken ? "received" : "refused"}`, NATIVE, async (t) => {
    const path = join(temporaryFolder(t), "stats.sock");
    const peer = spawn("python3", ["-c", PYTHON, path, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
    await once(peer.stdout, "data");
    const before = countAll();
    const received = receiveDescriptor(path, TIMEOUT_MS);
    if (isTaken) closeSync(await received);
    else await t.rejects(received, { code: "VPP_CONNECT", message: /more than one descriptor/ });
    t.equal(countAll(), before);
    await once(peer, "exit");
  });
}

t.test("a peer that does not answer is given up at the deadline", NATIVE, async (t) => {
  const path = join(temporaryFolder(t), "stats.sock");
  const listener = loadNative().listen(path);
  t.teardown(() => closeSync(listener));
  const before = countAll();
  await t.rejects(receiveDescriptor(path, 20), { code: "VPP_CONNECT", message: `${path}: no answer. Does VPP hang?` });
  t.equal(countAll(), before);
});

t.test("a socket that is missing, left, or of another type is named with its configuration", NATIVE, async (t) => {
  const other = join(temporaryFolder(t), "api.sock");
  const server = createServer().listen(other);
  await once(server, "listening");
  t.teardown(() => server.close());
  const refused: readonly (readonly [path: string, text: RegExp])[] = [
    ["/nowhere/stats.sock", /^\/nowhere\/stats\.sock: no such socket\. Is VPP running, with statseg \{ socket-name/],
    [leftSocket(t), /no process listens|not VPP's statistics socket/],
    [other, /not VPP's statistics socket\. Use that of statseg/],
    ["", /./],
    ["a\0b", /./],
    ["x".repeat(108), /too long for a socket path/],
    ["x".repeat(10_000), /too long for a socket path/],
  ];
  for (const [path, message] of refused) {
    await t.rejects(receiveDescriptor(path, TIMEOUT_MS), { code: "VPP_CONNECT", message }, path);
  }
});

t.test("a client that leaves before it is accepted does not stop the server", NATIVE, async (t) => {
  const { path } = serve(t, 1);
  for (let i = 0; i < 3; i++) closeSync(loadNative().connect(path));
  closeSync(await receiveDescriptor(path, TIMEOUT_MS));
});

t.test("many clients are served, and nothing stays open", NATIVE, async (t) => {
  const { path, file } = serve(t, 1);
  const received = await Promise.all(Array.from({ length: 100 }, () => receiveDescriptor(path, TIMEOUT_MS)));
  t.equal(countOpen(file), 101);
  for (const fd of received) closeSync(fd);
  t.equal(countOpen(file), 1);
});

t.test("a path at which something exists is not listened at", NATIVE, async (t) => {
  const { file } = serve(t, 1);
  t.throws(() => serveDescriptors(file, () => []), { code: "EADDRINUSE" });
});

/** Returns the number of the error that a function throws. */
function errnoOf(call: () => unknown): number | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno;
  }
}

t.test("wrong arguments of the compiled functions are errors", NATIVE, async (t) => {
  const { path } = serve(t, 1);
  const native = loadNative() as unknown as Record<string, (...all: unknown[]) => number>;
  for (const args of [[], [5], [null], [{}], ["x\0"]]) {
    t.equal(
      errnoOf(() => native.connect!(...args)),
      -22,
    );
    t.equal(
      errnoOf(() => native.listen!(...args)),
      -22,
    );
  }
  for (const args of [[], ["5"], [{}]])
    t.equal(
      errnoOf(() => native.receive!(...args)),
      -22,
    );
  t.equal(
    errnoOf(() => native.receive!(-1)),
    -9,
  );
  const connection = native.connect!(path);
  t.teardown(() => closeSync(connection));
  for (const list of [undefined, 5, "abc", [{}], Array(9).fill(1)]) {
    t.equal(
      errnoOf(() => native.give!(connection, list)),
      -22,
    );
  }
});
