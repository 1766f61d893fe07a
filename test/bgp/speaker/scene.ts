/** Speakers for tests, over sockets on addresses of the loopback interface. */
import { mock } from "node:test";
import type { Test } from "tap";
import { Ip6Address, Prefix } from "../../../src/address/index.ts";
import type { OwnRoute, SpeakerOptions } from "../../../src/bgp/index.ts";
import { INTERNAL_ATTRIBUTES, IP4_REACH, updateBody } from "../message/samples.ts";
import { RawPeer } from "./raw-peer.ts";
import { startWatched, type Watched } from "./watched.ts";

/** The address of the speaker, and that of its peer. */
export const OURS = "127.0.0.2";
export const THEIRS = "127.0.0.3";
const NO_ATTRIBUTES = {};
export const NEXT_HOP: Ip6Address = Ip6Address.parse("fd12::1000");
/** The body of an UPDATE with `ROUTE`. */
export const ANNOUNCED: string = updateBody({ attributes: INTERNAL_ATTRIBUTES + IP4_REACH }).toString("hex");
export const ROUTE: OwnRoute = {
  family: "ipv4-unicast",
  nlri: Prefix.parse("172.16.104.64/26"),
  nextHop: NEXT_HOP,
  attributes: NO_ATTRIBUTES,
};

/** Starts a speaker that listens, and whose only peer connects to it. */
export async function startListening(
  t: Test,
  options: Partial<SpeakerOptions> = {},
): Promise<Watched & { connect(): Promise<RawPeer> }> {
  const listen = { address: OURS, port: 0 };
  const running = await startWatched(t, { listen, peers: [{ address: THEIRS, connects: false }], ...options });
  const connect = async () => {
    const peer = await RawPeer.connect(running.speaker.port!, THEIRS, OURS);
    t.teardown(() => peer.drop());
    return peer;
  };
  return { ...running, connect };
}

/** Starts a speaker that listens; its peer has established a session, and announced 172.16.104.64/26. */
export async function startAnnounced(
  t: Test,
  { isGraceful = false, ...options }: Partial<SpeakerOptions> & { readonly isGraceful?: boolean } = {},
): Promise<Watched & { readonly peer: RawPeer; connect(): Promise<RawPeer> }> {
  const one = await startListening(t, options);
  const peer = await one.connect();
  await peer.establish("10.0.0.3", { isGraceful });
  peer.send("update", ANNOUNCED);
  await one.when(() => one.routes.length === 1);
  return { ...one, peer };
}

/** From now on, time passes only by `mock.timers.tick`. */
export function stopTime(t: Test): void {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.teardown(() => mock.timers.reset());
}
