/** Injectors for tests, with peers that keep the bytes that they receive. */
import { join } from "node:path";
import type { Test } from "tap";
import { type InjectorConfig, parseConfig } from "../../src/injector/config.ts";
import type { InjectorEvent } from "../../src/injector/events.ts";
import { type Injector, startInjector } from "../../src/injector/injector.ts";
import { RawPeer } from "../bgp/speaker/raw-peer.ts";
import { temporaryFolder } from "../helpers.ts";

const OURS = "127.0.0.2";
/** The peers of the injector; the first one has the router ID 10.0.0.3. */
export const PEERS = ["127.0.0.3", "127.0.0.4"] as const;
/** The end of the RIB of SR policies. */
const END = "800f03000249";
/** IPv6 SR policies, AS numbers of 4 bytes, graceful restart of 120 seconds for the family. */
const CAPABILITIES = "0104 0002 0049 4104 0000fc00 4006 0078 0002 49 80";

/** Returns the text of a configuration in a new folder; peers connect to the injector, and no process listens on their port 1. */
export function configText(t: Test, more = ""): string {
  const folder = temporaryFolder(t);
  return `as: 64512
routerId: 10.0.0.9
address: "fd00:0:34::9"
listen: { address: ${OURS}, port: 0 }
peers:
  - { address: ${PEERS[0]}, port: 1, routerId: 10.0.0.3 }
  - { address: ${PEERS[1]}, port: 1 }
socket: ${join(folder, "pi.sock")}
stateFile: ${join(folder, "pi.json")}
${more}`;
}

export function configOf(t: Test): InjectorConfig {
  return parseConfig(configText(t), "pi.yaml");
}

/** Starts an injector that is closed at the end of the test. */
export async function start(
  t: Test,
  config: InjectorConfig = configOf(t),
  onEvent: (event: InjectorEvent) => void = () => {},
): Promise<Injector> {
  const injector = await startInjector(config, onEvent);
  t.teardown(() => injector.close());
  return injector;
}

/** Connects as a peer, and establishes a session. Returns the peer and the bodies that come before the End of RIB. */
export async function connectPeer(
  t: Test,
  port: number,
  at: 0 | 1 = 0,
): Promise<{ readonly peer: RawPeer; readonly updates: readonly string[] }> {
  const peer = await RawPeer.connect(port, PEERS[at], OURS);
  t.teardown(() => peer.drop());
  peer.send("open", `04 fc00 0000 0a00000${3 + at} 16 02 14 ${CAPABILITIES}`);
  await peer.until((message) => message === "keepalive");
  peer.send("keepalive");
  const updates: string[] = [];
  await peer.until((message) => {
    if (message.startsWith("update")) updates.push(message.slice("update ".length));
    return message.endsWith(END);
  });
  return { peer, updates: updates.slice(0, -1) };
}

/** Resolves with the body of the next UPDATE. */
export async function nextUpdate(peer: RawPeer): Promise<string> {
  return (await peer.until((message) => message.startsWith("update"))).slice("update ".length);
}
