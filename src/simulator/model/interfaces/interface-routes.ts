import { Ip4Address, Prefix } from "../../../address/index.ts";
import {
  connectedPath,
  DROP,
  type Family,
  type Fib,
  FibSource,
  type FibTable,
  neighborPath,
  receivePath,
  to46,
} from "../fib/index.ts";
import type { Interface } from "./interface.ts";

/**
 * The entries that the addresses of interfaces make while the interface is up: the address itself, and once for all
 * addresses of a prefix the prefix and, for IPv4, its first and last address.
 *
 * @see VPP src/vnet/ip/ip4_forward.c ip4_add_interface_routes, ip6_forward.c ip6_add_interface_routes
 */
export class InterfaceRoutes {
  readonly #fib: Fib;
  readonly #prefixUsers = new Map<string, number>();

  constructor(fib: Fib) {
    this.#fib = fib;
  }

  /** Crashes where VPP cannot add the entries of an address. */
  check(owner: Interface, address: Prefix): void {
    this.#fib.check(owner.tableOf(address.address.family), hostOf(address));
  }

  /** Crashes where VPP cannot remove the entries of an address. */
  checkRemoval(owner: Interface, address: Prefix): void {
    const table = owner.tableOf(address.address.family);
    for (const each of [hostOf(address), address]) this.#fib.checkRemoval(table, each, FibSource.interface);
  }

  add(owner: Interface, address: Prefix): void {
    const { family } = address.address;
    const table = owner.tableOf(family);
    const host = hostOf(address);
    this.#fib.setPaths(table, host, FibSource.interface, [receivePath(host, owner.swIfIndex)], { isLocal: true });
    if (address.length === host.length || !this.#join(owner, address)) return;
    // Only the IPv6 entry is without the host bits.
    const prefix = family === 6 ? address.masked() : address;
    this.#fib.setPaths(table, prefix, FibSource.interface, [connectedPath(family, owner.swIfIndex)], {
      isAttached: true,
    });
    this.#addNeighbors(table, owner.swIfIndex, address);
  }

  remove(owner: Interface, address: Prefix): void {
    const table = owner.tableOf(address.address.family);
    const host = hostOf(address);
    this.#fib.remove(table, host, FibSource.interface);
    if (address.length === host.length || !this.#leave(owner, address)) return;
    for (const each of specialAddresses(address)) this.#fib.remove(table, each, FibSource.interface);
    this.#fib.remove(table, address, FibSource.interface);
  }

  #addNeighbors(table: FibTable, swIfIndex: number, address: Prefix): void {
    for (const each of specialAddresses(address)) {
      if (address.length === 31) {
        this.#fib.setPaths(table, each, FibSource.interface, [neighborPath(to46(each.address), 4, swIfIndex)]);
      } else {
        this.#fib.addSpecial(table, each, FibSource.interface, DROP[4]);
      }
    }
  }

  /** Counts an address of a prefix on an interface. Returns true for the first. */
  #join(owner: Interface, address: Prefix): boolean {
    const key = keyOf(owner, address);
    const users = this.#prefixUsers.get(key) ?? 0;
    this.#prefixUsers.set(key, users + 1);
    return users === 0;
  }

  /** Uncounts an address. Returns true for the last one, false for a prefix that the interface does not have. */
  #leave(owner: Interface, address: Prefix): boolean {
    const key = keyOf(owner, address);
    const users = this.#prefixUsers.get(key) ?? 0;
    if (users > 1) this.#prefixUsers.set(key, users - 1);
    return users === 1 && this.#prefixUsers.delete(key);
  }
}

function keyOf({ swIfIndex }: Interface, address: Prefix): string {
  return `${swIfIndex} ${address.masked().toKey()}`;
}

/** The address as a prefix that holds nothing else. */
export function hostOf({ address }: Prefix): Prefix {
  return Prefix.host(address);
}

export function bitsOf(family: Family): number {
  return family === 6 ? 128 : 32;
}

/** IPv4 only: the first and the last address of the prefix, of a /31 the other one; but not the address itself. */
function specialAddresses({ address, length }: Prefix): Prefix[] {
  if (address.family === 6) return [];
  const first = address.masked(length);
  const last = new Ip4Address(first.word | (0xffffffff >>> length));
  return [first, last].filter((each) => !each.equals(address)).map((each) => new Prefix(each, 32));
}
