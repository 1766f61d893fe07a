import type { Readable, Writable } from "node:stream";

/** What a command meets in its process. Tests bring their own. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when a signal interrupts the process; the reason is the signal's name. */
  readonly signal: AbortSignal;
}
