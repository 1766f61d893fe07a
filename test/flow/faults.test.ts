/** Tests every kind of fault with every kind of call: each call settles, and the client works afterwards. */
import t from "tap";
import { createLoopback, swInterfaceEvent } from "../../src/binapi/interface.ts";
import { ipPathMtuGet } from "../../src/binapi/ip.ts";
import { srLocalsidAddDel, srLocalsidsDump, srSetEncapHopLimit } from "../../src/binapi/sr.ts";
import { showVersion } from "../../src/binapi/vpe.ts";
import { connect, type VppClient } from "../../src/client/index.ts";
import type { VppError, VppErrorCode } from "../../src/errors.ts";
import { type Fault, type Simulator, startSimulator } from "../../src/simulator/index.ts";

const SIDS = 5;
const BATCH = 20;
/** The timeouts of calls that get no reply, and of all other calls. */
const BRIEF_MS = 150;
const LONG_MS = 30_000;

/** The kinds of calls. Each returns a value that can be compared. */
const SHAPES: Readonly<Record<string, (vpp: VppClient) => Promise<unknown>>> = {
  request: async (vpp) => (await vpp.request(showVersion, {})).version,
  command: (vpp) => vpp.cli("show version").then((text) => text.slice(0, 3)),
  batch: async (vpp) => {
    const outcomes = await vpp.batch((batch) => {
      for (let i = 0; i < BATCH; i++) batch.add(srSetEncapHopLimit, { hopLimit: i + 1 });
    });
    const failure = outcomes.find((outcome) => !outcome.ok);
    if (failure !== undefined) throw failure.error;
    return outcomes.length;
  },
  dump: (vpp) => count(vpp.dump(srLocalsidsDump, {})),
  "paged dump": (vpp) => count(vpp.dump(ipPathMtuGet, { cursor: 0xffffffff })),
  events: async (vpp) => {
    const events = vpp.events(swInterfaceEvent);
    const next = events.next().catch(() => {});
    try {
      return (await vpp.request(createLoopback, { macAddress: "02:fe:00:00:00:01" })).swIfIndex;
    } finally {
      await events.return();
      await next;
    }
  },
};

const SAME = "what it comes to without a fault";
const LOST: readonly VppErrorCode[] = ["VPP_CONNECTION_LOST"];
const UNANSWERED: readonly VppErrorCode[] = ["VPP_TIMEOUT", "VPP_NO_REPLY"];

/** Faults that apply to all messages, and their allowed outcomes. */
const FAULTS: readonly (readonly [fault: Fault, outcome: typeof SAME | readonly VppErrorCode[], except?: string])[] = [
  [{ kind: "delay", ms: 5 }, SAME],
  [{ kind: "drop" }, UNANSWERED],
  // A client cannot distinguish duplicated details from two equal details.
  [{ kind: "duplicate" }, SAME, "dump"],
  // The reply to the ping arrives before details of the dump that it ends.
  [{ kind: "reorder" }, SAME, "dump"],
  [{ kind: "cut", bytes: 20 }, LOST],
  [{ kind: "fragment", bytes: 1 }, SAME],
  [{ kind: "fragment", bytes: 17 }, SAME],
  [{ kind: "fragment", bytes: 4096 }, SAME],
  [{ kind: "coalesce", ms: 5 }, SAME],
  [{ kind: "wrong-context" }, UNANSWERED],
  [{ kind: "wrong-client" }, UNANSWERED],
  [{ kind: "end" }, LOST],
  [{ kind: "reset" }, LOST],
  [{ kind: "restart", times: 1 }, LOST],
  [{ kind: "garbage" }, LOST],
  [{ kind: "garbage", bytes: Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n") }, LOST],
  [{ kind: "garbage-length" }, LOST],
  [{ kind: "garbage-length", length: 1 }, [...LOST, ...UNANSWERED, "VPP_WIRE_RANGE"]],
  [{ kind: "silence" }, UNANSWERED],
  [{ kind: "busy", ms: 1 }, SAME],
  [{ kind: "slow-reader", bytes: 16 }, SAME],
];

async function count(details: AsyncIterable<unknown>): Promise<number> {
  let rows = 0;
  for await (const _ of details) rows++;
  return rows;
}

/** Returns the outcome of a call under a fault. Throws if a client does not work afterwards, or stays registered. */
async function outcomeOf(shape: string, fault?: Fault, timeoutMs: number = LONG_MS): Promise<unknown> {
  await using simulator = await startSimulator();
  const { socketPath } = simulator;
  await using vpp = await connect({ socketPath, timeoutMs });
  await using bystander = await connect({ socketPath });
  for (let i = 0; i < SIDS; i++) await bystander.request(srLocalsidAddDel, localSid(i));
  const injected = fault && simulator.inject(fault);
  const outcome = await SHAPES[shape]!(vpp).catch(({ code }: VppError) => code);
  injected?.clear();
  await Promise.all([checkAlive(vpp), checkAlive(bystander)]);
  await Promise.all([vpp.close(), bystander.close()]);
  await checkLeft(simulator);
  return outcome;
}

function localSid(index: number) {
  return {
    isDel: false,
    localsid: `fc00::${index + 1}`,
    endPsp: false,
    behavior: 1,
    swIfIndex: 0xffffffff,
    vlanIndex: 0,
    fibTable: 0,
    nhAddr: "::",
  } as const;
}

/** Throws unless the client works. Repeats the call once: the first one may be the one that detects the lost connection. */
async function checkAlive(vpp: VppClient): Promise<void> {
  const ask = () => vpp.request(showVersion, {}, { whenLost: "wait", timeoutMs: LONG_MS });
  const { version } = await ask().catch(ask);
  if (version !== "26.06-release") throw new Error(`not a VPP any more: ${version}`);
}

async function checkLeft({ clients }: Simulator): Promise<void> {
  if (clients.length > 0) throw new Error(`${clients.length} clients are left`);
}

function titleOf(fault: Fault): string {
  const { kind, ...rest } = fault;
  return [kind, ...Object.values(rest).map((value) => String(value).trim())].join(" ");
}

t.test("each call settles, and the client works afterwards", async (t) => {
  const expected = new Map<string, unknown>();
  for (const shape of Object.keys(SHAPES)) expected.set(shape, await outcomeOf(shape));
  t.same([...expected.values()], ["26.06-release", "vpp", BATCH, SIDS, 0, 1]);
  for (const [fault, wanted, except] of FAULTS) {
    t.test(titleOf(fault), async (t) => {
      const timeoutMs = wanted !== SAME && wanted.includes("VPP_TIMEOUT") ? BRIEF_MS : LONG_MS;
      const outcomes = Object.keys(SHAPES).map(async (shape) => {
        return [shape, await outcomeOf(shape, fault, timeoutMs)] as const;
      });
      for (const [shape, outcome] of await Promise.all(outcomes)) {
        if (shape === except) t.not(outcome, undefined, shape);
        else if (wanted === SAME) t.equal(outcome, expected.get(shape), shape);
        else t.ok(wanted.includes(outcome as VppErrorCode), `${shape} comes to ${outcome}`);
      }
    });
  }
});

t.test("the client registers again after VPP has refused the registration", async (t) => {
  await using simulator = await startSimulator();
  await using vpp = await connect({ socketPath: simulator.socketPath });
  simulator.inject({ kind: "refuse", times: 2 });
  await simulator.restart();
  await checkAlive(vpp);
  t.match(vpp.state, { type: "ready", generation: 2 });
  t.equal(simulator.clients.length, 1);
});
