/** All calls of a client, and checks of their outcomes. */
import { setImmediate as turn } from "node:timers/promises";
import { swInterfaceDump, swInterfaceEvent, swInterfaceSetFlags } from "../../../src/binapi/interface.ts";
import { ipPathMtuGet } from "../../../src/binapi/ip.ts";
import { srLocalsidsDump, srSetEncapHopLimit } from "../../../src/binapi/sr.ts";
import { showVersion } from "../../../src/binapi/vpe.ts";
import type { CallOptions, ConnectionState, Outcome, VppCalls, VppClient, VppErrorCode } from "../../../src/index.ts";
import type { Scene } from "./hostile-scenes.ts";
import { BRIEF_MS, LONG_MS, type Settled, type Watch } from "./hostile-watch.ts";

const FILTER = { swIfIndex: 0xffffffff, nameFilter: "", nameFilterValid: false };
const FIRST = { cursor: 0xffffffff };
const BATCH = 20;

type Bounds = CallOptions & { readonly timeoutMs: number };
type Calls<Vpp> = Readonly<Record<string, (vpp: Vpp, bounds: Bounds) => Promise<unknown>>>;

/** Streams of events and states, ended by the reader in different ways. */
const EVENTS: Calls<VppClient> = {
  "events left by break": async (vpp, { timeoutMs }) => {
    for await (const _ of vpp.events(swInterfaceEvent, { signal: AbortSignal.timeout(timeoutMs) })) break;
  },
  "events left by return": async (vpp) => {
    const events = vpp.events(swInterfaceEvent);
    const first = events.next().catch(() => {});
    await turn();
    await events.return();
    await first;
  },
  "events left at once": (vpp) => vpp.events(swInterfaceEvent).return(),
  "states left by break": async (vpp) => {
    for await (const _ of vpp.states()) break;
  },
};

/** Calls of messages that every server has, except in scenes that change these messages. */
const PLAIN: Calls<VppCalls> = {
  request: (vpp, bounds) => vpp.request(showVersion, {}, bounds),
  "request without options": (vpp) => vpp.request(showVersion, {}),
  "request that waits": (vpp, bounds) => vpp.request(showVersion, {}, { ...bounds, whenLost: "wait" }),
  cli: (vpp, bounds) => vpp.cli("show version", bounds),
  "cli that waits": (vpp, bounds) => vpp.cli("show version", { ...bounds, whenLost: "wait" }),
  dump: (vpp, bounds) => rows(vpp.dump(swInterfaceDump, FILTER, bounds)),
  "dump of views": (vpp, bounds) => rows(vpp.dump(swInterfaceDump, FILTER, { ...bounds, as: "view" })),
  "dump that waits": (vpp, bounds) => rows(vpp.dump(swInterfaceDump, FILTER, { ...bounds, whenLost: "wait" })),
  "dump that is left": (vpp, bounds) => rows(vpp.dump(swInterfaceDump, FILTER, bounds), 1),
  "paged dump": (vpp, bounds) => rows(vpp.dump(ipPathMtuGet, FIRST, bounds)),
  batch: setFlags,
  "batch that waits": (vpp, bounds) => setFlags(vpp, { ...bounds, whenLost: "wait" }),
};

/** Calls of messages whose definition only the server has. */
const VERSIONS: Calls<VppCalls> = {
  "request of another version": (vpp, bounds) => vpp.request(srSetEncapHopLimit, { hopLimit: 9 }, bounds),
  "dump of another version": (vpp, bounds) => rows(vpp.dump(srLocalsidsDump, {}, bounds)),
  "batch of another version": (vpp, bounds) =>
    successes(vpp.batch((batch) => void batch.add(srSetEncapHopLimit, { hopLimit: 9 }), bounds)),
};
const COMPARE: Calls<VppCalls> = { compatibility: compare };

/** Calls that are ended by their signal. */
const ABORTED: Calls<VppClient> = {
  "compatibility, aborted": (vpp, bounds) => abortedSoon((signal) => compare(vpp, { ...bounds, signal })),
  "events, aborted": (vpp) => abortedSoon((signal) => rows(vpp.events(swInterfaceEvent, { signal }))),
  "events, aborted before": (vpp) => rows(vpp.events(swInterfaceEvent, { signal: AbortSignal.abort() })),
  ...aborted(PLAIN),
  ...aborted(VERSIONS),
};

const ALL: Calls<VppClient> = { ...EVENTS, ...PLAIN, ...VERSIONS, ...COMPARE, ...ABORTED };

/** Makes all calls at once; resolves when they have settled. */
export async function callAll(vpp: VppClient, scene: Partial<Scene>, watch: Watch): Promise<void> {
  await Promise.all(Object.keys(ALL).map((name) => callOne(name, ALL, vpp, scene, watch)));
}

/** Makes the calls of a program after a reconnect. */
export async function callSome(vpp: VppCalls, scene: Partial<Scene>, watch: Watch): Promise<void> {
  const names = ["request", "dump", "request of another version"];
  await Promise.all(names.map((name) => callOne(name, { ...PLAIN, ...VERSIONS }, vpp, scene, watch)));
}

/** Reads two streams of events until they end. */
export async function readEvents(vpp: VppClient): Promise<void> {
  const streams = [vpp.events(swInterfaceEvent), vpp.events(swInterfaceEvent)];
  const ends = await Promise.allSettled(streams.map((events) => rows(events)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Reads states until the client is closed; `found` resolves at the first state for which `isMeant` returns true. */
export function watchStates(
  vpp: VppClient,
  isMeant: (state: ConnectionState) => boolean,
): { readonly found: Promise<void>; readonly ended: Promise<void> } {
  let find = (): void => {};
  const found = new Promise<void>((resolve) => {
    find = resolve;
  });
  const read = async (): Promise<void> => {
    for await (const state of vpp.states()) if (isMeant(state)) find();
  };
  return { found, ended: read() };
}

async function callOne<Vpp>(
  name: string,
  calls: Calls<Vpp>,
  vpp: Vpp,
  scene: Partial<Scene>,
  watch: Watch,
): Promise<void> {
  const timeoutMs = scene.isHealthy ? LONG_MS : BRIEF_MS;
  check(name, await watch.settled(name, calls[name]!(vpp, { timeoutMs }), timeoutMs), scene, watch);
}

/** Checks the outcome of a call, if the scene determines it. */
function check(
  name: string,
  { error }: Settled<unknown>,
  { isHealthy, events, versions }: Partial<Scene>,
  watch: Watch,
) {
  const isOf = (codes: readonly VppErrorCode[]): boolean => error !== undefined && codes.includes(error.code);
  if (isHealthy && !(name in ABORTED)) watch.require(`${name} succeeds`, error === undefined, error);
  if (events !== undefined && name === "events left by break") {
    watch.require(`${name} fails with ${events}`, isOf(events), error);
  }
  if (versions === undefined) return;
  if (name in VERSIONS) {
    watch.require(`${name} fails with ${versions}`, isOf(versions) && error?.effect === "none", error);
  }
  if (versions.includes("VPP_MESSAGE_MISSING")) return;
  if (name === "compatibility") watch.require(`${name} fails with ${versions}`, isOf(versions), error);
  // On a busy machine the deadline may pass before the abort.
  if (name === "compatibility, aborted") watch.require(`${name} ends`, isOf(["VPP_ABORTED", ...versions]), error);
}

function aborted(calls: Calls<VppCalls>): Calls<VppCalls> {
  const entries = Object.entries(calls).map(([name, call]) => {
    const ended: Calls<VppCalls>[string] = (vpp, bounds) => abortedSoon((signal) => call(vpp, { ...bounds, signal }));
    return [`${name}, aborted`, ended] as const;
  });
  return Object.fromEntries(entries);
}

async function abortedSoon(call: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const called = call(controller.signal);
  // The promise may reject before it is awaited.
  called.catch(() => {});
  await turn();
  controller.abort();
  return called;
}

async function rows(details: AsyncIterable<unknown>, most: number = Number.POSITIVE_INFINITY): Promise<number> {
  let count = 0;
  for await (const _ of details) if (++count >= most) break;
  return count;
}

/** Sets an interface up and down, which causes events. */
function setFlags(vpp: VppCalls, bounds: Bounds): Promise<void> {
  const fill: Parameters<VppCalls["batch"]>[0] = (batch) => {
    for (let i = 0; i < BATCH; i++) batch.add(swInterfaceSetFlags, { swIfIndex: 0, flags: (i + 1) % 2 });
  };
  return successes(vpp.batch(fill, bounds));
}

async function successes(outcomes: Promise<Outcome[]>): Promise<void> {
  for (const outcome of await outcomes) if (!outcome.ok) throw outcome.error;
}

/** Compares messages with those of the server. */
export function compare(vpp: VppCalls, bounds: CallOptions): Promise<unknown> {
  const compatibility: (names: readonly string[], bounds: CallOptions) => Promise<unknown> =
    vpp.compatibility.bind(vpp);
  return compatibility(["show_version", "sr_set_encap_hop_limit"], bounds);
}
