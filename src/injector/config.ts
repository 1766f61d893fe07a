import * as z from "zod/mini";
import { type Ip4Address, Ip6Address, parseIpAddress } from "../address/index.ts";
import { SPEAKER_DEFAULTS, SPEAKER_LIMITS } from "../bgp/index.ts";
import {
  documentError,
  list,
  mapping,
  optional,
  type Problem,
  placeProblems,
  problemsOf,
  readBy,
  readYaml,
  text,
  wholeNumber,
  wrong,
} from "../yaml/index.ts";
import { routerIdFrom } from "./policy-schema.ts";

/** The configuration of an injector. */
export interface InjectorConfig {
  readonly as: number;
  readonly routerId: Ip4Address;
  /** The next hop of policies without one, and the source of connections to IPv6 peers. */
  readonly address: Ip6Address;
  /** Where connections of peers are accepted; undefined: nowhere. */
  readonly listen?: { readonly address?: string; readonly port?: number };
  readonly peers: readonly InjectorPeer[];
  /** The path of the control socket. */
  readonly socket: string;
  /** The path of the file that keeps the policies. */
  readonly stateFile: string;
}

/** A peer of an injector. */
export interface InjectorPeer {
  readonly address: string;
  readonly port?: number;
  readonly as?: number;
  /** Given for a node: policies for this headend alone go to it with NO_ADVERTISE. */
  readonly routerId?: Ip4Address;
}

/** The control socket, unless a configuration or a command line names another. */
export const DEFAULT_SOCKET = "/run/tsvpp/srv6-pi.sock";

const as = wholeNumber(1, SPEAKER_LIMITS.as);
const routerId = text("a router ID, as in 10.0.0.11", routerIdFrom);
const address = text("an IP address", (given) => String(parseIpAddress(given)));
const path = z.string(wrong("a path")).check(z.minLength(1, wrong("a path")));

const config = readBy(
  mapping({
    as,
    routerId,
    address: text("an IPv6 address", Ip6Address.parse),
    listen: optional(
      mapping({
        address: optional(address),
        port: optional(wholeNumber(0, SPEAKER_LIMITS.port), SPEAKER_DEFAULTS.port),
      }),
    ),
    peers: list(
      mapping({
        address,
        port: optional(wholeNumber(1, SPEAKER_LIMITS.port), SPEAKER_DEFAULTS.port),
        as: optional(as),
        routerId: optional(routerId),
      }),
    ),
    socket: optional(path, DEFAULT_SOCKET),
    stateFile: path,
  }),
  ({ socket = DEFAULT_SOCKET, ...given }): InjectorConfig => ({ socket, ...given }),
);

/**
 * Reads the configuration of an injector in YAML.
 *
 * @throws {VppError} `VPP_DOCUMENT` with a line for each problem: `pi.yaml:3: peers[0].port: expected ...`.
 */
export function parseConfig(given: string, fileName: string): InjectorConfig {
  const yaml = readYaml(given, fileName);
  const { data, error } = z.safeParse(config, yaml.value);
  const problems = data === undefined ? error.issues.flatMap(problemsOf) : duplicatesIn(data.peers);
  if (data === undefined || problems.length > 0) throw documentError(placeProblems(problems, yaml, fileName));
  return data;
}

function duplicatesIn(peers: readonly InjectorPeer[]): Problem[] {
  return peers.flatMap(({ address }, at) => {
    const first = peers.findIndex((other) => other.address === address);
    return first === at
      ? []
      : [{ path: ["peers", at, "address"], text: `duplicate of peers[${first}].address ${address}` }];
  });
}
