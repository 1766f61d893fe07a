import { CallLog } from "./call-log.ts";

const MAX_WARNINGS = 1000;

/** A message that crashed VPP. */
export interface Crash {
  /** VPP's name of the message. */
  readonly messageName: string;
  readonly reason: string;
}

/** The records of a simulator that tests read. A restart of VPP keeps them. */
export class Journal {
  readonly calls: CallLog = new CallLog();
  /** How often each message was answered without being modelled, by name. */
  readonly unmodelled: Map<string, number> = new Map();
  /** The warnings that VPP logs about messages that it drops. */
  readonly warnings: string[] = [];
  /** The errors that handlers of tests threw. */
  readonly errors: unknown[] = [];
  /** The last message that crashes VPP, also when it was refused. */
  crash: Crash | undefined;
  readonly #recordsCalls: boolean;

  /** @param recordsCalls whether `calls` keeps every message. */
  constructor(recordsCalls: boolean) {
    this.#recordsCalls = recordsCalls;
  }

  /** Keeps a message for `calls`, unless calls are not recorded. */
  addCall(name: string, bytes: Buffer, at: number, byteLength: number): void {
    if (this.#recordsCalls) this.calls.add(name, bytes, at, byteLength);
  }

  countUnmodelled(name: string): void {
    this.unmodelled.set(name, (this.unmodelled.get(name) ?? 0) + 1);
  }

  /** Adds a warning, up to a bound. */
  warn(text: string): void {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push(text);
  }
}
