import type { VppClient } from "../client/index.ts";
import type { Invocation } from "./command.ts";

/** Returns the path of VPP's socket, from the command line or the environment; undefined: VPP's default. */
export function socketPathOf({ options, io: { env } }: Invocation): string | undefined {
  return options.socketPath ?? (env.TSVPP_VPP_SOCKET || undefined);
}

/**
 * Connects to VPP for as long as `use` takes, and leaves in order whatever happens: VPP 26.06 can livelock when clients end
 * without `sockclnt_delete`. An interruption leaves at once, so that every call on its way fails.
 */
export async function withClient<T>(invocation: Invocation, use: (vpp: VppClient) => Promise<T>): Promise<T> {
  const { connect } = await import("../client/index.ts");
  const { options, io } = invocation;
  const { signal } = io;
  const socketPath = socketPathOf(invocation);
  const path = socketPath === undefined ? {} : { socketPath };
  await using vpp = await connect({ ...path, waitMs: options.waitMs ?? 0, signal });
  const leave = (): void => void vpp.close();
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await use(vpp);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
