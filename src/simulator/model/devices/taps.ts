import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../address/index.ts";
import { ETHERNET_MTU_BYTES, type Interface } from "../interfaces/index.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";
import { Devices } from "./devices.ts";

const ANY_ID = 0xffffffff;
const MAX_ID = 1024;
const TUN = 16;

/** An interface whose other end is one of the host's kernel. */
export interface TapEntry {
  readonly id: number;
  readonly macAddress: MacAddress;
  readonly flags: number;
  readonly rxRingSize: number;
  readonly txRingSize: number;
  readonly hostName: string;
  readonly hostNamespace: string;
  readonly hostBridge: string;
  readonly hostMacAddress: MacAddress;
  readonly hostMtuBytes: number;
  readonly hostPrefix4: Prefix<Ip4Address>;
  readonly hostPrefix6: Prefix<Ip6Address>;
}

interface Tap extends TapEntry {
  readonly owner: Interface;
}

/** The interfaces of tap; the host does whatever they ask. @see VPP src/plugins/tap/tap.c tap_create_if */
export class Taps extends Devices<Tap> {
  create(wanted: TapEntry): Created {
    const id = wanted.id === ANY_ID ? this.#lowestId() : wanted.id;
    if (this.#has(id)) return { retval: Retval.invalidInterface, swIfIndex: NO_INTERFACE };
    if (id > MAX_ID) return { retval: Retval.unspecified, swIfIndex: NO_INTERFACE };
    const isTun = (wanted.flags & TUN) !== 0;
    const kind = isTun ? "tun" : "tap";
    const hostName = wanted.hostName || `${kind}${this.pool.size}`;
    const ethernet = isTun ? {} : { isEthernet: true, macAddress: wanted.macAddress };
    const spec = { deviceType: "tap", ...ethernet, linkMtuBytes: ETHERNET_MTU_BYTES, link: "up" } as const;
    return this.add({ name: `${kind}${id}`, ...spec }, (owner) => ({ ...wanted, id, hostName, owner }));
  }

  /** Returns VPP's return value. */
  delete(swIfIndex: number): number {
    const found = this.find(({ owner }) => owner.swIfIndex === swIfIndex);
    return this.remove(found, Retval.invalidSwIfIndex);
  }

  #has(id: number): boolean {
    return this.find((each) => each.id === id) !== undefined;
  }

  #lowestId(): number {
    let id = 0;
    while (this.#has(id)) id++;
    return id;
  }
}
