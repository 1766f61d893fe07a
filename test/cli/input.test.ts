import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { UsageError } from "../../src/cli/arguments/usage-error.ts";
import { readText } from "../../src/cli/input.ts";
import type { Io } from "../../src/cli/io.ts";
import { MAX_INPUT_BYTES } from "../../src/files/index.ts";
import { temporaryFolder } from "../helpers.ts";

const MAIN = fileURLToPath(new URL("../../lib/cli/main.js", import.meta.url));
const TEXT = "adopt: true # \u00e4\u{1f600}\n";

/** Turns of the event loop after which a read that could end has ended. */
const SEVERAL_TURNS = 20;

const waiting: readonly (readonly [argv: string[], signal: NodeJS.Signals, exitCode: number])[] = [
  [["plan", "FIFO"], "SIGTERM", 143],
  [["plan", "FIFO"], "SIGINT", 130],
  [["generate", "--input", "FIFO", "--output", "none"], "SIGTERM", 143],
  [["api", "lint", "--input", "FIFO"], "SIGINT", 130],
];

for (const [argv, signal, exitCode] of waiting) {
  t.test(`${signal} ends ${argv.join(" ")} without a writer`, { skip: isLinux() }, async (t) => {
    const path = fifo(t);
    const child = start(t, argv, path);
    await hasOpened(child.pid!, path);
    child.kill(signal);
    t.same(await once(child, "exit"), [exitCode, null]);
  });
}

t.test("a signal ends the wait for a writer who does not write", async (t) => {
  const path = fifo(t);
  const child = start(t, ["plan", "FIFO"], path);
  const writer = await openWriter(path, child);
  child.kill("SIGTERM");
  t.same(await once(child, "exit"), [143, null]);
  closeSync(writer);
});

t.test("a writer who comes late is read, byte by byte", async (t) => {
  const path = fifo(t);
  const read = readText(path, io());
  for (let turn = 0; turn < SEVERAL_TURNS; turn++) await nextTurn();
  const writer = await openWriter(path);
  for (const byte of Buffer.from(TEXT)) {
    writeSync(writer, Uint8Array.of(byte));
    await nextTurn();
  }
  closeSync(writer);
  t.equal(await read, TEXT);
});

t.test("two writers are read until both have closed", async (t) => {
  const path = fifo(t);
  const read = readText(path, io());
  const writers = [await openWriter(path), await openWriter(path)] as const;
  writeSync(writers[0], "a");
  closeSync(writers[0]);
  for (let turn = 0; turn < SEVERAL_TURNS; turn++) await nextTurn();
  writeSync(writers[1], "b");
  closeSync(writers[1]);
  t.equal(await read, "ab");
});

t.test("a writer who writes nothing gives an empty text", async (t) => {
  const path = fifo(t);
  const read = readText(path, io());
  closeSync(await openWriter(path));
  t.equal(await read, "");
});

t.test("a pipe without a name is read, as a shell's <(...) gives it", async (t) => {
  const script = 'printf "adopt: true" | "$0" "$1" plan /dev/stdin --socket /nowhere';
  const child = spawn("sh", ["-c", script, process.execPath, MAIN], { stdio: "ignore" });
  t.teardown(() => child.kill("SIGKILL"));
  t.same(await once(child, "exit"), [3, null], "it was read, and there is no VPP");
});

t.test("an interruption ends the wait in the same process", async (t) => {
  const interruption = new AbortController();
  const read = readText(fifo(t), io({ signal: interruption.signal }));
  interruption.abort("SIGTERM");
  await t.rejects(read, UsageError);
});

t.test("a file and standard input are read alike", async (t) => {
  const path = join(temporaryFolder(t), "file");
  writeFileSync(path, `\ufeff${TEXT}`);
  t.equal(await readText(path, io()), TEXT);
  t.equal(await readText("-", io({ stdin: Readable.from([Buffer.from(`\ufeff${TEXT}`)]) })), TEXT);
});

const limited: readonly (readonly [name: string, path: string, stdin?: Readable])[] = [
  ["/dev/zero", "/dev/zero"],
  ["standard input", "-", Readable.from(endless())],
];

for (const [name, path, stdin] of limited) {
  t.test(`${name} has a limit`, async (t) => {
    await t.rejects(readText(path, io(stdin === undefined ? {} : { stdin })), {
      name: "UsageError",
      message: `${name}: more than ${MAX_INPUT_BYTES} bytes, the limit of an input: make it smaller`,
    });
  });
}

const unreadable: readonly (readonly [path: string, reason: string])[] = [
  ["/nowhere", "no such file or directory"],
  ["/", "illegal operation on a directory"],
];

for (const [path, reason] of unreadable) {
  t.test(`${path} cannot be read: ${reason}`, async (t) => {
    await t.rejects(readText(path, io()), { name: "UsageError", message: `${path}: ${reason}` });
  });
}

t.test("a device may be empty", async (t) => {
  t.equal(await readText("/dev/null", io()), "");
});

function io(given: Partial<Io> = {}): Io {
  const nothing = new Writable();
  const { signal } = new AbortController();
  return { stdin: Readable.from([]), stdout: nothing, stderr: nothing, env: {}, signal, ...given };
}

function* endless(): Generator<Buffer> {
  for (const chunk = Buffer.alloc(2 ** 20); ; ) yield chunk;
}

function fifo(t: Test): string {
  const path = join(temporaryFolder(t), "fifo");
  execFileSync("mkfifo", [path]);
  return path;
}

function start(t: Test, argv: readonly string[], path: string) {
  const words = argv.map((word) => (word === "FIFO" ? path : word));
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: "ignore" });
  t.teardown(() => child.kill("SIGKILL"));
  return child;
}

function isLinux(): string | false {
  return existsSync("/proc/self/fd") ? false : "needs /proc";
}

/** Waits until a process has a file open. */
async function hasOpened(pid: number, path: string): Promise<void> {
  const folder = `/proc/${pid}/fd`;
  while (!readdirSync(folder).some((fd) => linkOf(`${folder}/${fd}`) === path)) await nextTurn();
}

/** Where a link leads; a file may have been closed meanwhile. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Opens a FIFO for writing as soon as it has a reader; fails when the process that should read it has ended. */
async function openWriter(path: string, reader?: ChildProcess): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      const mayCome = (error as NodeJS.ErrnoException).code === "ENXIO" && (reader?.exitCode ?? null) === null;
      if (!mayCome) throw error;
      await nextTurn();
    }
  }
}
