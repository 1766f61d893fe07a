import { showVersion } from "../../binapi/vpe.ts";
import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import type { Invocation } from "../command.ts";
import { openClient, sharedClient, socketPathOf } from "../connection.ts";

/** What a link tells. */
export interface LinkEvents {
  /** Connected, for the first time or again. */
  ready(vpp: VppClient, version: string): void;
  /** Without a connection. Told once for each loss. */
  lost(reason: string): void;
}

type Linking = Pick<Invocation, "options" | "io">;

/** Keeps the client that lines share connected, as long as the signal lets it: lines are never repeated. */
export async function keepLinked(linking: Linking, events: LinkEvents): Promise<void> {
  const { signal } = linking.io;
  let isLost = false;
  const lose = (reason: unknown): void => {
    if (!isLost && !signal.aborted) events.lost(reason instanceof Error ? reason.message : String(reason));
    isLost = true;
  };
  while (!signal.aborted) {
    try {
      const vpp = await sharedClient(linking).catch((reason) => {
        lose(reason);
        return awaitShared(linking);
      });
      for await (const state of vpp.states()) {
        if (state.type === "lost") lose(state.reason);
        else if (state.type === "ready") {
          isLost = false;
          events.ready(vpp, await versionOf(vpp));
        }
      }
    } catch (reason) {
      lose(reason);
      // What is no matter of time, such as a peer that is no VPP, is told by each line.
      if (!(reason instanceof VppError) || reason.code !== "VPP_CONNECT") return;
    }
  }
}

/** Waits until VPP listens, and shares the client, unless a line has connected meanwhile. */
async function awaitShared(linking: Linking): Promise<VppClient> {
  const vpp = await openClient(linking, Number.POSITIVE_INFINITY);
  const clients = linking.io.clients!;
  const path = socketPathOf(linking);
  const other = await clients.get(path)?.catch(() => undefined);
  if (other === undefined) {
    clients.set(path, Promise.resolve(vpp));
    return vpp;
  }
  await vpp.close();
  return other;
}

async function versionOf(vpp: VppClient): Promise<string> {
  return await vpp.request(showVersion, {}).then(
    ({ version }) => version,
    () => "of an unknown release",
  );
}
