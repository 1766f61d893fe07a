import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenSocket } from "../transport/index.ts";
import { Simulator } from "./simulator.ts";

export interface SimulatorOptions {
  /** Where to listen; default a socket in a new folder below the system's temporary one, which goes with the simulator. */
  readonly socketPath?: string;
  /**
   * What to do with a message that crashes VPP: close every connection and listen no more, like a dead VPP (the default), or
   * answer with the return value -7 (INVALID_VALUE) and go on.
   */
  readonly onCrash?: "close" | "refuse";
  /** Whether to keep every message for `calls`; default true. Without it a simulator can run for long. */
  readonly recordCalls?: boolean;
}

/**
 * Starts a VPP that answers on a real socket, with nothing in it but `local0` and the tables 0.
 *
 * @throws the system's error when the path cannot be bound.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { onCrash = "close", recordCalls = true } = options;
  const folder = options.socketPath === undefined ? mkdtempSync(join(tmpdir(), "tsvpp-")) : undefined;
  const socketPath = options.socketPath ?? join(folder ?? "", "api.sock");
  const removeFiles = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const simulator = new Simulator({ socketPath, onCrash, recordCalls });
  try {
    simulator.listening(await listenSocket(socketPath, (transport) => simulator.connected(transport)), removeFiles);
  } catch (reason) {
    removeFiles();
    throw reason;
  }
  return simulator;
}
