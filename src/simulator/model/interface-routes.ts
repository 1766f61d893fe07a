import { Ip4Address, Prefix } from "../../address/index.ts";
import { to46 } from "./address46.ts";
import type { Fib } from "./fib.ts";
import { connectedPath, dropPath, type Family, neighborPath, receivePath } from "./fib-path.ts";
import { FibSource } from "./fib-source.ts";
import type { FibTable } from "./fib-table.ts";
import type { Interface } from "./interface.ts";
import { prefixKey } from "./keys.ts";

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

  add(owner: Interface, address: Prefix): void {
    const { family } = address.address;
    const table = owner.tables[family];
    const host = hostOf(address);
    this.#fib.setPaths(table, host, FibSource.interface, [receivePath(host, owner.swIfIndex)]);
    if (address.length === host.length || this.#count(owner, address, 1) > 1) return;
    this.#fib.setPaths(table, address, FibSource.interface, [connectedPath(family, owner.swIfIndex)]);
    this.#addNeighbors(table, owner.swIfIndex, address);
  }

  remove(owner: Interface, address: Prefix): void {
    const table = owner.tables[address.address.family];
    const host = hostOf(address);
    this.#fib.remove(table, host, FibSource.interface);
    if (address.length === host.length || this.#count(owner, address, -1) > 0) return;
    for (const each of specialAddresses(address)) this.#fib.remove(table, each, FibSource.interface);
    this.#fib.remove(table, address, FibSource.interface);
  }

  #addNeighbors(table: FibTable, swIfIndex: number, address: Prefix): void {
    for (const each of specialAddresses(address)) {
      const path = address.length === 31 ? neighborPath(to46(each.address), 4, swIfIndex) : dropPath(4);
      this.#fib.setPaths(table, each, FibSource.interface, [path]);
    }
  }

  /** How many addresses of the interface are in the prefix, after the change. */
  #count({ swIfIndex }: Interface, address: Prefix, change: number): number {
    const key = `${swIfIndex} ${prefixKey(address.masked())}`;
    const users = (this.#prefixUsers.get(key) ?? 0) + change;
    if (users === 0) this.#prefixUsers.delete(key);
    else this.#prefixUsers.set(key, users);
    return users;
  }
}

/** The address as a prefix that holds nothing else. */
export function hostOf({ address }: Prefix): Prefix {
  return new Prefix(address, bitsOf(address.family));
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
