import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiSchema } from "../schema/index.ts";
import { BOUND_RELEASE, loadApi } from "./api/index.ts";
import type { RecordedVpp, StatsSettings } from "./server/index.ts";
import { Simulator } from "./simulator.ts";

/** More threads than VPP starts. */
const MAX_WORKERS = 255;
const WORKERS_TEXT = `a number from 0 to ${MAX_WORKERS} is expected`;

/** What `startSimulator` simulates, and where it listens. */
export interface SimulatorOptions {
  /** Where to listen; default a socket in a new temporary folder, which is removed with the simulator. */
  readonly socketPath?: string;
  /**
   * What to do with a message that crashes VPP: close every connection and listen no more, like a dead VPP (the default), or
   * answer with the return value -7 (INVALID_VALUE) and go on.
   */
  readonly onCrash?: "close" | "refuse";
  /**
   * The effect of clients that end without `sockclnt_delete`: none (the default), or that on a VPP 26.06 after a
   * client that did not read: with the 16th of them it serves no client any more.
   */
  readonly zombies?: "forget" | "livelock";
  /** Whether to keep every message for `calls`; default true. Without it a simulator can run for long. */
  readonly recordCalls?: boolean;
  /**
   * The VPP release whose API it has, e.g. `24.02`; default that of the bindings. It behaves as VPP 26.06 all the same.
   */
  readonly release?: string;
  /**
   * Message ids in an order of their own, the same for the same seed: VPP gives others at every start. Without a seed they
   * are in the order of definition.
   */
  readonly shuffleIds?: string;
  /**
   * Where the statistics can be read, as at `/run/vpp/stats.sock`; without it there are none. Needs the compiled part of tsvpp.
   */
  readonly statsSocketPath?: string;
  /** The worker threads that have counters of their own in the statistics; default 0. */
  readonly workers?: number;
  /**
   * A recording of `tsvpp record`: all requests but those of registration and pings are answered as recorded, and nothing is kept.
   * Equal requests get the recorded answers in turn, and then the last ones again. A request that was never recorded is answered as
   * one that is not modelled. The release is that of the recording, unless `release` is given.
   */
  readonly from?: string;
  /** Called with each request that was never recorded, in words. */
  readonly onUnrecorded?: (text: string) => void;
  /** Changes the release's definitions, as `mapDefinitions` can; messages are read and answered by the changed ones. */
  readonly alter?: (api: ApiSchema) => ApiSchema;
}

/**
 * Starts a VPP that answers on a real socket, with nothing in it but `local0` and the tables 0.
 *
 * @throws {TypeError} for a path that is no text or empty.
 * @throws {RangeError} for a number of workers that is not from 0 to 255.
 * @throws the system's error when a path cannot be bound.
 * @throws {VppError} `VPP_NATIVE` for statistics without the compiled part of tsvpp.
 * @throws {VppError} `VPP_FILE` for a file that is no recording.
 * @throws {VppError} `VPP_SCHEMA` for a release that the catalogue does not have, and for definitions that make no sense.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { onCrash = "close", zombies = "forget", recordCalls = true, shuffleIds } = options;
  checkPath("socketPath", options.socketPath);
  checkPath("statsSocketPath", options.statsSocketPath);
  const stats = statsOf(options);
  const recorded = await loadRecorded(options);
  const api = await loadApi({ ...options, ...releaseOf(options, recorded) });
  const folder = options.socketPath === undefined ? mkdtempSync(join(tmpdir(), "tsvpp-")) : undefined;
  const socketPath = options.socketPath ?? join(folder ?? "", "api.sock");
  const removeFiles = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const simulator = new Simulator({
    socketPath,
    onCrash,
    zombies,
    recordCalls,
    api,
    shuffleIds,
    stats,
    recorded,
    removeFiles,
  });
  try {
    await simulator.listen();
  } catch (reason) {
    removeFiles();
    throw reason;
  }
  return simulator;
}

/** Checks a path, for programs that no compiler checks: of an empty one Node.js says that it is no port. */
function checkPath(option: string, path: unknown): void {
  if (path === undefined || (typeof path === "string" && path !== "")) return;
  throw new TypeError(`startSimulator: ${option}: ${JSON.stringify(path)} is not a path`);
}

/** Loads the answers of a recording. The code for it is large, and few simulators need it. */
async function loadRecorded({ from, onUnrecorded = () => {} }: SimulatorOptions): Promise<RecordedVpp | undefined> {
  checkPath("from", from);
  if (from === undefined) return undefined;
  const { readAnswers } = await import("../recording/index.ts");
  return { answers: readAnswers(from), onUnrecorded };
}

/** Returns the release of a recording, unless another one is wanted, or it is that of the bindings. */
function releaseOf({ release }: SimulatorOptions, recorded: RecordedVpp | undefined): { readonly release?: string } {
  const found = recorded?.answers.release;
  return release !== undefined || found === undefined || found === BOUND_RELEASE ? {} : { release: found };
}

function statsOf({ statsSocketPath: socketPath, workers = 0 }: SimulatorOptions): StatsSettings | undefined {
  if (!isCount(workers, MAX_WORKERS)) throw new RangeError(`startSimulator: workers: ${workers}: ${WORKERS_TEXT}`);
  return socketPath === undefined ? undefined : { socketPath, workers };
}

function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
