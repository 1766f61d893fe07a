/** Tests random schedules of calls, faults and restarts: in each schedule, each call ends once. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import t, { type Test } from "tap";
import { swInterfaceEvent } from "../../src/binapi/interface.ts";
import { ipPathMtuGet } from "../../src/binapi/ip.ts";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../src/binapi/sr.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect, type ReplyNotice, type RequestNotice, type VppClient } from "../../src/client/index.ts";
import { type Fault, type InjectedFault, type Simulator, startSimulator } from "../../src/simulator/index.ts";

const RUNS = Number(process.env.TSVPP_RUNS ?? 100);
const SEED = Number(process.env.TSVPP_SEED ?? Math.floor(Math.random() * 2 ** 31));

type Step =
  | { readonly do: "request" | "events"; readonly turns: number }
  | { readonly do: "wait" | "turn" | "kill" | "stop" | "start" | "clear"; readonly turns: number }
  | { readonly do: "abort"; readonly turns: number }
  | { readonly do: "dump" | "pages"; readonly take: number }
  | { readonly do: "batch"; readonly size: number; readonly window: number; readonly stopAtFailure: boolean }
  | { readonly do: "fault"; readonly fault: Fault };

const faults: fc.Arbitrary<Fault> = fc.tuple(fc.nat(20), fc.constantFrom(1, 3, undefined)).chain(([after, times]) => {
  const aim = { after, ...(times === undefined ? {} : { times }) };
  const kinds: Fault[] = [
    { kind: "delay", ms: 2, ...aim },
    { kind: "drop", ...aim },
    { kind: "duplicate", ...aim },
    { kind: "reorder", ...aim },
    { kind: "cut", bytes: 9, ...aim, times: 1 },
    { kind: "fragment", bytes: 3, ...aim },
    { kind: "coalesce", ms: 2, ...aim },
    { kind: "wrong-context", ...aim },
    { kind: "wrong-client", ...aim },
    { kind: "end", ...aim, times: 1 },
    { kind: "reset", ...aim, times: 1 },
    { kind: "garbage", ...aim, times: 1 },
    { kind: "silence", ...aim },
    { kind: "busy", ms: 2, ...aim },
    { kind: "slow-reader", bytes: 100 },
  ];
  return fc.constantFrom(...kinds);
});

const turns = fc.nat(5);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("request", "wait", "turn", "abort"), turns }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("dump", "pages"), take: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("batch"),
      size: fc.nat(50),
      window: fc.integer({ min: 1, max: 20 }),
      stopAtFailure: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("events", "kill", "stop", "start", "clear"), turns }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("fault"), fault: faults }) },
) as fc.Arbitrary<Step>;

/** Records the calls of all connections of this process, by the diagnostics channels. */
class Contexts {
  readonly #alive = new Set<string>();
  readonly #wrongs: string[] = [];
  readonly #sent = (notice: unknown): void => this.#begin(notice as RequestNotice);
  readonly #ended = (notice: unknown): void => this.#end(notice as ReplyNotice);

  constructor(t: Test) {
    subscribe("tsvpp:request", this.#sent);
    subscribe("tsvpp:reply", this.#ended);
    t.teardown(() => {
      unsubscribe("tsvpp:request", this.#sent);
      unsubscribe("tsvpp:reply", this.#ended);
    });
  }

  /** Returns the errors since the last check, including calls that have not ended. */
  check(): string[] {
    const wrongs = [...this.#wrongs.splice(0), ...[...this.#alive].map((call) => `${call} never ended`)];
    this.#alive.clear();
    return wrongs;
  }

  #begin({ connection, context, messageName }: RequestNotice): void {
    const call = `${connection}/${context}`;
    if (this.#alive.has(call)) this.#wrongs.push(`${call} ${messageName} given again`);
    this.#alive.add(call);
  }

  #end({ connection, context, messageName, outcome }: ReplyNotice): void {
    const call = `${connection}/${context}`;
    const isCall = outcome === "answered" || outcome === "failed";
    if (isCall && !this.#alive.delete(call)) this.#wrongs.push(`${call} ${messageName} ended twice`);
    if (!isCall && this.#alive.has(call)) this.#wrongs.push(`${call} is waited for and was ${outcome}`);
  }
}

/** Runs the steps of a schedule and collects its calls. */
class Schedule {
  readonly calls: Promise<unknown>[] = [];
  readonly #simulator: Simulator;
  readonly #vpp: VppClient;
  readonly #faults: InjectedFault[] = [];
  #isRunning = true;

  constructor(simulator: Simulator, vpp: VppClient) {
    this.#simulator = simulator;
    this.#vpp = vpp;
  }

  async run(step: Step): Promise<void> {
    const vpp = this.#vpp;
    switch (step.do) {
      case "request":
        return this.#call(vpp.request(showVersion, {}));
      case "wait":
        return this.#call(vpp.request(showVersion, {}, { whenLost: "wait", timeoutMs: 100 }));
      case "abort":
        return this.#abort(step.turns);
      case "dump":
        return this.#call(take(vpp.dump(srLocalsidsDump, {}), step.take));
      case "pages":
        return this.#call(take(vpp.dump(ipPathMtuGet, { cursor: 0xffffffff }), step.take));
      case "events":
        return this.#call(take(vpp.events(swInterfaceEvent, { signal: AbortSignal.timeout(50) }), 2));
      case "batch":
        return this.#call(vpp.batch((batch) => addMany(batch.add.bind(batch), step.size), step));
      case "fault":
        this.#faults.push(this.#simulator.inject(step.fault));
        return;
      case "clear":
        return this.clear();
      case "turn":
        for (let i = 0; i < step.turns; i++) await turn();
        return;
      default:
        await this.#steer(step.do);
    }
  }

  clear(): void {
    for (const fault of this.#faults.splice(0)) fault.clear();
  }

  async start(): Promise<void> {
    if (!this.#isRunning) await this.#simulator.start();
    this.#isRunning = true;
  }

  #call(call: Promise<unknown>): void {
    this.calls.push(call.catch(() => {}));
  }

  async #abort(turns: number): Promise<void> {
    const controller = new AbortController();
    this.#call(this.#vpp.request(showVersion, {}, { signal: controller.signal, whenLost: "wait" }));
    for (let i = 0; i < turns; i++) await turn();
    controller.abort();
  }

  async #steer(what: "kill" | "stop" | "start"): Promise<void> {
    if (what === "start") return this.start();
    if (!this.#isRunning) return;
    this.#isRunning = false;
    await this.#simulator[what]();
  }
}

function addMany(add: (message: typeof srSetEncapHopLimit, fields: { hopLimit: number }) => void, size: number): void {
  for (let i = 0; i < size; i++) add(srSetEncapHopLimit, { hopLimit: i % 4 });
}

async function take(details: AsyncIterable<unknown>, count: number): Promise<void> {
  let taken = 0;
  for await (const _ of details) if (++taken >= count) break;
}

t.test("in any schedule each call ends once, and nothing is left when the client is closed", async (t) => {
  const contexts = new Contexts(t);
  const listeners = (): number[] => ["exit", "SIGINT", "SIGTERM"].map((name) => process.listenerCount(name));
  const before = { resources: process.getActiveResourcesInfo().length, listeners: listeners() };
  const property = fc.asyncProperty(fc.array(steps, { maxLength: 40 }), fc.boolean(), async (steps, closesFirst) => {
    const simulator = await startSimulator();
    const vpp = await connect({ socketPath: simulator.socketPath, timeoutMs: 60 });
    const schedule = new Schedule(simulator, vpp);
    for (const step of steps) await schedule.run(step);
    if (!closesFirst) await Promise.all(schedule.calls);
    schedule.clear();
    await schedule.start();
    await vpp.close();
    await Promise.all(schedule.calls);
    const left = await clientsLeft(simulator);
    await simulator.close();
    const wrongs = [...contexts.check(), ...left];
    if (wrongs.length > 0) throw new Error(`${wrongs.join("\n")}\nafter ${JSON.stringify(steps)}`);
  });
  const report = await fc.check(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  t.equal(report.errorInstance, null, `seed ${SEED}: ${report.errorInstance}`);
  for (let i = 0; i < 10; i++) await turn();
  t.ok(process.getActiveResourcesInfo().length <= before.resources, "no socket, timer or pipe is left");
  t.ok(
    listeners().every((count, at) => count <= before.listeners[at]!),
    "no listener of the process is left",
  );
});

/** Returns clients that stay registered; waits, since the simulator may not have processed their `sockclnt_delete` yet. */
async function clientsLeft(simulator: Simulator): Promise<string[]> {
  for (let i = 0; i < 1000 && simulator.clients.length > 0; i++) await turn();
  return simulator.clients.map(({ name }) => `client ${name} left`);
}
