/**
 * Leaves VPP in order when the process exits, by `process.exit` or because nothing is left to do: VPP 26.06 can livelock when
 * clients end without saying so. Nothing helps against SIGKILL, nor in a worker thread that another thread ends, by
 * `terminate` or its own exit; other signals are the program's (`closeOnSignals`).
 */
import type { Transport } from "../../transport/index.ts";

/** How long an exit may take for a VPP that does not read or answer. */
const MOST_MS = 200;

/** Does without an event loop what there is to say; it may block until the deadline, on the clock of `performance`. */
export type Farewell = (deadline: number) => void;

const farewells = new Map<Transport, Farewell>();

/** From now on, an exit of the process says this farewell, and no other, on a connection. */
export function leaveAtExit(transport: Transport, farewell: Farewell): void {
  if (farewells.size === 0) process.on("exit", leaveAll);
  farewells.set(transport, farewell);
}

/** The connection has ended. */
export function forgetAtExit(transport: Transport): void {
  farewells.delete(transport);
  if (farewells.size === 0) process.off("exit", leaveAll);
}

/** Leaves VPP in order on every connection of the process, without an event loop; none of them is of use then. */
export function leaveAll(): void {
  const deadline = performance.now() + MOST_MS;
  for (const farewell of farewells.values()) farewell(deadline);
  // VPP must see the goodbye before the end of the connection: its own end says that it has.
  for (const transport of farewells.keys()) transport.waitForEndSync(deadline);
}
