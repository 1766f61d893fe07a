import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Notice } from "./mutated-program.ts";
import { MutatedServer } from "./mutated-server.ts";
import type { Harm } from "./mutated-watch.ts";
import type { Kind } from "./mutator.ts";

/** What became of frames, and of the calls that they met. */
export interface SocketFuzzCounts {
  /** That went to clients. */
  frames: number;
  mutated: number;
  clients: number;
  calls: number;
  /** Calls that ended with an error. */
  failed: number;
  /** Programs that an error ended which the client let out, thrown or as the reason of a promise. */
  uncaught: number;
  unhandled: number;
  /** Programs that did not end, or wrote to stderr. */
  otherEnds: number;
  /** Errors that are no `VppError`; errors that a method threw; calls behind their deadline, and for ever. */
  foreign: number;
  thrown: number;
  late: number;
  never: number;
  /** The latest call that was in time, behind its deadline. */
  latestMs: number;
  /** Of the program. */
  megabytes: number;
  /** How many of the mutated frames are of each kind. */
  kinds: Readonly<Record<Kind, number>>;
  /** What to look at. */
  harm: string[];
}

/** How a program ended. */
interface End {
  readonly kind: "uncaught" | "unhandled" | "otherEnds" | undefined;
  readonly text: string;
}

/** The first words of a program that an error ends. */
const ORIGINS = [
  ["uncaughtException", "uncaught"],
  ["unhandledRejection", "unhandled"],
] as const;

const PROGRAM = fileURLToPath(new URL("./mutated-program.js", import.meta.url));
/** Clients at a time; they wait for deadlines more than they work. */
const PLAYERS = 48;
/** A short run needs fewer clients at a time: each meets some fifty mutated frames. */
const FRAMES_PER_PLAYER = 125;
/** As many programs at a time when one client is looked for. */
const SUSPECTS = 6;
/** Of each kind of harm. */
const MAX_REPORTS = 5;
const MAX_REPORT_LENGTH = 600;
/** For a program that was told to stop, and does not end. */
const MAX_END_MS = 40_000;

/**
 * Mutates so many frames on their way through a socket to clients in another process, one client for each seed.
 *
 * @returns with what is wrong in `harm`; the same seed and a count of 1 play that client alone.
 */
export async function fuzzSocket(count: number, seed: number): Promise<SocketFuzzCounts> {
  const counts = newCounts();
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-"));
  try {
    await using server = await MutatedServer.listen(folder);
    const players = Math.min(PLAYERS, Math.ceil(count / FRAMES_PER_PLAYER));
    for (let next = seed; server.mutatedCount < count; ) {
      const run = new Run(server, next, players, counts);
      const end = await run.end(count);
      next = run.next;
      await note(end, run, counts);
    }
    counts.frames = server.frames;
    counts.mutated = server.mutatedCount;
    counts.kinds = server.mutated;
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function newCounts(): SocketFuzzCounts {
  const ofCalls = { clients: 0, calls: 0, failed: 0, uncaught: 0, unhandled: 0, otherEnds: 0 };
  const ofHarm: Record<Harm, number> = { foreign: 0, thrown: 0, late: 0, never: 0 };
  const kinds = {} as SocketFuzzCounts["kinds"];
  return { frames: 0, mutated: 0, ...ofCalls, ...ofHarm, latestMs: 0, megabytes: 0, kinds, harm: [] };
}

/** One program, from its start to its end. */
class Run {
  /** The seed of the client that comes next. */
  next: number;
  /** The seeds of clients that have begun and are not over. */
  readonly open = new Set<number>();
  readonly #server: MutatedServer;
  readonly #counts: SocketFuzzCounts;
  readonly #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: MutatedServer, seed: number, players: number, counts: SocketFuzzCounts) {
    this.next = seed;
    this.#server = server;
    this.#counts = counts;
    const args = [server.socketPath, String(seed), String(players)];
    this.#child = fork(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
    this.#child.on("message", (notice: Notice) => this.#take(notice));
  }

  /** Tells it to stop when as many frames are mutated. */
  async end(count: number): Promise<End> {
    const child = this.#child;
    const stopWhenDone = (): void => {
      if (this.#server.mutatedCount >= count && this.#timer === undefined) this.#stop();
    };
    this.#server.onMutation = stopWhenDone;
    stopWhenDone();
    const [[code, signal], ...said] = await Promise.all([
      once(child, "exit"),
      text(child.stderr!),
      text(child.stdout!),
    ]);
    clearTimeout(this.#timer);
    const words = said.join("").trim();
    if (code === 0 && words === "") return { kind: undefined, text: "" };
    const kind = ORIGINS.find(([origin]) => words.startsWith(origin))?.[1] ?? "otherEnds";
    return { kind, text: `ended with ${code ?? signal}: ${words}` };
  }

  #stop(): void {
    this.#timer = setTimeout(() => this.#child.kill("SIGKILL"), MAX_END_MS);
    if (this.#child.connected) this.#child.send("stop");
  }

  #take(notice: Notice): void {
    const counts = this.#counts;
    if ("begun" in notice) {
      counts.clients++;
      this.open.add(notice.begun);
      this.next = Math.max(this.next, notice.begun + 1);
    } else if ("violation" in notice) {
      const { seed, call, harm, text } = notice.violation;
      if (counts[harm]++ < MAX_REPORTS) report(counts, `seed ${seed}: ${harm}: ${call}: ${text}`);
    } else {
      this.open.delete(notice.over);
      counts.calls += notice.counts.calls;
      counts.failed += notice.counts.failed;
      counts.latestMs = Math.max(counts.latestMs, notice.counts.latestMs);
      counts.megabytes = Math.max(counts.megabytes, notice.megabytes);
    }
  }
}

function report(counts: SocketFuzzCounts, text: string): void {
  counts.harm.push(text.slice(0, MAX_REPORT_LENGTH));
}

/** Takes note of how a program ended, and looks for the client that ended it, once for each kind of error. */
async function note({ kind, text }: End, { open }: Run, counts: SocketFuzzCounts): Promise<void> {
  if (kind === undefined) return;
  counts[kind]++;
  const what = headline(text);
  if (counts.harm.some((known) => known.includes(what))) return;
  const seed = await findCulprit([...open], what);
  report(
    counts,
    `${seed === undefined ? `one of the seeds ${[...open].join(" ")}` : `seed ${seed}`}: ${kind}: ${text}`,
  );
}

/** What tells one error from another. */
function headline(text: string): string {
  return /^\w*Error.*$/m.exec(text)?.[0].slice(0, 60) ?? text.slice(0, 60);
}

async function findCulprit(seeds: readonly number[], what: string): Promise<number | undefined> {
  for (let at = 0; at < seeds.length; at += SUSPECTS) {
    const suspects = seeds.slice(at, at + SUSPECTS);
    const ends = await Promise.all(suspects.map((seed) => playAlone(seed)));
    const found = ends.findIndex(({ text }) => text.includes(what));
    if (found >= 0) return suspects[found];
  }
  return undefined;
}

async function playAlone(seed: number): Promise<End> {
  const folder = mkdtempSync(join(tmpdir(), "tsvpp-"));
  try {
    await using server = await MutatedServer.listen(folder);
    return await new Run(server, seed, 1, newCounts()).end(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
