import { statSync } from "node:fs";
import { errorText, VppError } from "../errors.ts";
import { type LaneIds, type LaneNative, loadNative, named } from "./native.ts";

const FOLDER = "/dev/shm";
const REGION = "vpe-api";

/** A client in VPP's shared memory. Its methods throw `VPP_SHARED_MEMORY`, with the system's error as `cause`. */
export class LaneRegion {
  readonly #native: LaneNative;
  readonly #handle: object;
  readonly #path: string;

  /** Use `openLaneRegion`. */
  constructor(native: LaneNative, handle: object, path: string) {
    this.#native = native;
    this.#handle = handle;
    this.#path = path;
  }

  /** Goes on with the registration. Returns whether it is done; if not, VPP has to be woken. */
  connect(): boolean {
    return this.#attempt(() => this.#native.laneConnect(this.#handle) === 1) ?? false;
  }

  /** Returns the number of slots of our queue, its address in VPP, and the client index as requests carry it. */
  info(): { readonly clientIndex: number; readonly slots: number; readonly queueAddress: bigint } {
    const [clientIndex, slots, low, high] = this.#attempt(() => this.#native.laneInfo(this.#handle))!;
    return { clientIndex: clientIndex!, slots: slots!, queueAddress: (BigInt(high!) << 32n) | BigInt(low!) };
  }

  /** Sends frames. Returns the offset behind the last one for which there was room. */
  write(bytes: Uint8Array, from: number, to: number): number {
    try {
      return this.#native.laneWrite(this.#handle, bytes, from, to);
    } catch (reason) {
      return this.#unlessBusy(reason, from);
    }
  }

  /** Takes frames of VPP into `bytes`. Returns their length. */
  read(bytes: Uint8Array): number {
    try {
      return this.#native.laneRead(this.#handle, bytes, 0);
    } catch (reason) {
      return this.#unlessBusy(reason, 0);
    }
  }

  /** Gives back the slots of requests that VPP has not answered and will not. */
  settle(count: number): void {
    this.#attempt(() => this.#native.laneSettle(this.#handle, count));
  }

  /**
   * Unmaps the region. Calling it again does nothing.
   *
   * @param isListed whether VPP has the client: it is asked to remove it.
   */
  close(isListed: boolean): void {
    this.#attempt(() => this.#native.laneClose(this.#handle, isListed));
  }

  /** Returns undefined when a lock is busy. */
  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (reason) {
      return this.#unlessBusy(reason, undefined);
    }
  }

  #unlessBusy<T>(reason: unknown, whenBusy: T): T {
    const error = named(reason);
    if (error.code === "EAGAIN") return whenBusy;
    throw laneError(this.#path, error);
  }
}

/** Where VPP's shared memory is, and the client that registers there. */
export interface LaneSettings {
  /** VPP's API socket: the region belongs to its owner, or to root. */
  readonly socketPath: string;
  /** That of `api-segment { prefix ... }`. */
  readonly prefix: string | undefined;
  readonly name: string;
  readonly ids: LaneIds;
}

/**
 * Maps VPP's shared memory and begins to register a client.
 *
 * @throws {VppError} `VPP_NATIVE`; `VPP_SHARED_MEMORY`, naming the file of the region.
 */
export function openLaneRegion(settings: LaneSettings, native: LaneNative = laneNative()): LaneRegion {
  const { socketPath, prefix, name, ids } = settings;
  const path = `${FOLDER}/${prefix === undefined ? "" : `${prefix}-`}${REGION}`;
  try {
    return new LaneRegion(native, native.laneOpen(path, name, ids, statSync(socketPath).uid), path);
  } catch (reason) {
    throw laneError(path, named(reason));
  }
}

/** Returns the compiled part, if it has the functions for shared memory. @throws {VppError} `VPP_NATIVE`. */
function laneNative(): LaneNative {
  const native = loadNative();
  if (native.laneOpen !== undefined) return native as LaneNative;
  throw new VppError("VPP_NATIVE", "the compiled part of tsvpp for this system cannot use VPP's shared memory");
}

function laneError(path: string, error: NodeJS.ErrnoException): VppError {
  return new VppError("VPP_SHARED_MEMORY", `${path}: ${whatIsWrong(error)}`, { cause: error });
}

function whatIsWrong(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return "no such file. Does VPP have another api-segment { prefix }, or does it run in another container?";
    case "EACCES":
      return "permission denied. VPP gives access to the group of api-segment { gid }: join it, or use sudo";
    case "ETIMEDOUT":
      return "this process paused for so long that VPP may have given its memory to others";
    default:
      return errorText(error);
  }
}
