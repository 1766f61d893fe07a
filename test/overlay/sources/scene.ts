import { Ip4Address, Ip6Address } from "../../../src/address/index.ts";
import { decodePath, type Family, type ReceivedRoute, type RouteChange } from "../../../src/bgp/index.ts";
import type { OwnAddresses } from "../../../src/overlay/allocation/index.ts";
import type { OverlayConfig } from "../../../src/overlay/config/index.ts";
import { keyOfTunnel, OverlayModel } from "../../../src/overlay/model/index.ts";
import { BgpSource, type Refusal } from "../../../src/overlay/sources/index.ts";
import { bytes } from "../../helpers.ts";
import { configWith } from "../config/scene.ts";

/** The peers of node fd11::1000: nodes 2 and 3, an injector, and reflectors with and without known injectors. */
export const NODE2 = "fd12::1000";
export const NODE3 = "10.1.0.3";
export const ANY_NODE = "10.1.0.4";
export const INJECTOR = "fd00:34::2";
export const REFLECTOR = "fd00:35::2";
export const PLAIN_REFLECTOR = "fd00:36::2";

const PEERS: readonly string[] = [
  `    - { address: "${NODE2}" }`,
  `    - { address: ${NODE3}, node: "fd13::1000" }`,
  `    - { address: ${ANY_NODE} }`,
  `    - { address: "${INJECTOR}", role: injector }`,
  `    - { address: "${REFLECTOR}", role: reflector, injectors: [10.0.0.34] }`,
  `    - { address: "${PLAIN_REFLECTOR}", role: reflector }`,
];

/** The addresses that node fd11::1000 announces for itself. */
export const OWN: OwnAddresses = {
  localSids: { DT4: Ip6Address.parse("fcdd:0:0:11aa::1"), DT6: Ip6Address.parse("fcdd:0:0:11aa::2") },
  bsids: { IPv4: Ip6Address.parse("cafe::101"), IPv6: Ip6Address.parse("cafe::102") },
};

/** The configuration of node fd11::1000 with these peers. */
export function config(): Promise<OverlayConfig> {
  return configWith(Object.fromEntries(PEERS.map((line, at) => [at + 12, line])));
}

/** A source with its model, and what it has refused. */
export interface Scene {
  readonly model: OverlayModel;
  readonly source: BgpSource;
  readonly refusals: Refusal[];
}

/** Starts a source that has received nothing. */
export async function scene(): Promise<Scene> {
  const model = new OverlayModel("bgp", () => {});
  const refusals: Refusal[] = [];
  const source = new BgpSource(model, await config(), OWN, (refusal) => refusals.push(refusal));
  return { model, source, refusals };
}

/** What a model has: selected paths, prefixes and locators, as texts. */
export function known({ prefixes, locators, paths: { bgp } }: OverlayModel): string[] {
  const paths = bgp.tunnels.map((tunnel) => {
    const { preference, policy } = bgp.selected(keyOfTunnel(tunnel))!;
    const lists = policy.segmentLists.map(({ segments, weight }) => `${segments.join(" ")} x${weight}`);
    return `${tunnel.family} to ${tunnel.endpoint} by ${policy.bsid}, ${lists.join(" or ")}, preference ${preference}`;
  });
  return [
    ...paths,
    ...[...prefixes.all()].map(({ prefix, node }) => `${prefix} of ${node}`),
    ...[...locators.all()].map(({ prefix, node }) => `locator ${prefix} of ${node}`),
  ];
}

const hex = (address: string) => Buffer.from(Ip6Address.parse(address).toBytes()).toString("hex");
const number = (value: number, count: number) => value.toString(16).padStart(count * 2, "0");
const sized = (count: number, ...parts: readonly string[]) => {
  const all = parts.join("").replaceAll(" ", "");
  return number(all.length / 2, count) + all;
};

/** A segment of type B (RFC 9830 section 2.4.4.2.2), or one of type A: an MPLS label. */
export type SegmentGiven = { readonly sid: string; readonly behavior?: number } | "A";

/** A segment list; its weight is left out if it is undefined. */
export interface ListGiven {
  readonly weight?: number;
  readonly segments: readonly SegmentGiven[];
}

/** The parts of an SR policy of BGP that differ between tests. */
export interface PolicyGiven {
  readonly endpoint?: string;
  readonly color?: number;
  readonly distinguisher?: number;
  readonly nextHop?: string;
  /** The sub-TLV that has the BSID in hexadecimal; default: number 13 with cafe::1c2; empty: none. */
  readonly bsid?: string;
  readonly lists?: readonly ListGiven[];
  readonly preference?: number;
  /** The whole Tunnel Encapsulation attribute in hexadecimal, in place of the parts; empty: none. */
  readonly attribute?: string;
  /** Extended communities in hexadecimal, 8 bytes each. */
  readonly communities?: readonly string[];
  /** The router ID of the speaker that announced it first. */
  readonly routerId?: string;
}

/** The Binding SID sub-TLV with an IPv6 address (RFC 9830 section 2.4.2). */
export function bindingSid(address: string): string {
  return `0d12 8000 ${hex(address)}`;
}

/** The SRv6 Binding SID sub-TLV (RFC 9830 section 2.4.3). */
export function srv6BindingSid(address: string): string {
  return `1412 0000 ${hex(address)}`;
}

/** One list of these SIDs, of which the last has the behavior End.DT6. */
export function listOf(...sids: readonly string[]): ListGiven {
  return { weight: 1, segments: sids.map((sid, at) => ({ sid, ...(at === sids.length - 1 && { behavior: 18 }) })) };
}

function segmentHex(segment: SegmentGiven): string {
  if (segment === "A") return "0106 0000 00064000";
  const { sid, behavior } = segment;
  return behavior === undefined
    ? `0d12 0000 ${hex(sid)}`
    : `0d1a 1000 ${hex(sid)} ${number(behavior, 2)} 0000 00000000`;
}

function listHex({ weight, segments }: ListGiven): string {
  const weightHex = weight === undefined ? "" : `0906 0000 ${number(weight, 4)}`;
  return `80${sized(2, "00", weightHex, ...segments.map(segmentHex))}`;
}

function attributeHex({ bsid = bindingSid("cafe::1c2"), lists, preference }: PolicyGiven): string {
  const all = (lists ?? [listOf("fcff:3::1", "fcdd:0:0:12aa::6")]).map(listHex);
  const preferenceHex = preference === undefined ? "" : `0c06 0000 ${number(preference, 4)}`;
  return `d017${sized(2, "000f", sized(2, bsid, ...all, preferenceHex))}`;
}

/** An SR policy as a peer announces it: read from the bytes that RFC 9830 says. */
export function policy(given: PolicyGiven = {}): ReceivedRoute {
  const { endpoint = "fd12::1000", color = 6, distinguisher = 0, nextHop = "fd00:34::2", communities = [] } = given;
  const nlri = `c0 ${number(distinguisher, 4)} ${number(color, 4)} ${hex(endpoint)}`;
  const reach = `900e${sized(2, "0002 49 10", hex(nextHop), "00", nlri)}`;
  const extended = communities.length === 0 ? "" : `c010${sized(1, ...communities)}`;
  const attributes = [reach, extended, given.attribute ?? attributeHex(given)].filter((each) => each !== "");
  return read("ipv6-sr-policy", nlri, attributes, given.routerId);
}

/** A prefix as a peer announces it. */
export function prefix(text: string, nextHop = "fd12::1000"): ReceivedRoute {
  const [address, length] = text.split("/") as [string, string];
  const isIp4 = !address.includes(":");
  const all = isIp4 ? Buffer.from(Ip4Address.parse(address).toBytes()).toString("hex") : hex(address);
  const nlri = number(Number(length), 1) + all.slice(0, Math.ceil(Number(length) / 8) * 2);
  const hop = nextHop.includes(":") ? hex(nextHop) : Buffer.from(Ip4Address.parse(nextHop).toBytes()).toString("hex");
  const reach = `900e${sized(2, isIp4 ? "0001 01" : "0002 01", sized(1, hop), "00", nlri)}`;
  return read(isIp4 ? "ipv4-unicast" : "ipv6-unicast", nlri, [reach]);
}

/** Reads a route from its bytes in hexadecimal. */
export function read(
  family: Family,
  nlri: string,
  attributes: readonly string[],
  routerId = "10.0.0.99",
): ReceivedRoute {
  const path = decodePath(family, { nlri: bytes(nlri), attributes: attributes.map((each) => bytes(each)) });
  if (typeof path === "string") throw new Error(path);
  return { family, ...path, originator: { as: 64512, routerId: Ip4Address.parse(routerId) } };
}

/** The change that a peer announces a route. */
export function announces(peer: string, route: ReceivedRoute): RouteChange {
  return { peer, family: route.family, nlri: route.nlri, route };
}

/** The change that a peer does not announce a route any more. */
export function withdraws(peer: string, { family, nlri }: ReceivedRoute): RouteChange {
  return { peer, family, nlri, route: undefined };
}
