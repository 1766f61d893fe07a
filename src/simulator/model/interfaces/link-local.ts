import { Ip6Address, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { receivePath } from "../fib/index.ts";
import { Retval } from "../retval.ts";
import type { Interface } from "./interface.ts";
import type { LinkLocalTables } from "./link-local-tables.ts";
import type { MulticastTables } from "./multicast-tables.ts";

interface Link {
  /** How many addresses and commands need IPv6 on the interface. */
  locks: number;
  address: Ip6Address;
}

/**
 * IPv6 on interfaces: each that has it has a link-local address, in a table of its own.
 *
 * @see VPP src/vnet/ip/ip6_link.c, ip6_ll_table.c
 */
export class LinkLocalAddresses {
  readonly #tables: LinkLocalTables;
  readonly #multicast: MulticastTables;
  readonly #links = new Map<number, Link>();

  constructor(tables: LinkLocalTables, multicast: MulticastTables) {
    this.#tables = tables;
    this.#multicast = multicast;
  }

  /** Adds a user of IPv6; the first one creates the link-local address and its table. */
  enable(owner: Interface, address: Ip6Address = fromMac(owner)): void {
    const link = this.#links.get(owner.swIfIndex);
    if (link !== undefined) {
      link.locks++;
      return;
    }
    this.#multicast.join(owner, 6);
    this.#links.set(owner.swIfIndex, { locks: 1, address });
    this.#receive(owner, address);
  }

  /** Removes a user of IPv6; the last one removes the link-local address. */
  disable(owner: Interface): void {
    const link = this.#links.get(owner.swIfIndex);
    if (link !== undefined && --link.locks === 0) this.forget(owner);
  }

  /** Removes the link-local address and its table. */
  forget({ swIfIndex }: Interface): void {
    const link = this.#links.get(swIfIndex);
    if (link === undefined) return;
    this.#tables.delete(swIfIndex, link.address);
    this.#links.delete(swIfIndex);
  }

  /** Replaces the address. Returns VPP's return value. */
  set(owner: Interface, { address, length }: Prefix<Ip6Address>): number {
    if (length !== 128) return Retval.addressLengthMismatch;
    const link = this.#links.get(owner.swIfIndex);
    if (link === undefined) {
      this.enable(owner, address);
      return 0;
    }
    this.#tables.delete(owner.swIfIndex, link.address);
    link.address = address;
    this.#receive(owner, address);
    return 0;
  }

  /** Returns VPP's return value for deleting the address, which is never done. */
  refuseRemoval({ swIfIndex }: Interface, { address, length }: Prefix<Ip6Address>): number {
    if (length !== 128) return Retval.addressLengthMismatch;
    const link = this.#links.get(swIfIndex);
    if (link === undefined) throw new VppCrash(`interface ${swIfIndex} has no link-local address to compare with`);
    return link.address.equals(address) ? Retval.addressNotDeletable : Retval.addressNotFound;
  }

  #receive({ swIfIndex }: Interface, address: Ip6Address): void {
    this.#tables.set(swIfIndex, address, receivePath(Prefix.host(address), swIfIndex));
  }
}

/** The modified EUI-64 form of the MAC address (RFC 4291 appendix A). */
function fromMac({ macAddress: { high, low } }: Interface): Ip6Address {
  return new Ip6Address(
    0xfe800000,
    0,
    ((high ^ 0x0200) << 16) | ((low >>> 16) & 0xff00) | 0xff,
    0xfe000000 | (low & 0xffffff),
  );
}
