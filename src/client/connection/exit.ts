/**
 * Leaves VPP in order when the process exits, by `process.exit` or because nothing is left to do: VPP 26.06 can livelock when
 * clients end without saying so. Nothing helps against SIGKILL, nor in a worker thread that another thread ends, by
 * `terminate` or its own exit; other signals are the program's (`closeOnSignals`).
 */
import type { Transport } from "../../transport/index.ts";

/** How long an exit may take for a VPP that does not read or answer. */
const MAX_EXIT_MS = 200;

/** Sends the last messages of a connection without an event loop; may block until the deadline, on the clock of `performance`. */
export type Farewell = (deadline: number) => void;

const farewells = new Map<Transport, Farewell>();

/** Sets the farewell of a connection, which replaces an earlier one. */
export function leaveAtExit(transport: Transport, farewell: Farewell): void {
  if (farewells.size === 0) process.on("exit", leaveAll);
  farewells.set(transport, farewell);
}

/** Removes the farewell of a connection that has ended. */
export function forgetAtExit(transport: Transport): void {
  farewells.delete(transport);
  if (farewells.size === 0) process.off("exit", leaveAll);
}

/** Leaves VPP in order on every connection of the process, without an event loop, and ends them all. */
export function leaveAll(): void {
  const deadline = performance.now() + MAX_EXIT_MS;
  for (const farewell of farewells.values()) farewell(deadline);
  // VPP must see the goodbye before the end of the connection: its own end says that it has.
  for (const transport of farewells.keys()) transport.waitForEndSync(deadline);
}
