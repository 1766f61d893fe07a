import { Ip4Address, Ip6Address, type Ip6Prefix, Prefix, parseIp6Prefix } from "../../address/index.ts";
import { VppError } from "../../errors.ts";

/** The names that Kubernetes gives to nodes are such IDs. */
const NODE_ID = /^[A-Za-z0-9.-]{1,253}$/;

const LOOPBACK = Ip6Address.parse("::1");

/** Returns the ID of a node. @throws {VppError} `VPP_FIELD_RANGE` */
export function nodeIdFrom(text: string): string {
  if (NODE_ID.test(text)) return text;
  throw new VppError(
    "VPP_FIELD_RANGE",
    `a node ID has 1 to 253 letters, digits, "." and "-", not ${JSON.stringify(text)}`,
  );
}

/**
 * Returns the infrastructure address of a node.
 *
 * @throws {VppError} `VPP_ADDRESS` unless the text is an IPv6 unicast address that other nodes can reach.
 */
export function nodeAddressFrom(text: string): Ip6Address {
  const address = Ip6Address.parse(text);
  const kind = unreachableKind(address);
  if (kind === undefined) return address;
  throw new VppError("VPP_ADDRESS", `${address} cannot be the address of a node: it is ${kind} address`);
}

/** Returns a router ID. @throws {VppError} `VPP_ADDRESS` unless the text is an IPv4 address other than 0.0.0.0. */
export function routerIdFrom(text: string): Ip4Address {
  const id = Ip4Address.parse(text);
  if (id.word !== 0) return id;
  throw new VppError("VPP_ADDRESS", "0.0.0.0 cannot be a router ID");
}

/** Returns a prefix. @throws {VppError} `VPP_ADDRESS` when it has host bits: that is mostly a mistyped length. */
export function prefixFrom(text: string): Prefix {
  return withoutHostBits(Prefix.parse(text));
}

/** Returns the range of SIDs or BSIDs. @throws {VppError} `VPP_ADDRESS` when it has host bits, or addresses that are no SIDs. */
export function sidRangeFrom(text: string): Ip6Prefix {
  const range = withoutHostBits(parseIp6Prefix(text));
  const { isMulticast, isLinkLocal, isIp4Mapped } = range.address;
  if (!isMulticast && !isLinkLocal && !isIp4Mapped) return range;
  throw new VppError("VPP_ADDRESS", `${range} is no range of SIDs: name one of unicast addresses that routers forward`);
}

/** Returns whether an address is `::1`. */
export function isLoopback(address: Ip6Address): boolean {
  return address.equals(LOOPBACK);
}

function unreachableKind(address: Ip6Address): string | undefined {
  if (address.isUnspecified) return "the unspecified";
  if (address.isMulticast) return "a multicast";
  if (address.isLinkLocal) return "a link-local";
  if (address.isIp4Mapped) return "an IPv4-mapped";
  return isLoopback(address) ? "the loopback" : undefined;
}

function withoutHostBits<P extends Prefix>(prefix: P): P {
  if (!prefix.hasHostBits) return prefix;
  throw new VppError("VPP_ADDRESS", `${prefix} has host bits: write ${prefix.masked()}`);
}
