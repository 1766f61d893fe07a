import type { Ip4Address, Ip6Address, MacAddress, Prefix } from "../../../address/index.ts";
import { ETHERNET_MTU_BYTES, type Interface, type Interfaces } from "../interfaces/index.ts";
import { Pool } from "../pool.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";

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
export class Taps implements Iterable<Tap> {
  readonly #interfaces: Interfaces;
  readonly #pool = new Pool<Tap>();

  constructor(interfaces: Interfaces) {
    this.#interfaces = interfaces;
  }

  create(wanted: TapEntry): Created {
    const id = wanted.id === ANY_ID ? this.#lowestId() : wanted.id;
    if (this.#has(id)) return { retval: Retval.invalidInterface, swIfIndex: NO_INTERFACE };
    if (id > MAX_ID) return { retval: Retval.unspecified, swIfIndex: NO_INTERFACE };
    const isTun = (wanted.flags & TUN) !== 0;
    const hostName = wanted.hostName || `${isTun ? "tun" : "tap"}${this.#pool.size}`;
    const owner = this.#interfaces.add({
      name: `${isTun ? "tun" : "tap"}${id}`,
      deviceType: "tap",
      ...(isTun ? {} : { macAddress: wanted.macAddress }),
      linkMtuBytes: ETHERNET_MTU_BYTES,
      link: "up",
    });
    this.#pool.add(() => ({ ...wanted, id, hostName, owner }));
    return { retval: Retval.ok, swIfIndex: owner.swIfIndex };
  }

  /** Returns VPP's return value. */
  delete(swIfIndex: number): number {
    const found = [...this.#pool].find(({ owner }) => owner.swIfIndex === swIfIndex);
    if (found === undefined) return Retval.invalidSwIfIndex;
    this.#interfaces.remove(found.owner);
    this.#pool.remove(this.#pool.indexOf(found));
    return Retval.ok;
  }

  [Symbol.iterator](): Iterator<Tap> {
    return this.#pool[Symbol.iterator]();
  }

  #has(id: number): boolean {
    return [...this.#pool].some((each) => each.id === id);
  }

  #lowestId(): number {
    let id = 0;
    while (this.#has(id)) id++;
    return id;
  }
}
