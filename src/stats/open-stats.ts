import { VppError } from "../errors.ts";
import { DEFAULT_STATS_SOCKET_PATH } from "../transport/index.ts";
import { Source } from "./source.ts";
import { Stats } from "./stats.ts";

/** Where VPP's statistics are, and how long a call may take. */
export interface StatsOptions {
  /** The path of VPP's statistics socket; default `/run/vpp/stats.sock`. */
  readonly socketPath?: string;
  /** Milliseconds for connecting, and for each call: a VPP that changes its statistics all the time ends it; default 2000. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 2000;

/**
 * Opens VPP's statistics. They are read from VPP's memory, which costs VPP nothing.
 *
 * @throws {VppError} `VPP_CONNECT` when no VPP gives its statistics at the path; `VPP_STATS` when they have another layout;
 * `VPP_NATIVE` when the compiled part of the package is missing; `VPP_FIELD_RANGE`.
 */
export async function openStats(options: StatsOptions = {}): Promise<Stats> {
  const { socketPath = DEFAULT_STATS_SOCKET_PATH, timeoutMs = DEFAULT_TIMEOUT_MS } = options ?? {};
  if (typeof socketPath !== "string") throw new VppError("VPP_FIELD_RANGE", "openStats: socketPath: not a string");
  if (!(typeof timeoutMs === "number" && timeoutMs >= 0)) {
    throw new VppError("VPP_FIELD_RANGE", "openStats: timeoutMs: not a number of milliseconds from 0 on");
  }
  return new Stats(socketPath, timeoutMs, await Source.open(socketPath, timeoutMs));
}
