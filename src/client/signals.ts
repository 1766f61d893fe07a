/** Signals that end a process, for programs that ask for it: `connect({ closeOnSignals: true })`. */

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
  if (clients.size === 0) for (const signal of SIGNALS) process.on(signal, closeAll);
  clients.add(client);
  client.closed.then(() => {
    clients.delete(client);
    if (clients.size === 0) stopListening();
  });
}

/** Then the signal does what it would have done without us. Another one while clients close ends the process at once. */
async function closeAll(signal: NodeJS.Signals): Promise<void> {
  stopListening();
  await Promise.all([...clients].map((client) => client.close()));
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, closeAll);
}
