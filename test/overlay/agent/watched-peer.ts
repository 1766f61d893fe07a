import type { Test } from "tap";
import { describeNlri, type RouteChange, type Speaker, startSpeaker } from "../../../src/bgp/index.ts";

/** A peer of the node that notes what the node announces and withdraws. */
export interface WatchedPeer {
  readonly speaker: Speaker;
  /** What was announced (`+`) and withdrawn (`-`), in order. */
  readonly log: string[];
  /** The routes that the node announces now, with their next hops, sorted. */
  routes(): string[];
  /** Resolves when a condition holds; looks again after each change of routes. */
  until(condition: () => boolean): Promise<void>;
}

/** Starts a peer at an address, and resolves when the node has announced so many routes to it. */
export async function watchedPeer(t: Test, address: string, port: number, count: number): Promise<WatchedPeer> {
  const log: string[] = [];
  let look = () => {};
  const speaker = await startSpeaker(
    {
      as: 64512,
      routerId: `10.0.0.${address.split(".")[3]}`,
      peers: [{ address: "127.0.0.1", port, localAddress: address }],
      settleSeconds: 0,
    },
    {
      onRoutes(changes) {
        for (const change of changes) log.push(textOf(change));
        look();
      },
      onEvent() {},
    },
  );
  t.teardown(() => speaker.close());
  const routes = () => {
    const all = speaker.routesOf("127.0.0.1").map(({ nlri, nextHop }) => `${describeNlri(nlri)} via ${nextHop}`);
    return all.sort();
  };
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (condition()) resolve();
      };
      look();
    });
  await until(() => routes().length >= count);
  return { speaker, log, routes, until };
}

function textOf({ nlri, route }: RouteChange): string {
  const sids = route?.attributes.candidatePath?.segmentLists[0]?.segments ?? [];
  const by = sids.map((each) => ("sid" in each ? ` by ${each.sid}` : "")).join("");
  return `${route === undefined ? "-" : "+"}${describeNlri(nlri)}${by}`;
}
