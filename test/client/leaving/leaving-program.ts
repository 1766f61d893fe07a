/** A client of VPP that ends in the way that its arguments name; `leaving.ts` starts it. */
import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { type ConnectOptions, connect, type VppClient } from "../../../src/client/index.ts";

const STDOUT = 1;
const KIB = 1024;
const MIB = 1024 * KIB;

const isWorker = !isMainThread;
const [socketPath = "", way = ""] = isWorker ? (workerData as string[]) : process.argv.slice(2);

/** At once, even while the process ends. */
function say(word: string): void {
  writeSync(STDOUT, `${word}\n`);
}

/** No limit of time ends, so that no test depends on how fast the machine is. */
function stopClock(): void {
  const now = performance.now();
  performance.now = () => now;
}

function startClock(): void {
  Reflect.deleteProperty(performance, "now");
}

function told(): Promise<unknown> {
  return once(process.stdin, "data").finally(() => process.stdin.unref());
}

function open(options: ConnectOptions = {}): Promise<VppClient> {
  return connect({ socketPath, ...options });
}

/** The text of so many bytes, which a server that does not read takes a part of. */
function fill(vpp: VppClient, count: number, byteLength: number): void {
  for (let i = 0; i < count; i++) vpp.cli("x".repeat(byteLength)).catch(() => {});
}

/** The same program in another thread. */
function startWorker(workerWay: string): Worker {
  const worker = new Worker(new URL(import.meta.url), { workerData: [socketPath, workerWay] });
  worker.on("error", () => {});
  return worker;
}

/** What a program would have to clean up if it were ours to leave behind. */
function belongings(): unknown {
  const events = ["exit", "beforeExit", "SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection"];
  return {
    listeners: events.map((event) => `${event} ${process.listenerCount(event)}`),
    resources: process.getActiveResourcesInfo().sort(),
  };
}

const WAYS: Readonly<Record<string, () => unknown>> = {
  async exit() {
    await open();
    process.exit(3);
  },

  async "end of work"() {
    const vpp = await open();
    await vpp.cli("show version", { timeoutMs: 1 }).catch(() => {});
    vpp.unref();
  },

  async exception() {
    await open();
    setImmediate(() => {
      throw new Error("nobody catches this");
    });
  },

  async rejection() {
    await open();
    void Promise.reject(new Error("nobody catches this"));
  },

  async "exit in a callback"() {
    const vpp = await open();
    channel("tsvpp:reply").subscribe(() => process.exit(3));
    await vpp.cli("show version");
  },

  async "exit with much to send"() {
    const vpp = await open();
    fill(vpp, 5 * KIB, KIB);
    setImmediate(() => process.exit(3));
  },

  async "exit before the flush"() {
    const vpp = await open();
    fill(vpp, 1, 4);
    process.exit(3);
  },

  async "exit inside a frame"() {
    process.on("exit", () => {
      stopClock();
      say("exiting");
    });
    const vpp = await open();
    fill(vpp, 5, MIB);
    setImmediate(() => process.exit(3));
  },

  async "exit with a server that does not read"() {
    const vpp = await open();
    fill(vpp, 5, MIB);
    setImmediate(() => process.exit(3));
  },

  async "exit while it closes"() {
    const vpp = await open();
    stopClock();
    void vpp.close();
    await told();
    startClock();
    process.exit(3);
  },

  async "exit after a close without an answer"() {
    const vpp = await open();
    await vpp.close();
    process.exit(3);
  },

  async "close with much to send, unread"() {
    process.on("exit", stopClock);
    const vpp = await open();
    fill(vpp, 5, MIB);
    await vpp.close();
    say("closed");
  },

  async "end of work while it connects again"() {
    const vpp = await open();
    vpp.unref();
    say("ready");
    await told();
  },

  async "close of a client that keeps nothing alive"() {
    const vpp = await open();
    vpp.unref();
    await vpp.close();
    say("closed");
  },

  "exit while it opens"() {
    process.on("exit", stopClock);
    void open();
    process.exit(3);
  },

  async "exit before the registration is answered"() {
    process.on("exit", () => {
      stopClock();
      say("exiting");
    });
    open().catch(() => {});
    await told();
    process.exit(3);
  },

  async "exit without an answer to the registration"() {
    open().catch(() => {});
    await told();
    process.exit(3);
  },

  async "two clients"() {
    await Promise.all([open(), open()]);
    process.exit(3);
  },

  "worker: exit": () => startWorker("exit"),
  "worker: end of work": () => startWorker("end of work"),
  "worker: exception": () => startWorker("exception"),

  async idle() {
    await open();
    say("ready");
  },

  async "worker: terminated"() {
    const worker = startWorker("idle");
    await told();
    await worker.terminate();
  },

  async "worker: exit of the main thread"() {
    startWorker("idle");
    await told();
    process.exit();
  },

  async "signal: no option"() {
    await open();
    say("ready");
  },

  async "signal: option"() {
    await open({ closeOnSignals: true });
    say("ready");
  },

  async "signal: others listen"() {
    const vpp = await open({ closeOnSignals: true });
    process.on("SIGTERM", () => say("heard"));
    say("ready");
    await vpp.closed;
    process.exitCode = 7;
  },

  async "signal: others listen once, and did before"() {
    process.once("SIGTERM", () => say("heard"));
    const vpp = await open({ closeOnSignals: true });
    say("ready");
    await vpp.closed;
    process.exitCode = 7;
  },

  async "signal: two clients, one without the option"() {
    await Promise.all([open({ closeOnSignals: true }), open({ closeOnSignals: true }), open()]);
    say("ready");
  },

  async "signal: a second one"() {
    await open({ closeOnSignals: true });
    stopClock();
    say("ready");
  },

  async "signal: before the registration is answered"() {
    channel("tsvpp:state").subscribe((notice) => {
      if ((notice as { state: { type: string } }).state.type !== "closed") return;
      stopClock();
      say("closed");
    });
    await open({ closeOnSignals: true });
  },

  async "close of many"() {
    const warnings: string[] = [];
    process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`));
    // Node.js itself makes something of the standard streams when the first socket is closed.
    await (await open()).close();
    await new Promise((resolve) => setImmediate(resolve));
    const before = belongings();
    for (let round = 0; round < 10; round++) {
      const clients = await Promise.all(Array.from({ length: 100 }, () => open({ closeOnSignals: true })));
      await Promise.all(clients.map((client) => client.close()));
    }
    // A warning comes a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    say(JSON.stringify({ before, after: belongings(), warnings }));
  },
};

const leave = WAYS[way];
if (leave === undefined) throw new Error(`no such way: ${way}`);
await leave();
