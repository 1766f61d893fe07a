/** Signals that end a process, for programs that ask for it: `connect({ closeOnSignals: true })`. */
import { leaveAll } from "./exit.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A client, as far as a signal closes it. */
interface Closable {
  /** Resolves when the client is closed. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const clients = new Set<Closable>();

/** Closes a client on SIGINT, SIGTERM and SIGHUP. */
export function closeOnSignals(client: Closable): void {
  if (clients.size === 0) listen();
  clients.add(client);
  client.closed.then(() => {
    clients.delete(client);
    if (clients.size === 0) stopListening();
  });
}

/** Closes all clients, then lets the signal take its course. Another signal meanwhile ends the process at once. */
async function closeAll(signal: NodeJS.Signals): Promise<void> {
  stopListening();
  const isOnlyOurs = process.listenerCount(signal) === 0;
  await Promise.all([...clients].map((client) => client.close()));
  if (isOnlyOurs) raise(signal);
  // The process goes on, and clients may have connected meanwhile.
  else if (clients.size > 0) listen();
}

function raise(signal: NodeJS.Signals): void {
  // A signal that kills runs no exit hook: clients without an answer to their goodbye, and those that are open, leave here.
  if (process.listenerCount(signal) === 0) leaveAll();
  process.kill(process.pid, signal);
}

/** Listens before other listeners: one that listens once is no longer counted after its call. */
function listen(): void {
  stopListening();
  for (const signal of SIGNALS) process.prependListener(signal, closeAll);
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, closeAll);
}
