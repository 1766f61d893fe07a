import { Ip4Address } from "../../address/index.ts";
import { errorText } from "../../errors.ts";
import type { PolicyFile, PolicySet, PolicyStore } from "../../injector/index.ts";
import { type CommandValues, UsageError } from "../arguments/index.ts";
import type { Invocation } from "../command.ts";
import { readText } from "../input.ts";

/** The options that say where policies are kept. */
export const STORE_OPTIONS: readonly (keyof CommandValues)[] = ["server", "gobgp"];

/** Connects to the server of `--server`, or to the gobgpd of `--gobgp`, while `use` runs; an interruption ends the connection. */
export async function withStore<T>({ values, io }: Invocation, use: (store: PolicyStore) => Promise<T>): Promise<T> {
  const { server, gobgp } = values;
  if (server !== undefined && gobgp !== undefined) throw new UsageError("give --server or --gobgp, not both");
  const { connectToGobgp, connectToInjector, DEFAULT_SOCKET } = await import("../../injector/index.ts");
  const store = await (gobgp === undefined ? connectToInjector(server ?? DEFAULT_SOCKET) : connectToGobgp(gobgp));
  const close = () => store.close();
  io.signal.addEventListener("abort", close);
  try {
    io.signal.throwIfAborted();
    return await use(store);
  } finally {
    io.signal.removeEventListener("abort", close);
    close();
  }
}

/**
 * Reads the policies in files, for the headends of `--headend` if it is given.
 *
 * @throws {UsageError} when a file cannot be read.
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem of all files.
 */
export async function readPolicies(paths: readonly string[], { values, io }: Invocation): Promise<PolicySet> {
  const headends = values.headend && headendsFrom(values.headend);
  const files: PolicyFile[] = [];
  for (const path of paths) {
    files.push({ name: path === "-" ? "standard input" : path, text: await readText(path, io) });
  }
  const { readPolicyFiles } = await import("../../injector/index.ts");
  return readPolicyFiles(files, headends);
}

function headendsFrom(given: readonly string[]): Ip4Address[] {
  return given.flatMap((list) => list.split(",")).map(headendFrom);
}

function headendFrom(text: string): Ip4Address {
  try {
    const headend = Ip4Address.parse(text);
    if (headend.word !== 0) return headend;
  } catch (reason) {
    throw new UsageError(`--headend: ${errorText(reason)}`);
  }
  throw new UsageError("--headend: 0.0.0.0 is no router ID");
}
