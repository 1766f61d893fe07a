import type { MacAddress } from "../../../address/index.ts";
import { ETHERNET_MTU_BYTES, type Interface } from "../interfaces/index.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";
import { Devices } from "./devices.ts";

interface HostInterface {
  readonly hostName: string;
  readonly owner: Interface;
}

/**
 * The interfaces of af_packet. The host has an interface of any name but the empty one.
 *
 * @see VPP src/plugins/af_packet/af_packet.c
 */
export class HostInterfaces extends Devices<HostInterface> {
  create(hostName: string, macAddress: MacAddress): Created {
    const found = this.#named(hostName);
    if (found !== undefined) return { retval: Retval.interfaceAlreadyExists, swIfIndex: found.owner.swIfIndex };
    if (hostName === "") return { retval: Retval.invalidInterface, swIfIndex: 0 };
    const name = `host-${hostName}`;
    const spec = {
      name,
      deviceType: "af-packet",
      isEthernet: true,
      macAddress,
      linkMtuBytes: ETHERNET_MTU_BYTES,
      link: "up",
    } as const;
    return this.add(spec, (owner) => ({ hostName, owner }));
  }

  /** Returns VPP's return value. */
  delete(hostName: string): number {
    return this.remove(this.#named(hostName), Retval.syscallError1);
  }

  #named(hostName: string): HostInterface | undefined {
    return this.find((each) => each.hostName === hostName);
  }
}
