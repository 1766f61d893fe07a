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

/** Counts of frames and of the outcomes of calls. */
export interface SocketFuzzCounts {
  /** The number of frames sent to clients. */
  frames: number;
  mutated: number;
  clients: number;
  calls: number;
  /** The number of calls that ended with an error. */
  failed: number;
  /** The numbers of programs that ended by an uncaught exception, and by an unhandled rejection. */
  uncaught: number;
  unhandled: number;
  /** The number of programs that did not end, or wrote output. */
  otherEnds: number;
  /** The numbers of errors other than `VppError`, of errors thrown by methods, of late calls, and of calls that never settled. */
  foreign: number;
  thrown: number;
  late: number;
  never: number;
  /** The maximum time by which a call missed its deadline within the tolerance. */
  latestMs: number;
  /** The maximum memory of a program. */
  megabytes: number;
  /** The number of mutated frames of each kind. */
  kinds: Readonly<Record<Kind, number>>;
  /** Descriptions of errors. */
  harm: string[];
}

/** The end of a program. */
interface End {
  readonly kind: "uncaught" | "unhandled" | "otherEnds" | undefined;
  readonly text: string;
}

/** The first word in the output of a program that ends by an error. */
const ORIGINS = [
  ["uncaughtException", "uncaught"],
  ["unhandledRejection", "unhandled"],
] as const;

const PROGRAM = fileURLToPath(new URL("./mutated-program.js", import.meta.url));
/** The number of clients at a time; they mostly wait for deadlines. */
const PLAYERS = 48;
/** A short run has fewer clients at a time: each receives about fifty mutated frames. */
const FRAMES_PER_PLAYER = 125;
/** The number of programs at a time when searching the client that caused an error. */
const SUSPECTS = 6;
/** The maximum number of reports of each kind of harm. */
const MAX_REPORTS = 5;
const MAX_REPORT_LENGTH = 600;
/** The time after which a program that does not end is killed. */
const MAX_END_MS = 40_000;

/**
 * Mutates `count` frames between a simulator and clients in another process; each client has a seed of its own.
 *
 * @returns counts, and errors in `harm`, each with a seed: this seed and a count of 1 run that client alone.
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

/** The run of one program. */
class Run {
  /** The seed of the next client. */
  next: number;
  /** The seeds of the clients that are running. */
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

  /** Stops the program when the server has mutated `count` frames, and waits for its end. */
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

/** Counts the end of a program and, once for each kind of error, searches the client that caused it. */
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

/** Returns the part of the output that identifies an error. */
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
