/** Signals that end a process, for programs that ask for it: `connect({ closeOnSignals: true })`. */
import { leaveAll } from "./exit.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a signal closes. */
interface Closable {
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const clients = new Set<Closable>();

/** Closes a client when a signal comes. */
export function closeOnSignals(client: Closable): void {
  if (clients.size === 0) listen();
  clients.add(client);
  client.closed.then(() => {
    clients.delete(client);
    if (clients.size === 0) stopListening();
  });
}

/** Then the signal does what it would have done without us. Another one while clients close ends the process at once. */
async function closeAll(signal: NodeJS.Signals): Promise<void> {
  stopListening();
  const isOnlyOurs = process.listenerCount(signal) === 0;
  await Promise.all([...clients].map((client) => client.close()));
  if (isOnlyOurs) raise(signal);
  // The process lives on, and some may have connected meanwhile.
  else if (clients.size > 0) listen();
}

function raise(signal: NodeJS.Signals): void {
  // A signal that kills is no exit: who closed without an answer, or did not ask to be closed, still has to leave.
  if (process.listenerCount(signal) === 0) leaveAll();
  process.kill(process.pid, signal);
}

/** In front of others: one who listens once is gone when it has been called. */
function listen(): void {
  stopListening();
  for (const signal of SIGNALS) process.prependListener(signal, closeAll);
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, closeAll);
}
