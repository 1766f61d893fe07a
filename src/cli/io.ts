import type { Readable, Writable } from "node:stream";
import type { VppClient } from "../client/index.ts";
import { printable } from "../printable.ts";

/** The streams, environment and signal of the process in which a command runs. Tests give others. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when a signal interrupts the process; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /** Clients that stay connected from one line to the next, by the path of the socket; the giver of the map closes them. */
  readonly clients?: Map<string | undefined, Promise<VppClient>>;
  /** Takes the result of a call, for the lines that follow it. */
  readonly keepResult?: (result: unknown) => void;
  /** Whether a call says how long it took, on a terminal. */
  readonly showsTime?: boolean;
  /** Other signals; undefined: none can come or be sent. */
  readonly signals?: ProcessSignals;
}

/** Signals that a command takes, and sends. */
export interface ProcessSignals {
  /**
   * Calls back at each signal of a name, in place of what it does otherwise.
   *
   * @returns a function that ends the callbacks.
   */
  take(name: "SIGHUP" | "SIGUSR2" | "SIGINT", taken: () => void): () => void;
  /** Sends a signal to a process. @throws the system's error. */
  send(pid: number, name: NodeJS.Signals): void;
}

/** Resolves when a signal interrupts the process. */
export function interrupted({ signal }: Io): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Writes one line to standard error, whatever is in the text. */
export function writeNote({ stderr }: Io, text: string): void {
  stderr.write(`tsvpp: ${printable(text)}\n`);
}

/**
 * Writes the message of an error to standard error: its lines stay, and the tabs of what VPP's command line answered.
 */
export function writeError({ stderr }: Io, message: string): void {
  for (const line of message.split("\n")) stderr.write(`tsvpp: ${printable(line, "\t")}\n`);
}
