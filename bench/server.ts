/** The server of a benchmark: a simulator in a process of its own, or the VPP whose socket TSVPP_VPP_SOCKET names. */
import { fileURLToPath } from "node:url";
import { Program } from "./process.ts";

export interface Server extends AsyncDisposable {
  readonly socketPath: string;
  readonly isSimulator: boolean;
}

export async function startServer(): Promise<Server> {
  const { TSVPP_VPP_SOCKET: socketPath } = process.env;
  if (socketPath !== undefined) return { socketPath, isSimulator: false, [Symbol.asyncDispose]: async () => {} };
  return await startSimulatorProcess();
}

export async function startSimulatorProcess(): Promise<Server> {
  const program = new Program(process.execPath, [fileURLToPath(new URL("programs/simulator.js", import.meta.url))]);
  return {
    socketPath: await program.answer(),
    isSimulator: true,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
