import { closeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { loadNative, type Native, named } from "./native.ts";
import { describeConnectError, STATS_SOCKET } from "./socket-errors.ts";

/** The path of VPP's statistics socket in its default configuration. */
export const DEFAULT_STATS_SOCKET_PATH = "/run/vpp/stats.sock";

/** VPP answers within a pass of its main loop: 10 ms when it sleeps. */
const POLL_MS = 2;
const ACCEPT_MS = 5;

/**
 * Receives the descriptor that the process at a SOCK_SEQPACKET socket sends to each client, as VPP does with its statistics.
 *
 * @returns the descriptor, which the caller closes.
 * @throws {VppError} `VPP_CONNECT` when there is no such socket, or it sends none or several, or nothing within `timeoutMs`;
 * `VPP_NATIVE`.
 */
export async function receiveDescriptor(path: string, timeoutMs: number): Promise<number> {
  const native = loadNative();
  const deadline = performance.now() + timeoutMs;
  const connection = await poll(() => native.connect(path), path, deadline);
  try {
    return await poll(() => native.receive(connection), path, deadline);
  } finally {
    closeSync(connection);
  }
}

/** Calls `attempt` until it does not fail with EAGAIN, or the deadline has passed. */
async function poll(attempt: () => number, path: string, deadline: number): Promise<number> {
  for (;;) {
    try {
      return attempt();
    } catch (reason) {
      const error = named(reason);
      if (error.code !== "EAGAIN" || performance.now() >= deadline) {
        throw new VppError("VPP_CONNECT", printable(describe(path, error)), { cause: error });
      }
    }
    await pause(POLL_MS);
  }
}

function describe(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "EAGAIN":
      return `${path}: no answer. Does VPP hang?`;
    case "ENODATA":
    case "ECONNRESET":
      return `${path}: the peer sent no descriptor. Is it VPP's statistics socket?`;
    case "E2BIG":
      return `${path}: the peer sent more than one descriptor. Is it VPP's statistics socket?`;
    default:
      return describeConnectError(path, error, STATS_SOCKET);
  }
}

/** A socket that gives descriptors to each client. */
export interface DescriptorServer {
  /** Stops listening. The file of the socket remains. */
  close(): void;
}

/**
 * Listens at a path and gives each client descriptors, as VPP does with that of its statistics. Does not keep the process alive.
 *
 * @param descriptors is called for each attempt to accept a client; one descriptor is what VPP sends.
 * @throws {VppError} `VPP_NATIVE`; the system's error when it cannot listen at the path.
 */
export function serveDescriptors(path: string, descriptors: () => readonly number[]): DescriptorServer {
  const native = loadNative();
  const listener = listen(native, path);
  const timer = setInterval(() => {
    while (native.give(listener, descriptors()) === 1);
  }, ACCEPT_MS).unref();
  return {
    close: () => {
      clearInterval(timer);
      closeSync(listener);
    },
  };
}

function listen(native: Native, path: string): number {
  try {
    return native.listen(path);
  } catch (reason) {
    throw named(reason);
  }
}
