import { Ip6Address, type Ip6Prefix } from "../../address/index.ts";
import { VppError } from "../../errors.ts";
import type { OverlaySids } from "../config/index.ts";

/** The addresses that a node has for itself: one local SID and one BSID for each family. */
export interface OwnAddresses {
  readonly localSids: { readonly DT4: Ip6Address; readonly DT6: Ip6Address };
  readonly bsids: { readonly IPv4: Ip6Address; readonly IPv6: Ip6Address };
}

/** Returns the other owner of an address as text; undefined if it is free. */
type Taken = (address: Ip6Address) => string | undefined;

/** A set of two addresses, and what is known of each. */
interface Demand<Name extends string> {
  /** The setting that names the addresses, for error texts. */
  readonly setting: string;
  readonly names: readonly [Name, Name];
  readonly pool: Ip6Prefix | undefined;
  readonly fixed: { readonly [name in Name]?: Ip6Address };
  readonly kept: { readonly [name in Name]?: Ip6Address } | undefined;
}

/** So many addresses of a pool are tried. */
const MAX_TRIED = 65_536;

/** So many owners are named in an error text. */
const MAX_NAMED = 3;

/**
 * Chooses the addresses of a node: fixed ones; else those that were kept, if they lie in the pool and are not taken; else the
 * first free ones of the pool. The first address of a pool, with a host part of 0, is never chosen: it is the subnet-router
 * anycast address (RFC 4291 section 2.6.1).
 *
 * @param taken returns the other owner of an address as text, or undefined.
 * @throws {VppError} `VPP_SRV6` when a fixed address is taken or a pool has no free address; it names the other owners.
 */
export function allocate({ localSids, bsids }: OverlaySids, kept: Partial<OwnAddresses>, taken: Taken): OwnAddresses {
  const { pool, fixed } = localSids;
  return {
    localSids: choose({ setting: "sids.localSids", names: ["DT4", "DT6"], pool, fixed, kept: kept.localSids }, taken),
    bsids: choose(
      { setting: "sids.bsids", names: ["IPv4", "IPv6"], pool: bsids.pool, fixed: {}, kept: kept.bsids },
      taken,
    ),
  };
}

function choose<Name extends string>(demand: Demand<Name>, taken: Taken): { readonly [name in Name]: Ip6Address } {
  const { names, fixed } = demand;
  for (const name of names) requireFree(demand, name, fixed[name], taken);
  const chosen: (Ip6Address | undefined)[] = names.map((name) => fixed[name]);
  // Of both names first: an address that one keeps must not be chosen for the other.
  for (const [at, name] of names.entries()) chosen[at] ??= keptOf(demand, name, chosen, taken);
  for (const [at, name] of names.entries()) chosen[at] ??= firstFree(demand, name, chosen, taken);
  return Object.fromEntries(names.map((name, at) => [name, chosen[at]])) as { readonly [name in Name]: Ip6Address };
}

function requireFree(demand: Demand<string>, name: string, address: Ip6Address | undefined, taken: Taken): void {
  const owner = address === undefined ? undefined : taken(address);
  if (owner === undefined) return;
  throw new VppError("VPP_SRV6", `${demand.setting}.${name} ${address} is taken by ${owner}: name another address`);
}

/** Returns the address that was kept, if the pool still has it and it is free. */
function keptOf<Name extends string>(
  { pool, kept }: Demand<Name>,
  name: Name,
  chosen: readonly (Ip6Address | undefined)[],
  taken: Taken,
): Ip6Address | undefined {
  const address = kept?.[name];
  if (address === undefined || pool?.contains(address) !== true || address.equals(pool.address)) return undefined;
  return isIn(chosen, address) || taken(address) !== undefined ? undefined : address;
}

function firstFree(
  { setting, pool }: Demand<string>,
  name: string,
  chosen: readonly (Ip6Address | undefined)[],
  taken: Taken,
): Ip6Address {
  if (pool === undefined) throw new VppError("VPP_SRV6", `${setting}: no address for ${name}: give a pool, or ${name}`);
  const owners: string[] = [];
  for (const address of addressesOf(pool)) {
    const owner = isIn(chosen, address) ? "this node" : taken(address);
    if (owner === undefined) return address;
    owners.push(`${address} is of ${owner}`);
  }
  throw new VppError("VPP_SRV6", `${setting}.pool ${pool}: no free address for ${name}: ${listOf(owners)}`);
}

function isIn(chosen: readonly (Ip6Address | undefined)[], address: Ip6Address): boolean {
  return chosen.some((other) => other?.equals(address));
}

/** Yields the addresses of a pool behind the first. */
function* addressesOf({ address, length }: Ip6Prefix): Generator<Ip6Address> {
  const { word0, word1, word2, word3 } = address;
  const count = Math.min(2 ** (128 - length) - 1, MAX_TRIED);
  // The host bits of a pool are 0, so that nothing is carried into the other words.
  for (let host = 1; host <= count; host++) yield new Ip6Address(word0, word1, word2, word3 + host);
}

function listOf(owners: readonly string[]): string {
  const named = owners.slice(0, MAX_NAMED).join(", ");
  const left = owners.length - MAX_NAMED;
  return `${named || "it has none"}${left > 0 ? `, and ${left} more are taken` : ""}: use a larger pool`;
}
