import type { MacAddress } from "../../../address/index.ts";
import { ETHERNET_MTU_BYTES, type Interface, type Interfaces } from "../interfaces/index.ts";
import { Pool } from "../pool.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";

interface HostInterface {
  readonly hostName: string;
  readonly owner: Interface;
}

/**
 * The interfaces of af_packet. The host has an interface of any name but the empty one.
 *
 * @see VPP src/plugins/af_packet/af_packet.c
 */
export class HostInterfaces implements Iterable<HostInterface> {
  readonly #interfaces: Interfaces;
  readonly #pool = new Pool<HostInterface>();

  constructor(interfaces: Interfaces) {
    this.#interfaces = interfaces;
  }

  create(hostName: string, macAddress: MacAddress): Created {
    const found = this.#find(hostName);
    if (found !== undefined) return { retval: Retval.interfaceAlreadyExists, swIfIndex: found.owner.swIfIndex };
    if (hostName === "") return { retval: Retval.invalidInterface, swIfIndex: 0 };
    const owner = this.#interfaces.add({
      name: `host-${hostName}`,
      deviceType: "af-packet",
      macAddress,
      linkMtuBytes: ETHERNET_MTU_BYTES,
      link: "up",
    });
    this.#pool.add(() => ({ hostName, owner }));
    return { retval: Retval.ok, swIfIndex: owner.swIfIndex };
  }

  /** Returns VPP's return value. */
  delete(hostName: string): number {
    const found = this.#find(hostName);
    if (found === undefined) return Retval.syscallError1;
    this.#interfaces.remove(found.owner);
    this.#pool.remove(this.#pool.indexOf(found));
    return Retval.ok;
  }

  [Symbol.iterator](): Iterator<HostInterface> {
    return this.#pool[Symbol.iterator]();
  }

  #find(hostName: string): HostInterface | undefined {
    return [...this.#pool].find((each) => each.hostName === hostName);
  }
}
