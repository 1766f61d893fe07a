/**
 * A program that makes all kinds of calls to hostile servers, by public exports only. `hostile-server.test.ts` starts it and
 * sends it its parts. It does not handle uncaught errors, so an error that the client does not catch ends it.
 */
import { once } from "node:events";
import { connect, type VppClient, type VppError } from "../../../src/index.ts";
import { callAll, callSome, readEvents, watchStates } from "./hostile-calls.ts";
import { type Order, type Part, type Report, SCENES, type Scene } from "./hostile-scenes.ts";
import { BRIEF_MS, LONG_MS, Watch } from "./hostile-watch.ts";

/** The number of parts that run at a time; they mostly wait for deadlines. */
const AT_ONCE = 16;

const waiting = new Map<string, (path: string) => void>();
const [parts] = (await once(process, "message")) as [Part[]];
process.on("message", ({ part, path }: { part: Part; path: string }) => waiting.get(keyOf(part))!(path));
await Promise.all(Array.from({ length: AT_ONCE }, playNext));
// Now the process ends by itself, unless a client keeps it running.
process.disconnect();

async function playNext(): Promise<void> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) await play(part);
}

async function play(part: Part): Promise<void> {
  const watch = new Watch((problems) => process.send!({ part, problems } satisfies Report));
  try {
    await (part.moment === "first" ? meet(part, watch) : meetAgain(part, watch));
  } catch (reason) {
    watch.note(`thrown: ${(reason as Error).stack}`);
  }
  watch.report();
}

/** Orders a healthy or a hostile server for a part; resolves with its path when it is ready. */
function order(part: Part, server: Order["server"]): Promise<string> {
  process.send!({ part, server } satisfies Order);
  return new Promise((resolve) => waiting.set(keyOf(part), resolve));
}

function keyOf({ scene, moment }: Part): string {
  return `${scene} ${moment}`;
}

async function meet(part: Part, watch: Watch): Promise<void> {
  const scene = SCENES[part.scene]!;
  const socketPath = await order(part, "hostile");
  const connecting = connect({ socketPath, timeoutMs: timeoutOf(scene) });
  const { value: vpp, error } = await watch.settled("connect", connecting, LONG_MS);
  if (scene.refused === undefined) watch.require("connect succeeds", vpp !== undefined, error);
  else watch.require("connect is refused, with the message's name", isRefusal(error, scene.refused), error);
  if (vpp === undefined) return;
  await callAll(vpp, scene, watch);
  await leave(vpp, watch);
}

async function meetAgain(part: Part, watch: Watch): Promise<void> {
  const scene = SCENES[part.scene]!;
  const { refused } = scene;
  const socketPath = await order(part, "healthy");
  const vpp = await connect({ socketPath, timeoutMs: timeoutOf(scene) });
  const events = readEvents(vpp);
  // The promise may reject before it is awaited.
  events.catch(() => {});
  await watch.settled(
    "onReady",
    vpp.onReady((generation) => callSome(generation, {}, watch)),
  );
  const states = watchStates(vpp, (state) => state.type === "lost" && isRefusal(state.reason, refused));
  await order(part, "hostile");
  if (refused === undefined) await workAgain(vpp, scene, watch);
  else await endure(vpp, states.found, watch);
  await comeBack(part, vpp, refused === undefined ? 3 : 2, watch);
  await leave(vpp, watch);
  await watch.settled("events that began with the first connection", events);
  await watch.settled("states", states.ended);
}

async function workAgain(vpp: VppClient, scene: Scene, watch: Watch): Promise<void> {
  await ready(vpp, 2, watch);
  await callAll(vpp, scene, watch);
  const { type, generation } = vpp.state;
  watch.require("the connection stays", type === "ready" && generation === 2, vpp.state);
}

/** Checks that the client refuses the server and does not become ready. */
async function endure(vpp: VppClient, refusal: Promise<void>, watch: Watch): Promise<void> {
  await watch.settled("a state that tells of the refusal", refusal, LONG_MS);
  await callAll(vpp, {}, watch);
  watch.require("the client is not ready", vpp.state.type !== "ready", vpp.state);
}

async function comeBack(part: Part, vpp: VppClient, generation: number, watch: Watch): Promise<void> {
  await order(part, "healthy");
  await ready(vpp, generation, watch);
  await callSome(vpp, { isHealthy: true }, watch);
}

async function ready(vpp: VppClient, generation: number, watch: Watch): Promise<void> {
  const { found } = watchStates(vpp, (state) => state.type === "ready" && state.generation === generation);
  await watch.settled(`generation ${generation}`, found, LONG_MS);
}

async function leave(vpp: VppClient, watch: Watch): Promise<void> {
  await watch.settled("close", vpp.close(), LONG_MS);
  await watch.settled("closed", vpp.closed);
  const { error } = await watch.settled("a call of a closed client", vpp.cli("show version"));
  watch.require("a closed client sends nothing", error?.effect === "none", error);
}

function isRefusal(error: VppError | undefined, text: RegExp | undefined): boolean {
  return error?.code === "VPP_CONNECT" && text?.test(error.message) === true;
}

/** Returns the timeout of calls; long for a healthy server, since all calls must succeed, also on a busy machine. */
function timeoutOf({ isHealthy }: Scene): number {
  return isHealthy ? LONG_MS : BRIEF_MS;
}
