import type { VppClient } from "../client/index.ts";
import { VppError } from "../errors.ts";
import type { Invocation } from "./command.ts";
import { writeError } from "./io.ts";

/** The parts of a run of a command that a connection needs. */
type Connecting = Pick<Invocation, "options" | "io">;

/** Returns the path of VPP's socket, from the command line or the environment; undefined: VPP's default. */
export function socketPathOf({ options, io: { env } }: Connecting): string | undefined {
  return options.socketPath ?? (env.TSVPP_VPP_SOCKET || undefined);
}

/** Connects to VPP, as the command line says. An interruption ends the attempt. VPP lists the client by its name. */
export async function openClient(
  invocation: Connecting,
  waitMs: number = invocation.options.waitMs ?? 0,
  name?: string,
): Promise<VppClient> {
  const { connect } = await import("../client/index.ts");
  const socketPath = socketPathOf(invocation);
  const path = socketPath === undefined ? {} : { socketPath };
  return await connect({ ...path, ...(name !== undefined && { name }), waitMs, signal: invocation.io.signal });
}

/** Connects to VPP. Waits for it without end, and says so, unless the command line says how long. */
export async function awaitClient(invocation: Invocation, name?: string): Promise<VppClient> {
  try {
    return await openClient(invocation, undefined, name);
  } catch (reason) {
    const isAbsent = reason instanceof VppError && reason.code === "VPP_CONNECT";
    if (invocation.options.waitMs !== undefined || !isAbsent) throw reason;
    writeError(invocation.io, `${reason.message}: waiting for it`);
  }
  return await openClient(invocation, Number.POSITIVE_INFINITY, name);
}

/**
 * Connects to VPP for as long as `use` takes, and leaves in order whatever happens: VPP 26.06 can livelock when clients end
 * without `sockclnt_delete`. An interruption leaves at once, so that every call on its way fails.
 */
export async function withClient<T>(
  invocation: Invocation,
  use: (vpp: VppClient) => Promise<T>,
  open: (invocation: Invocation) => Promise<VppClient> = openClient,
): Promise<T> {
  const { signal, clients } = invocation.io;
  if (clients !== undefined && open === openClient) return await useShared(invocation, use);
  await using vpp = await open(invocation);
  const leave = (): void => void vpp.close();
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await use(vpp);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/**
 * The same for calls that end by the signal themselves: what lines share stays connected. `use` passes the signal to each call.
 */
export async function withCalls<T>(invocation: Invocation, use: (vpp: VppClient) => Promise<T>): Promise<T> {
  if (invocation.io.clients === undefined) return await withClient(invocation, use);
  return await use(await sharedClient(invocation));
}

/** Uses the client that lines share. An interruption closes it, so that no step of a command follows; the next line connects. */
async function useShared<T>(invocation: Invocation, use: (vpp: VppClient) => Promise<T>): Promise<T> {
  const { signal, clients } = invocation.io;
  const vpp = await sharedClient(invocation);
  const leave = (): void => {
    clients!.delete(socketPathOf(invocation));
    void vpp.close();
  };
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await use(vpp);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** Returns the client that lines share, connecting it for the first that needs it. A failed attempt is not kept. */
export function sharedClient(invocation: Connecting): Promise<VppClient> {
  const path = socketPathOf(invocation);
  const clients = invocation.io.clients ?? new Map<string | undefined, Promise<VppClient>>();
  const shared = clients.get(path) ?? openClient(invocation);
  clients.set(path, shared);
  shared.catch(() => clients.delete(path));
  return shared;
}

/** Reports each loss of the connection once, not each attempt to connect again. Ends when the client is closed. */
export async function reportLosses(vpp: VppClient, { io }: Pick<Invocation, "io">): Promise<void> {
  let isReported = false;
  for await (const state of vpp.states()) {
    if (state.type === "lost" && !isReported) writeError(io, `${state.reason.message}: connecting again`);
    isReported = state.type === "lost" || (isReported && state.type === "connecting");
  }
}
