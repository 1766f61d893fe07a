/**
 * Leaves VPP in order when the process exits, by `process.exit` or because nothing is left to do: VPP 26.06 can livelock when
 * clients end without saying so. Nothing helps against SIGKILL, and signals are the program's (`closeOnSignals`).
 */
import type { Connection } from "./connection.ts";
import { sayGoodbyeSync } from "./goodbye.ts";

/** How long an exit may take for a VPP that does not read or answer. */
const MOST_MS = 200;

const connections = new Set<Connection>();

/** From now on, an exit of the process leaves VPP in order. */
export function leaveAtExit(connection: Connection): void {
  if (connections.size === 0) process.on("exit", leaveAll);
  connections.add(connection);
}

/** The connection has ended. */
export function forgetAtExit(connection: Connection): void {
  connections.delete(connection);
  if (connections.size === 0) process.off("exit", leaveAll);
}

function leaveAll(): void {
  const deadline = performance.now() + MOST_MS;
  for (const connection of connections) sayGoodbyeSync(connection, deadline);
  // VPP must see the goodbye before the end of the connection: its own end says that it has.
  for (const { transport } of connections) transport.waitForEndSync(deadline);
}
