import { MacAddress, type Prefix } from "../../../address/index.ts";
import type { Family, Fib, FibTable } from "../fib/index.ts";

/** VPP's default for a loopback, and for other interfaces of Ethernet. */
export const ETHERNET_MTU_BYTES = 9000;

/** What an interface is from its creation to its end. */
export interface InterfaceSpec {
  readonly name: string;
  /** VPP's word for the driver. */
  readonly deviceType: string;
  readonly macAddress?: MacAddress;
  readonly linkMtuBytes: number;
  /** The MTU of packets of any protocol; default that of the link. */
  readonly mtuBytes?: number;
  /** Whether the link is up from the start, or follows the administrative state; default neither. */
  readonly link?: "up" | "follows";
  /** Which loopback it is. */
  readonly instance?: number;
  readonly subInterface?: SubInterface;
}

/** The fields of an interface that is a part of another one. */
export interface SubInterface {
  /** The interface that it was created on. */
  readonly parent: Interface;
  readonly id: number;
  /** VPP's flags: how many tags, and which. */
  readonly flags: number;
  readonly outerVlanId: number;
  readonly innerVlanId: number;
}

/** An interface as VPP keeps it. */
export interface InterfaceEntry {
  readonly swIfIndex: number;
  readonly name: string;
  /** VPP's word for the driver. */
  readonly deviceType: string;
  readonly macAddress: MacAddress;
  readonly linkMtuBytes: number;
  /** In bytes: of any protocol, of IPv4, IPv6 and MPLS; 0 where the first counts. */
  readonly mtus: readonly number[];
  readonly isAdminUp: boolean;
  readonly isLinkUp: boolean;
  /** Ids of the tables in which its packets are looked up, by family. */
  readonly tableIds: Readonly<Record<Family, number>>;
  /** Its addresses, IPv4 first, as they were added. Without the link-local one. */
  readonly addresses: readonly Prefix[];
}

/** An interface with the fields that only the model uses. */
export class Interface implements InterfaceEntry {
  readonly swIfIndex: number;
  readonly spec: InterfaceSpec;
  readonly macAddress: MacAddress;
  mtus: readonly number[];
  isAdminUp = false;
  /** Places of the tables for its packets in VPP's pools. */
  readonly tableIndexes: Record<Family, number> = { 4: 0, 6: 0 };
  /** Places of the tables for its multicast packets in VPP's pools. */
  readonly multicastIndexes: Record<Family, number> = { 4: 0, 6: 0 };
  readonly prefixes: Readonly<Record<Family, Prefix[]>> = { 4: [], 6: [] };
  readonly #fib: Fib;

  constructor(swIfIndex: number, fib: Fib, spec: InterfaceSpec) {
    this.#fib = fib;
    this.swIfIndex = swIfIndex;
    this.spec = spec;
    this.macAddress = spec.macAddress ?? new MacAddress(0, 0);
    this.mtus = [spec.mtuBytes ?? spec.linkMtuBytes, 0, 0, 0];
  }

  get name(): string {
    return this.spec.name;
  }

  get deviceType(): string {
    return this.spec.deviceType;
  }

  get linkMtuBytes(): number {
    return this.spec.linkMtuBytes;
  }

  /** A part of an interface has that one's link; a part of a part has none. */
  get isLinkUp(): boolean {
    const { link, subInterface } = this.spec;
    if (subInterface === undefined) return link === "up" || (link === "follows" && this.isAdminUp);
    return subInterface.parent.spec.subInterface === undefined && subInterface.parent.isLinkUp;
  }

  /** The table for its packets: the one that is now at the place of the table which it was bound to. */
  tableOf(family: Family): FibTable {
    return this.#fib.at(family, this.tableIndexes[family]);
  }

  get tableIds(): Readonly<Record<Family, number>> {
    return { 4: this.tableOf(4).tableId, 6: this.tableOf(6).tableId };
  }

  get addresses(): readonly Prefix[] {
    return [...this.prefixes[4], ...this.prefixes[6]];
  }
}

/** The interface that is always there. */
export const LOCAL0: InterfaceSpec = { name: "local0", deviceType: "local", linkMtuBytes: 0 };

/** A loopback; without a MAC address it gets `de:ad:00:00:00:<n>`. */
export function loopbackSpec(instance: number, macAddress: MacAddress): InterfaceSpec {
  const isGiven = macAddress.high !== 0 || macAddress.low !== 0;
  return {
    name: `loop${instance}`,
    deviceType: "Loopback",
    macAddress: isGiven ? macAddress : new MacAddress(0xdead, instance & 0xff),
    linkMtuBytes: ETHERNET_MTU_BYTES,
    link: "follows",
    instance,
  };
}
