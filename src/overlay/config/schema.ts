import * as z from "zod/mini";
import { parseIpAddress } from "../../address/index.ts";
import { SPEAKER_DEFAULTS, SPEAKER_LIMITS } from "../../bgp/index.ts";
import { HIDDEN_TABLE } from "../../srv6/index.ts";
import type { Problem } from "../../yaml/index.ts";
import { flag, list, mapping, optional, problemsOf, readBy, toJsonSchema, wholeNumber } from "../../yaml/index.ts";
import type { OverlayBgp, OverlayConfig, OverlayPeer, OverlaySids } from "./config.ts";
import {
  as,
  holdSeconds,
  ipAddress,
  listenPort,
  nodeAddress,
  nodeId,
  path,
  port,
  prefix,
  prefixes,
  routerId,
  sid,
  sidRange,
  word,
} from "./parts.ts";
import { isLoopback } from "./values.ts";

/** The smallest MTU of a link with IPv6. @see RFC 8200 section 5 */
const MIN_LINK_MTU = 1280;
/** The smallest MTU of IPv4. @see RFC 791 */
const MIN_MTU = 68;
const MAX_MTU = 0xffff;
const MTU = 1500;
/** A day. */
const MAX_SECONDS = 86_400;
const SYNC_SECONDS = 30;
const CHECK_SECONDS = 300;

const node = mapping({ id: nodeId, address: nodeAddress, mtu: optional(wholeNumber(MIN_LINK_MTU, MAX_MTU), MTU) });

const pods = mapping({
  prefixes: list(prefix),
  cluster: prefixes,
  table: optional(wholeNumber(0, HIDDEN_TABLE - 1), 0),
  mtu: optional(wholeNumber(MIN_MTU, MAX_MTU)),
});

const sids = readBy(
  mapping({
    localSids: mapping({
      pool: optional(sidRange),
      DT4: optional(sid),
      DT6: optional(sid),
      cluster: optional(sidRange),
    }),
    bsids: mapping({ pool: sidRange, cluster: sidRange }),
    basicSegments: optional(word("single", "double"), "single"),
    nodeSid: optional(sid),
  }),
  ({ localSids: { pool, cluster, ...fixed }, bsids, basicSegments = "single", nodeSid }): OverlaySids => {
    return { localSids: { pool, fixed, cluster }, bsids, basicSegments, nodeSid };
  },
);

const peer = readBy(
  mapping({
    address: ipAddress,
    port: optional(port, SPEAKER_DEFAULTS.port),
    as: optional(as),
    localAddress: optional(ipAddress),
    role: optional(word("node", "injector", "reflector"), "node"),
    node: optional(nodeAddress),
    injectors: optional(list(routerId)),
  }),
  ({ port = SPEAKER_DEFAULTS.port, role = "node", injectors = [], ...given }): OverlayPeer => {
    return { as: undefined, localAddress: undefined, node: undefined, ...given, port, role, injectors };
  },
);

const bgp = mapping({
  as,
  routerId,
  listen: optional(mapping({ address: optional(ipAddress), port: optional(listenPort, SPEAKER_DEFAULTS.port) })),
  peers: list(peer),
  holdSeconds: optional(holdSeconds, SPEAKER_DEFAULTS.holdSeconds),
  restartSeconds: optional(wholeNumber(0, SPEAKER_LIMITS.restartSeconds), SPEAKER_DEFAULTS.restartSeconds),
  settleSeconds: optional(wholeNumber(0, SPEAKER_LIMITS.settleSeconds), SPEAKER_DEFAULTS.settleSeconds),
  syncSeconds: optional(wholeNumber(0, MAX_SECONDS), SYNC_SECONDS),
});

const config = readBy(
  mapping({
    node,
    vpp: optional(mapping({ socket: optional(path) })),
    enabled: optional(flag(), true),
    mode: optional(word("bgp", "configmap"), "bgp"),
    pods,
    sids,
    stateFile: optional(path),
    bgp,
    configmap: optional(mapping({ file: path })),
    checkSeconds: optional(wholeNumber(1, MAX_SECONDS), CHECK_SECONDS),
  }),
  (given): OverlayConfig => ({
    node: { mtu: MTU, ...given.node },
    vpp: { socket: given.vpp?.socket },
    enabled: given.enabled ?? true,
    mode: given.mode ?? "bgp",
    pods: { table: 0, mtu: undefined, ...given.pods },
    sids: given.sids,
    stateFile: given.stateFile,
    bgp: bgpFrom(given.bgp, String(given.node.address)),
    configmap: given.configmap,
    checkSeconds: given.checkSeconds ?? CHECK_SECONDS,
  }),
);

/** Reads the value of a configuration file, or returns what is wrong with the shape of it. */
export function readConfig(value: unknown): OverlayConfig | { readonly problems: readonly Problem[] } {
  const { data, error } = z.safeParse(config, value);
  return data ?? { problems: error.issues.flatMap(problemsOf) };
}

/** Returns the JSON Schema of what `readConfig` reads. */
export function configJsonSchema(): object {
  return toJsonSchema(config);
}

function bgpFrom(given: z.output<typeof bgp>, address: string): OverlayBgp {
  const { listen, peers } = given;
  const { holdSeconds, restartSeconds, settleSeconds } = SPEAKER_DEFAULTS;
  return {
    ...{ holdSeconds, restartSeconds, settleSeconds, syncSeconds: SYNC_SECONDS },
    ...given,
    listen: listen && { address, port: SPEAKER_DEFAULTS.port, ...listen },
    peers: peers.map((each) => withLocalAddress(each, address)),
  };
}

/** Returns a peer with the address of the node as source, if packets from there can reach it. */
function withLocalAddress(peer: OverlayPeer, address: string): OverlayPeer {
  const to = parseIpAddress(peer.address);
  if (peer.localAddress !== undefined || to.family === 4) return peer;
  return to.isLinkLocal || to.isIp4Mapped || isLoopback(to) ? peer : { ...peer, localAddress: address };
}
