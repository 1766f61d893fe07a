/**
 * A program that makes calls to a server whose frames are mutated, until it gets the message "stop". `mutated-frames.ts` starts
 * it. It uses only public exports. It does not handle uncaught errors, so an error that the client does not catch ends it.
 */
import { writeSync } from "node:fs";
import { showVersion } from "../../../src/binapi/vpe.ts";
import { connect, type VppClient } from "../../../src/index.ts";
import { Dice } from "../../dice.ts";
import { chooseCall, type Repertoire } from "./mutated-calls.ts";
import { CallWatch, type Counts, type Violation } from "./mutated-watch.ts";

/** A message of the program to `mutated-frames.ts`. */
export type Notice =
  | { readonly begun: number }
  | { readonly over: number; readonly counts: Counts; readonly megabytes: number }
  | { readonly violation: Violation };

const STDERR = 2;
const CONNECT_MS = 400;
/** The maximum time of `close`. */
const CLOSE_MS = 1000;
const REMAINS_MS = 10_000;
const CONNECTS = 3;
const ROUNDS = 6;
/** One of this many clients makes calls for which definitions are searched. */
const DEFINITIONS = 12;

const [socketPath = "", firstSeed = "", players = ""] = process.argv.slice(2);
const watch = new CallWatch((violation) => say({ violation }));
let seed = Number(firstSeed);
let isStopped = false;

// This monitor does not prevent the end of the process.
process.on("uncaughtExceptionMonitor", (_, origin) => writeSync(STDERR, `${origin}\n`));
process.once("message", () => {
  isStopped = true;
});
await Promise.all(Array.from({ length: Number(players) }, playOn));
watch.stop();
// Now the process ends by itself. If a client keeps it running, the program prints the resources that are still open.
process.disconnect();
setTimeout(() => console.error(`still open: ${process.getActiveResourcesInfo()}`), REMAINS_MS).unref();

function say(notice: Notice): void {
  process.send!(notice);
}

async function playOn(): Promise<void> {
  do await play(seed++);
  while (!isStopped);
}

/** Runs one client from `connect` to `close`. */
async function play(seed: number): Promise<void> {
  say({ begun: seed });
  // Other numbers than those by which the server mutates frames.
  const dice = new Dice(~seed);
  let vpp: VppClient | undefined;
  for (let i = 0; i < CONNECTS && vpp === undefined; i++) vpp = await open(seed);
  if (vpp !== undefined) {
    const repertoire = dice.below(DEFINITIONS) === 0 ? "definitions" : "usual";
    for (let round = 0; round < ROUNDS; round++) {
      await connected(vpp, seed);
      await callSome(vpp, seed, dice, repertoire);
    }
    await watch.settled(seed, "close", CLOSE_MS, () => vpp!.close());
  }
  say({ over: seed, counts: watch.takeCounts(), megabytes: Math.round(process.resourceUsage().maxRSS / 1024) });
}

function open(seed: number): Promise<VppClient | undefined> {
  return watch.settled(seed, "connect", CONNECT_MS, () => {
    const signal = AbortSignal.timeout(CONNECT_MS);
    return connect({ socketPath, name: `seed ${seed}`, timeoutMs: CONNECT_MS, signal });
  });
}

/** Waits for a connection: without one, calls receive no frames. */
async function connected(vpp: VppClient, seed: number): Promise<void> {
  if (vpp.state.type === "ready") return;
  const bounds = { timeoutMs: CONNECT_MS, whenLost: "wait" } as const;
  await watch.settled(seed, "request between rounds", CONNECT_MS, () => vpp.request(showVersion, {}, bounds));
}

async function callSome(vpp: VppClient, seed: number, dice: Dice, repertoire: Repertoire): Promise<void> {
  const calls = Array.from({ length: 4 + dice.below(8) }, () => chooseCall(dice, repertoire));
  await Promise.all(
    calls.map(({ name, mostMs, make }) => watch.settled(seed, name, mostMs, (isAlive) => make(vpp, isAlive))),
  );
}
