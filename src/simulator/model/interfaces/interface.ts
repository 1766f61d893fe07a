import { MacAddress, type Prefix } from "../../../address/index.ts";
import type { Family, Fib, FibTable } from "../fib/index.ts";

/** VPP's default for a loopback. */
const LOOPBACK_MTU_BYTES = 9000;

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
  readonly name: string;
  readonly deviceType: string;
  readonly macAddress: MacAddress;
  readonly linkMtuBytes: number;
  mtus: readonly number[];
  isAdminUp = false;
  isLinkUp = false;
  /** Which loopback it is; undefined for `local0`. */
  readonly instance: number | undefined;
  /** Places of the tables for its packets in VPP's pools. */
  readonly tableIndexes: Record<Family, number> = { 4: 0, 6: 0 };
  /** Places of the tables for its multicast packets in VPP's pools. */
  readonly multicastIndexes: Record<Family, number> = { 4: 0, 6: 0 };
  readonly prefixes: Readonly<Record<Family, Prefix[]>> = { 4: [], 6: [] };
  readonly #fib: Fib;

  constructor(swIfIndex: number, fib: Fib, instance?: number, macAddress?: MacAddress) {
    this.#fib = fib;
    this.swIfIndex = swIfIndex;
    this.name = instance === undefined ? "local0" : `loop${instance}`;
    this.deviceType = instance === undefined ? "local" : "Loopback";
    this.macAddress = macAddress ?? new MacAddress(0, 0);
    this.linkMtuBytes = instance === undefined ? 0 : LOOPBACK_MTU_BYTES;
    this.mtus = [this.linkMtuBytes, 0, 0, 0];
    this.instance = instance;
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
