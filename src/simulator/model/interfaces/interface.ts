import { MacAddress, type Prefix } from "../../../address/index.ts";
import type { Family, Fib, FibTable } from "../fib/index.ts";
import { TagFlags } from "./ethernet-tags.ts";

/** VPP's default for a loopback, and for other interfaces of Ethernet. */
export const ETHERNET_MTU_BYTES = 9000;

/** What an interface is from its creation to its end. */
export interface InterfaceSpec {
  /** Not that of a part, which has the name of its interface and its id. */
  readonly name: string;
  /** VPP's word for the driver. */
  readonly deviceType: string;
  /** Whether it is a port of Ethernet, on which parts are told by their tags. */
  readonly isEthernet?: boolean;
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
  /** The index of the interface that it was created on. */
  readonly parentIndex: number;
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

/** How an interface finds what it refers to. */
export interface InterfaceSurroundings {
  readonly fib: Fib;
  /** The interface that is or was at an index. */
  readonly at: (swIfIndex: number) => Interface | undefined;
  /** The interface whose hardware is or was at a place. */
  readonly hardwareAt: (port: number) => Interface | undefined;
}

/** An interface with the fields that only the model uses. */
export class Interface implements InterfaceEntry {
  readonly swIfIndex: number;
  readonly spec: InterfaceSpec;
  readonly macAddress: MacAddress;
  mtus: readonly number[];
  isAdminUp = false;
  /** Whether its frames are switched to local0, where steering takes them. */
  isCrossConnected = false;
  /** Places of the tables for its packets in VPP's pools. */
  readonly tableIndexes: Record<Family, number> = { 4: 0, 6: 0 };
  /** Places of the tables for its multicast packets in VPP's pools. */
  readonly multicastIndexes: Record<Family, number> = { 4: 0, 6: 0 };
  readonly prefixes: Readonly<Record<Family, Prefix[]>> = { 4: [], 6: [] };
  /** The place of its hardware in VPP's pool; 0 for a part. */
  readonly port: number;
  /** Whether its memory is free. It may still be found through a part. */
  isFreed = false;
  readonly #surroundings: InterfaceSurroundings;

  constructor(swIfIndex: number, port: number, spec: InterfaceSpec, surroundings: InterfaceSurroundings) {
    this.#surroundings = surroundings;
    this.swIfIndex = swIfIndex;
    this.port = port;
    this.spec = spec;
    this.macAddress = spec.macAddress ?? new MacAddress(0, 0);
    this.mtus = [spec.mtuBytes ?? spec.linkMtuBytes, 0, 0, 0];
  }

  /** The interface of which this one is a part: that which is now, or was last, at the index of the one it was created on. */
  get parent(): Interface | undefined {
    return this.spec.subInterface && this.#surroundings.at(this.spec.subInterface.parentIndex);
  }

  /** The interface that has the hardware of this one. For a part of a part VPP takes the first interface. */
  get hardware(): Interface {
    return this.#surroundings.hardwareAt((this.parent ?? this).port) ?? this;
  }

  /** Whether it may have addresses: a part does only if packets with more tags are not its own. */
  get hasAddresses(): boolean {
    const { spec } = this;
    return spec !== LOCAL0 && (spec.subInterface === undefined || (spec.subInterface.flags & TagFlags.exact) !== 0);
  }

  get name(): string {
    const { subInterface, name } = this.spec;
    if (subInterface === undefined) return this.isFreed ? "" : name;
    return `${this.hardware.name}.${subInterface.id}`;
  }

  get deviceType(): string {
    return this.hardware.spec.deviceType;
  }

  get linkMtuBytes(): number {
    return this.hardware.spec.linkMtuBytes;
  }

  /** The MTU of packets of a family in bytes. */
  mtuOf(family: Family): number {
    const [any = 0, ip4 = 0, ip6 = 0] = this.mtus;
    return (family === 4 ? ip4 : ip6) || any;
  }

  get isLinkUp(): boolean {
    const { spec, isAdminUp, isFreed } = this.hardware;
    if (isFreed) return false;
    return spec.link === "up" || (spec.link === "follows" && isAdminUp);
  }

  /** The table for its packets: the one that is now at the place of the table which it was bound to. */
  tableOf(family: Family): FibTable {
    return this.#surroundings.fib.at(family, this.tableIndexes[family]);
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

/** A part of an interface, which has the name and the hardware of that one. */
export const PART: InterfaceSpec = { name: "", deviceType: "", linkMtuBytes: 0 };

/** A loopback; without a MAC address it gets `de:ad:00:00:00:<n>`. */
export function loopbackSpec(instance: number, macAddress: MacAddress): InterfaceSpec {
  const isGiven = macAddress.high !== 0 || macAddress.low !== 0;
  return {
    name: `loop${instance}`,
    deviceType: "Loopback",
    macAddress: isGiven ? macAddress : new MacAddress(0xdead, instance & 0xff),
    isEthernet: true,
    linkMtuBytes: ETHERNET_MTU_BYTES,
    link: "follows",
    instance,
  };
}
