import type { IpAddress } from "../../../address/index.ts";
import { type Fib, to46 } from "../fib/index.ts";
import { ETHERNET_MTU_BYTES, type Interface, type Interfaces } from "../interfaces/index.ts";
import { Pool } from "../pool.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";

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

interface IpTunnel extends IpTunnelEntry {
  readonly owner: Interface;
}

/** The tunnels of IP in IP. @see VPP src/vnet/ipip/ipip.c, ipip_api.c */
export class IpTunnels implements Iterable<IpTunnel> {
  readonly #fib: Fib;
  readonly #interfaces: Interfaces;
  readonly #pool = new Pool<IpTunnel>();

  constructor(fib: Fib, interfaces: Interfaces) {
    this.#fib = fib;
    this.#interfaces = interfaces;
  }

  create(wanted: IpTunnelEntry): Created {
    const retval = this.#check(wanted);
    if (retval !== Retval.ok) return { retval, swIfIndex: NO_INTERFACE };
    const found = [...this.#pool].find((each) => keyOf(each) === keyOf(wanted));
    if (found !== undefined) return { retval: Retval.interfaceAlreadyExists, swIfIndex: found.owner.swIfIndex };
    const instance = wanted.instance === ANY_INSTANCE ? this.#pool.nextIndex : wanted.instance;
    if ([...this.#pool].some((each) => each.instance === instance)) {
      return { retval: Retval.instanceInUse, swIfIndex: NO_INTERFACE };
    }
    const owner = this.#interfaces.add({
      name: `ipip${instance}`,
      deviceType: "IPIP tunnel device",
      linkMtuBytes: LINK_MTU_BYTES[wanted.source.family],
      mtuBytes: ETHERNET_MTU_BYTES,
      link: "follows",
    });
    this.#pool.add(() => ({ ...wanted, instance, owner }));
    return { retval: Retval.ok, swIfIndex: owner.swIfIndex };
  }

  /** Returns VPP's return value. */
  delete(swIfIndex: number): number {
    const found = [...this.#pool].find(({ owner }) => owner.swIfIndex === swIfIndex);
    if (found === undefined) return Retval.noSuchEntry;
    this.#interfaces.remove(found.owner);
    this.#pool.remove(this.#pool.indexOf(found));
    return Retval.ok;
  }

  [Symbol.iterator](): Iterator<IpTunnel> {
    return this.#pool[Symbol.iterator]();
  }

  #check({ source, destination, tableId, mode }: IpTunnelEntry): number {
    if (source.family !== destination.family) return Retval.invalidProtocol;
    if (source.equals(destination)) return Retval.sameSourceAndDestination;
    if (this.#fib.find(source.family, tableId) === undefined) return Retval.noSuchFib;
    return mode === POINT_TO_POINT || to46(destination).isUnspecified ? Retval.ok : Retval.invalidDstAddress;
  }
}

function keyOf({ source, destination, tableId, mode }: IpTunnelEntry): string {
  return [source, destination, tableId, mode].join(" ");
}
