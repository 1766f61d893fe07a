// Runs one client for a long time with all kinds of calls, and checks that it leaks nothing:
//
//   npm run soak [-- COUNT]
//
// The client exchanges COUNT messages (10 million by default) with a simulator in a process of its own, or with the VPP whose
// socket TSVPP_VPP_SOCKET names. That VPP must have no other clients: the program adds and removes interfaces and SIDs. The
// simulator restarts several times, and answers some calls late. The exit code is 1 if the heap grows, if a message matches no
// call, or if a call ends with an unexpected error.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import {
  createLoopback,
  deleteLoopback,
  swInterfaceDump,
  swInterfaceEvent,
  swInterfaceSetFlags,
} from "../dist/src/binapi/interface.js";
import { ipPathMtuGet } from "../dist/src/binapi/ip.js";
import { controlPing } from "../dist/src/binapi/memclnt.js";
import { srLocalsidAddDel, srLocalsidsDump, srSetEncapHopLimit } from "../dist/src/binapi/sr.js";
import { showVersion, showVpeSystemTime } from "../dist/src/binapi/vpe.js";
import { connect } from "../dist/src/client/index.js";

const DEFAULT_COUNT = 10_000_000;
const MAX_GROWTH_BYTES = 5 * 1024 * 1024;
const REPORT_MS = 10_000;
const PARTS = 10;
const SIDS = 100;
const REQUESTS = 300;
const ROUNDS_PER_LATE_CALL = 50;
/** The time after which the simulator answers one message, and the shorter timeout of the calls that send it. */
const LATE_REPLY_MS = 200;
const LATE_CALL_TIMEOUT_MS = 60;
const EVENT_MS = 5000;
/** IF_STATUS_API_FLAG_ADMIN_UP */
const UP = 1;

const END = { behavior: 1, endPsp: false, swIfIndex: 0xffffffff, vlanIndex: 0, fibTable: 0, nhAddr: "::" };

/** Runs a simulator in the child process; restarts it at each message of the parent process. */
async function serve() {
  const { startSimulator } = await import("../dist/src/simulator/index.js");
  const simulator = await startSimulator({ recordCalls: false });
  simulator.inject({ kind: "delay", ms: LATE_REPLY_MS, message: showVpeSystemTime });
  process.on("message", () => simulator.restart());
  process.on("disconnect", () => simulator.close());
  process.send(simulator.socketPath);
}

async function soak(count) {
  const simulator = process.env.TSVPP_VPP_SOCKET === undefined ? await startSimulator() : undefined;
  const socketPath = simulator?.socketPath ?? process.env.TSVPP_VPP_SOCKET;
  const vpp = await connect({ socketPath, name: "tsvpp-soak" });
  const run = new Run(vpp, simulator);
  await vpp.onReady((generation) => run.prepare(generation));
  const heaps = [];
  for (let part = 1; part <= PARTS; part++) {
    await run.until((count * part) / PARTS);
    if (simulator !== undefined && part < PARTS) await run.restart();
    heaps.push(run.report());
  }
  await run.cleanUp();
  await vpp.close();
  simulator?.process.disconnect();
  judge(heaps, vpp.counters, run.unexpected);
}

async function startSimulator() {
  const child = fork(fileURLToPath(import.meta.url), ["simulator"], { execArgv: [] });
  const [socketPath] = await once(child, "message");
  return { process: child, socketPath };
}

/** Prints the result, and sets the exit code to 1 if the run failed. */
function judge(heaps, { unknown }, unexpected) {
  const growth = heaps.at(-1) - heaps[0];
  console.log(
    `the heap grew by ${megabytes(growth)} MB from the first tenth to the last; ${unknown} messages matched no call`,
  );
  for (const [text, times] of unexpected) console.error(`unexpected error, ${times} times: ${text}`);
  if (growth > MAX_GROWTH_BYTES || unknown > 0 || unexpected.size > 0) process.exitCode = 1;
}

/** The calls of the client. */
class Run {
  /** The messages of unexpected errors, and their counts. */
  unexpected = new Map();
  #vpp;
  #simulator;
  #loopback = 0;
  #rounds = 0;
  #lateCalls = new Set();
  #start = performance.now();
  #reported = this.#start;

  constructor(vpp, simulator) {
    this.#vpp = vpp;
    this.#simulator = simulator;
  }

  get #messages() {
    const { sent, received } = this.#vpp.counters;
    return sent + received;
  }

  /** Adds the loopback and the SIDs, which a VPP that has just started does not have. */
  async prepare(generation) {
    const { swIfIndex } = await generation.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
    this.#loopback = swIfIndex;
    await generation.batch((batch) => {
      for (const localsid of sids()) batch.add(srLocalsidAddDel, { ...END, isDel: false, localsid });
    });
  }

  async cleanUp() {
    await this.#vpp.batch((batch) => {
      for (const localsid of sids()) batch.add(srLocalsidAddDel, { ...END, isDel: true, localsid });
      batch.add(deleteLoopback, { swIfIndex: this.#loopback });
    });
  }

  /** Makes calls until the client has exchanged `messages` messages in total; then awaits all pending calls. */
  async until(messages) {
    while (this.#messages < messages) {
      await this.#round();
      if (performance.now() - this.#reported > REPORT_MS) this.report();
    }
    await Promise.all(this.#lateCalls);
  }

  /** Restarts the simulator while calls of every kind are pending. */
  async restart() {
    const { generation } = this.#vpp.state;
    const round = this.#round(["VPP_CONNECTION_LOST"]);
    this.#simulator.process.send("restart");
    await round;
    for await (const state of this.#vpp.states()) {
      if (state.type === "ready" && state.generation > generation) break;
    }
  }

  /** Prints counters and memory. Returns the bytes of the heap that are in use. */
  report() {
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    const seconds = (performance.now() - this.#start) / 1000;
    const { late, unknown, timeouts, losses, events } = this.#vpp.counters;
    const memory = `heap ${megabytes(heapUsed)} MB, external ${megabytes(external)} MB, process ${megabytes(rss)} MB`;
    const counts = `${events} events, ${timeouts} time-outs, ${late} late, ${unknown} unknown, ${losses} losses`;
    console.log(`${seconds.toFixed(0)} s: ${this.#messages} messages, ${counts}; ${memory}`);
    this.#reported = performance.now();
    return heapUsed;
  }

  /**
   * Makes calls of every kind and awaits them.
   *
   * @param allowed the codes of errors that are expected.
   */
  async #round(allowed = []) {
    if (this.#simulator !== undefined && this.#rounds++ % ROUNDS_PER_LATE_CALL === 0) this.#callTooLate();
    const calls = [
      ...Array.from({ length: REQUESTS }, (_, at) => this.#vpp.request(at % 3 === 0 ? showVersion : controlPing, {})),
      this.#batch(allowed),
      this.#dump(srLocalsidsDump, {}, SIDS),
      this.#dump(swInterfaceDump, { swIfIndex: 0xffffffff, nameFilterValid: false, nameFilter: "" }, 2),
      this.#dump(ipPathMtuGet, { cursor: 0xffffffff }, 0),
      this.#dumpInPart(),
      this.#events(),
      this.#abort(),
    ];
    await Promise.all(calls.map((call) => this.#expect(call, allowed)));
  }

  #batch(allowed) {
    const outcomes = this.#vpp.batch(
      (batch) => {
        for (let i = 0; i < REQUESTS; i++) batch.add(srSetEncapHopLimit, { hopLimit: 1 + (i % 255) });
      },
      { window: 64 },
    );
    return outcomes.then((all) => {
      const failed = all.find(({ ok, error }) => !ok && !allowed.includes(error.code));
      if (failed !== undefined) throw failed.error;
    });
  }

  async #dump(message, fields, minCount) {
    let count = 0;
    for await (const _ of this.#vpp.dump(message, fields)) count++;
    if (count < minCount) throw new Error(`${message.name}: ${count} details, at least ${minCount} expected`);
  }

  async #dumpInPart() {
    for await (const _ of this.#vpp.dump(srLocalsidsDump, {})) break;
  }

  /** Subscribes, sets the loopback up and down, expects both events, and unsubscribes; ends early at a gap (VPP restarted). */
  async #events() {
    const events = this.#vpp.events(swInterfaceEvent, { signal: AbortSignal.timeout(EVENT_MS) });
    try {
      for (const flags of [UP, 0]) {
        await this.#vpp.request(swInterfaceSetFlags, { swIfIndex: this.#loopback, flags });
        const { value } = await events.next();
        if (value?.type !== "event") return;
        if ((value.fields.flags & UP) !== flags) throw new Error("events arrive in another order than expected");
      }
    } finally {
      await events.return();
    }
  }

  async #abort() {
    const aborting = new AbortController();
    const calls = [
      this.#vpp.request(showVersion, {}, { signal: aborting.signal }),
      this.#vpp.dump(srLocalsidsDump, {}, { signal: aborting.signal }).next(),
      this.#vpp.batch((batch) => batch.add(showVersion, {}), { signal: aborting.signal }),
    ];
    queueMicrotask(() => aborting.abort());
    for (const call of calls) await this.#expect(call, ["VPP_ABORTED", "VPP_CONNECTION_LOST"]);
  }

  #callTooLate() {
    const call = this.#vpp.request(showVpeSystemTime, {}, { timeoutMs: LATE_CALL_TIMEOUT_MS });
    const expected = ["VPP_TIMEOUT", "VPP_CONNECTION_LOST"];
    const late = this.#expect(
      call.then(() => Promise.reject(new Error("a call got its reply, a timeout was expected"))),
      expected,
    );
    this.#lateCalls.add(late);
    late.finally(() => this.#lateCalls.delete(late));
  }

  #expect(call, allowed) {
    return call.catch((error) => {
      if (allowed.includes(error.code)) return;
      this.unexpected.set(error.message, (this.unexpected.get(error.message) ?? 0) + 1);
    });
  }
}

function sids() {
  return Array.from({ length: SIDS }, (_, at) => `fd00:5000::${(at + 1).toString(16)}`);
}

function megabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(1);
}

const role = process.argv[2];
if (role === "simulator") await serve();
else if (role !== undefined && !/^[1-9]\d*$/.test(role)) {
  console.error("usage: npm run soak [-- COUNT]");
  process.exitCode = 2;
} else await soak(Number(role ?? DEFAULT_COUNT));
