import type { MacAddress, Prefix } from "../../../address/index.ts";
import { VppCrash } from "../crash.ts";
import { type Family, type Fib, FibSource } from "../fib/index.ts";
import { Pool } from "../pool.ts";
import { Retval } from "../retval.ts";
import { EthernetTags, UNTAGGED } from "./ethernet-tags.ts";
import {
  Interface,
  type InterfaceSpec,
  type InterfaceSurroundings,
  LOCAL0,
  loopbackSpec,
  PART,
  type SubInterface,
} from "./interface.ts";
import { bitsOf, InterfaceRoutes } from "./interface-routes.ts";
import { LinkLocalAddresses } from "./link-local.ts";
import { isLinkLocal, type LinkLocalTables } from "./link-local-tables.ts";
import { LoopbackInstances } from "./loopback-instances.ts";
import type { MulticastTables } from "./multicast-tables.ts";
import type { Neighbors } from "./neighbors.ts";
import { Parts } from "./parts.ts";

/** What becomes of an interface, as bits of VPP's. @see VPP src/vnet/interface_api.c enum api_events */
export const InterfaceChange = {
  linkUp: 2,
  linkDown: 4,
  adminUp: 8,
  adminDown: 16,
  added: 32,
  deleted: 64,
} as const;

/** Is called when an interface has been created, and before one is removed. */
export interface InterfaceObserver {
  added(owner: Interface): void;
  removed(owner: Interface): void;
}

/**
 * The interfaces: `local0`, which is always there, loopbacks, and those of `devices`.
 *
 * @see VPP src/vnet/interface.c, interface_api.c
 */
export class Interfaces implements Iterable<Interface> {
  /** What has changed since `takeChanges`: sw_if_index -> bits of `InterfaceChange`. */
  readonly changes: Map<number, number> = new Map();
  observer: InterfaceObserver | undefined;
  readonly #fib: Fib;
  readonly #multicast: MulticastTables;
  readonly #neighbors: Neighbors;
  readonly #pool = new Pool<Interface>();
  readonly #hardware = new Pool<Interface>();
  readonly #parts = new Parts();
  readonly #tags = new EthernetTags();
  readonly #instances = new LoopbackInstances();
  readonly #surroundings: InterfaceSurroundings;
  readonly #routes: InterfaceRoutes;
  readonly #linkLocal: LinkLocalAddresses;

  constructor(fib: Fib, multicast: MulticastTables, neighbors: Neighbors, links: LinkLocalTables) {
    this.#fib = fib;
    this.#surroundings = {
      fib,
      at: (swIfIndex) => this.#pool.peek(swIfIndex),
      hardwareAt: (port) => this.#hardware.peek(port),
    };
    this.#multicast = multicast;
    this.#neighbors = neighbors;
    this.#routes = new InterfaceRoutes(fib);
    this.#linkLocal = new LinkLocalAddresses(links, multicast);
    this.add(LOCAL0);
    this.changes.clear();
  }

  get(swIfIndex: number): Interface | undefined {
    return this.#pool.get(swIfIndex);
  }

  /** The index of the next interface. */
  get nextIndex(): number {
    return this.#pool.nextIndex;
  }

  /** Returns a new loopback, or undefined when its number is taken or too high. */
  createLoopback(macAddress: MacAddress, wanted?: number): Interface | undefined {
    const instance = this.#instances.take(wanted);
    return instance === undefined ? undefined : this.add(loopbackSpec(instance, macAddress));
  }

  /** Returns VPP's return value. Objects that refer to the interface keep its index. A part stands for its loopback. */
  deleteLoopback(swIfIndex: number): number {
    const named = this.#pool.get(swIfIndex);
    const found = named?.hardware;
    const instance = found?.spec.instance;
    if (found === undefined || instance === undefined) return Retval.invalidSwIfIndex;
    this.#instances.free(instance);
    this.remove(found);
    return 0;
  }

  /** Returns a new interface. */
  add(spec: InterfaceSpec): Interface {
    const created = this.#hardware.add((port) => this.#create(spec, port));
    if (spec.isEthernet === true) {
      this.#tags.take(created.port, UNTAGGED);
      this.#neighbors.hasEthernet = true;
    }
    return created;
  }

  /** Whether the interface at this index has a part with this id. */
  hasPart(parentIndex: number, id: number): boolean {
    return this.#parts.has(parentIndex, id);
  }

  /** Returns a new part of an interface; undefined if its tags are taken or not of a kind that VPP has. */
  addPart(part: SubInterface): Interface | undefined {
    // VPP reads the parent of a part that was itself deleted with its loopback, freed or not.
    const { port } = this.#pool.peek(part.parentIndex)!;
    const isEthernet = this.#hardware.peek(port)?.spec.isEthernet === true;
    if (isEthernet && !this.#tags.take(port, part)) return undefined;
    const created = this.#create({ ...PART, subInterface: part }, 0);
    this.#parts.add(created);
    return created;
  }

  removePart(part: Interface): void {
    this.#parts.remove(part);
    this.#remove(part);
  }

  /**
   * Removes an interface and its parts. Its own addresses go before its parts, so that its link-local table is freed before theirs.
   * Objects that refer to it keep its index. @see VPP src/vnet/ip/ip46_cli.c ip_address_delete_cleanup
   */
  remove(owner: Interface): void {
    const parts = this.#parts.of(owner).map((index) => this.#partAt(index));
    this.#checkRoutes(owner, false);
    if (owner.spec.isEthernet === true) this.#tags.freeTables(owner.port);
    this.removeAllAddresses(owner);
    for (const part of parts) this.removePart(part);
    this.#remove(owner);
    this.#hardware.remove(owner.port);
  }

  /** Brings an interface up or down. Its link follows, if it is of that kind. */
  setAdminUp(owner: Interface, isUp: boolean): void {
    if (owner.isAdminUp === isUp) return;
    this.#checkRoutes(owner, isUp);
    if (isUp) this.#neighbors.populate(owner.swIfIndex);
    owner.isAdminUp = isUp;
    for (const address of owner.addresses) {
      if (isUp) this.#routes.add(owner, address);
      else this.#routes.remove(owner, address);
    }
    if (!isUp) this.#neighbors.flush(owner.swIfIndex, "learned");
    this.#note(owner.swIfIndex, isUp ? InterfaceChange.adminUp : InterfaceChange.adminDown);
    if (owner.spec.link !== "follows") return;
    this.#note(owner.swIfIndex, isUp ? InterfaceChange.linkUp : InterfaceChange.linkDown);
  }

  /** Returns VPP's return value. An interface with addresses stays in its table. */
  setTable(owner: Interface, family: Family, tableId: number): number {
    if (this.#fib.find(family, tableId) === undefined) return Retval.noSuchFib;
    if (owner.prefixes[family].length > 0) return Retval.addressFoundForInterface;
    this.#bind(owner, family, tableId);
    return 0;
  }

  /** Returns VPP's return value. */
  addAddress(owner: Interface, address: Prefix): number {
    if (!owner.hasAddresses) return Retval.unsupported;
    if (isLinkLocal(address)) return this.#linkLocal.set(owner, address);
    const { family } = address.address;
    if (this.#hasConflict(owner, address)) return family === 6 ? Retval.duplicateAddress : Retval.addressInUse;
    if (address.length === 0 || address.length > bitsOf(family)) return Retval.addressLengthMismatch;
    if (owner.isAdminUp) this.#routes.check(owner, address);
    if (family === 6) this.#linkLocal.enable(owner);
    else this.#multicast.join(owner, family);
    if (owner.isAdminUp) this.#routes.add(owner, address);
    owner.prefixes[family].push(address);
    return 0;
  }

  /** Returns VPP's return value. The length is not compared, but decides which routes go. */
  removeAddress(owner: Interface, address: Prefix): number {
    if (!owner.hasAddresses) return Retval.unsupported;
    if (isLinkLocal(address)) return this.#linkLocal.refuseRemoval(owner, address);
    const { family } = address.address;
    const place = owner.prefixes[family].findIndex((each) => each.address.equals(address.address));
    if (place < 0) return Retval.addressNotFound;
    owner.prefixes[family].splice(place, 1);
    this.#neighbors.flushCovered(owner.swIfIndex, address);
    if (owner.isAdminUp) this.#routes.remove(owner, address);
    if (family === 6) this.#linkLocal.disable(owner);
    return 0;
  }

  removeAllAddresses(owner: Interface): void {
    for (const address of owner.addresses) this.removeAddress(owner, address);
  }

  /** Returns and forgets what has changed, by ascending sw_if_index. */
  takeChanges(): [swIfIndex: number, change: number][] {
    const changes = [...this.changes].sort(([a], [b]) => a - b);
    this.changes.clear();
    return changes;
  }

  [Symbol.iterator](): Iterator<Interface> {
    return this.#pool[Symbol.iterator]();
  }

  /** Crashes where VPP cannot add or remove the entries of an interface's addresses. */
  #checkRoutes(owner: Interface, isUp: boolean): void {
    for (const address of owner.addresses) {
      if (isUp) this.#routes.check(owner, address);
      else if (owner.isAdminUp) this.#routes.checkRemoval(owner, address);
    }
  }

  #create(spec: InterfaceSpec, port: number): Interface {
    const created = this.#pool.add((swIfIndex) => new Interface(swIfIndex, port, spec, this.#surroundings));
    this.#fib.interfaces.set(created.swIfIndex, created);
    this.#note(created.swIfIndex, InterfaceChange.added);
    this.observer?.added(created);
    return created;
  }

  #remove(owner: Interface): void {
    const { swIfIndex, hardware } = owner;
    for (const family of [6, 4] as const) {
      if (owner.tableIndexes[family] !== 0) this.#multicast.check(owner, family, 0);
    }
    // In the order in which VPP calls those that want to know.
    this.setAdminUp(owner, false);
    this.#neighbors.flush(swIfIndex, "all");
    this.#linkLocal.forget(owner);
    for (const family of [6, 4] as const) {
      for (const address of [...owner.prefixes[family]]) this.removeAddress(owner, address);
      if (owner.tableIndexes[family] !== 0) this.#bind(owner, family, 0);
    }
    if (hardware.spec.isEthernet === true) this.#tags.free(hardware.port, owner.spec.subInterface ?? UNTAGGED);
    this.#forget(owner);
  }

  #forget(owner: Interface): void {
    const { swIfIndex } = owner;
    this.observer?.removed(owner);
    owner.isFreed = true;
    this.#pool.remove(swIfIndex);
    this.#fib.interfaces.delete(swIfIndex);
    this.#note(swIfIndex, InterfaceChange.deleted);
  }

  /** The part at an index that an interface lists. VPP removes whatever is there. */
  #partAt(swIfIndex: number): Interface {
    const found = this.#pool.get(swIfIndex);
    if (found?.spec.subInterface !== undefined) return found;
    throw new VppCrash(`interface ${swIfIndex} is removed as a part, and is none`);
  }

  #note(swIfIndex: number, change: number): void {
    this.changes.set(swIfIndex, (this.changes.get(swIfIndex) ?? 0) | change);
  }

  #bind(owner: Interface, family: Family, tableId: number): void {
    const before = owner.tableOf(family);
    let table = this.#fib.find(family, tableId)!;
    this.#multicast.check(owner, family, tableId);
    this.#fib.bind(owner.swIfIndex, family, table);
    this.#neighbors.rebind(owner.swIfIndex, family, before.index, table.index);
    this.#multicast.bind(owner, family, tableId);
    if (before.index !== 0) this.#fib.unlock(before, FibSource.interface);
    // An IPv4 table that is freed here is created again, an IPv6 table stays freed.
    if (table.index !== 0 && family === 4) table = this.#fib.findOrCreate(4, tableId, FibSource.interface);
    else if (table.index !== 0) table.lock(FibSource.interface);
    owner.tableIndexes[family] = table.index;
  }

  /**
   * Addresses of one table must not overlap, unless they are of one prefix on one interface. For a prefix that is longer than
   * its address VPP reads a mask from behind its masks, so that all other addresses overlap.
   */
  #hasConflict(owner: Interface, address: Prefix): boolean {
    const { family } = address.address;
    for (const other of this.#pool) {
      if (other.tableIndexes[family] !== owner.tableIndexes[family]) continue;
      const isConflict = (each: Prefix): boolean =>
        (each.contains(address.address) || !address.isValid || address.contains(each.address)) &&
        !(other === owner && each.length === address.length && !each.equals(address));
      if (other.prefixes[family].some(isConflict)) return true;
    }
    return false;
  }
}
