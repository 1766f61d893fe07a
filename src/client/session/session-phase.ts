/**
 * The phases of a session. A session holds one `Phase` at a time, and each function here makes the next one:
 *
 *   connecting --> opening --> preparing --> ready --> lost --> connecting ...
 *       |             |            |                    ^
 *       +-------------+------------+--- (an attempt fails)
 *
 * Every phase can be followed by `closed`.
 */
import type { VppError } from "../../errors.ts";
import type { Transport } from "../../transport/index.ts";
import type { ConnectionState, SharedMemoryState } from "../state.ts";

/** What a session does at a time, with all that exists only meanwhile. */
export interface Phase {
  /** The phase as callers see it: `opening` and `preparing` are `connecting` to them. */
  readonly state: ConnectionState;
  /** The number of connections so far, which is the generation of the newest. */
  readonly generation: number;
  /** What keeps the process alive. */
  readonly handle: Handle | undefined;
}

/** A socket or a timer. */
export type Handle = Pick<Transport | NodeJS.Timeout, "ref" | "unref">;

/** The phase of a session that has not begun. */
export const FIRST_PHASE: Phase = connecting({ generation: 0 });

/** An attempt begins; it has no socket yet. */
export function connecting({ generation }: Pick<Phase, "generation">): Phase {
  return { state: { type: "connecting", generation: generation + 1 }, generation, handle: undefined };
}

/** The attempt has a socket. */
export function opening(phase: Phase, transport: Transport): Phase {
  return { ...phase, handle: transport };
}

/** The attempt has led to a registered connection, on which the hooks run. */
export function preparing(phase: Phase): Phase {
  return { ...phase, generation: phase.generation + 1 };
}

/** The hooks are done: calls go through. */
export function ready({ generation, handle }: Phase, sharedMemory: SharedMemoryState): Phase {
  return { state: { type: "ready", generation, sharedMemory }, generation, handle };
}

/** There is no connection for this reason; the timer ends after `retryMs`. */
export function lost({ generation }: Phase, reason: VppError, retryMs: number, timer: NodeJS.Timeout): Phase {
  return { state: { type: "lost", generation, reason, retryMs }, generation, handle: timer };
}

/** The client is closed. */
export function closed({ generation }: Phase): Phase {
  return { state: { type: "closed", generation }, generation, handle: undefined };
}
