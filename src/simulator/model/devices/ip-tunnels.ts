import type { IpAddress } from "../../../address/index.ts";
import { type Fib, to46 } from "../fib/index.ts";
import { ETHERNET_MTU_BYTES, type Interface, type Interfaces } from "../interfaces/index.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";
import { Devices } from "./devices.ts";

const ANY_INSTANCE = 0xffffffff;
const POINT_TO_POINT = 0;
/** The longest packet without the outer header. */
const LINK_MTU_BYTES = { 4: 65516, 6: 65496 } as const;

/** A tunnel of IP in IP. */
export interface IpTunnelEntry {
  readonly instance: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly tableId: number;
  readonly flags: number;
  /** 0 is point to point. */
  readonly mode: number;
  readonly dscp: number;
}

interface IpTunnel extends Omit<IpTunnelEntry, "tableId"> {
  readonly owner: Interface;
  /** The place of its table in VPP's pool. It does not hold the table, so another one may take the place. */
  readonly tableIndex: number;
}

/** The tunnels of IP in IP. @see VPP src/vnet/ipip/ipip.c, ipip_api.c */
export class IpTunnels extends Devices<IpTunnel> {
  readonly #fib: Fib;

  constructor(fib: Fib, interfaces: Interfaces) {
    super(interfaces);
    this.#fib = fib;
  }

  create(request: IpTunnelEntry): Created {
    const retval = this.#check(request);
    if (retval !== Retval.ok) return { retval, swIfIndex: NO_INTERFACE };
    const { tableId, ...rest } = request;
    const wanted = { ...rest, tableIndex: this.#fib.indexOf(rest.source.family, tableId)! };
    const found = this.find((each) => keyOf(each) === keyOf(wanted));
    if (found !== undefined) return { retval: Retval.interfaceAlreadyExists, swIfIndex: found.owner.swIfIndex };
    const instance = wanted.instance === ANY_INSTANCE ? this.pool.nextIndex : wanted.instance;
    if (this.find((each) => each.instance === instance) !== undefined) {
      return { retval: Retval.instanceInUse, swIfIndex: NO_INTERFACE };
    }
    const linkMtuBytes = LINK_MTU_BYTES[wanted.source.family];
    const spec = {
      deviceType: "IPIP tunnel device",
      linkMtuBytes,
      mtuBytes: ETHERNET_MTU_BYTES,
      link: "follows",
    } as const;
    return this.add({ name: `ipip${instance}`, ...spec }, (owner) => ({ ...wanted, instance, owner }));
  }

  /** Returns VPP's return value. */
  delete(swIfIndex: number): number {
    const found = this.find(({ owner }) => owner.swIfIndex === swIfIndex);
    return this.remove(found, Retval.noSuchEntry);
  }

  /** The id of the table that is or was last at the place of a tunnel's table. */
  tableIdOf({ source, tableIndex }: Pick<IpTunnel, "source" | "tableIndex">): number {
    return this.#fib.tableIdAt(source.family, tableIndex)!;
  }

  #check({ source, destination, tableId, mode }: IpTunnelEntry): number {
    if (source.family !== destination.family) return Retval.invalidProtocol;
    if (source.equals(destination)) return Retval.sameSourceAndDestination;
    if (this.#fib.find(source.family, tableId) === undefined) return Retval.noSuchFib;
    return mode === POINT_TO_POINT || to46(destination).isUnspecified ? Retval.ok : Retval.invalidDstAddress;
  }
}

function keyOf({ source, destination, tableIndex, mode }: Omit<IpTunnel, "owner">): string {
  return [source, destination, tableIndex, mode].join(" ");
}
