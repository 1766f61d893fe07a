import type { Interface, InterfaceSpec, Interfaces } from "../interfaces/index.ts";
import { Pool } from "../pool.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";

/** The interfaces of one driver or kind of tunnel, each with what was asked for, in VPP's order. */
export abstract class Devices<Device extends { readonly owner: Interface }> implements Iterable<Device> {
  protected readonly interfaces: Interfaces;
  protected readonly pool: Pool<Device> = new Pool();

  constructor(interfaces: Interfaces) {
    this.interfaces = interfaces;
  }

  [Symbol.iterator](): Iterator<Device> {
    return this.pool[Symbol.iterator]();
  }

  protected find(isWanted: (device: Device) => boolean): Device | undefined {
    return [...this.pool].find(isWanted);
  }

  /** Adds an interface and what `make` keeps for it. */
  protected add(spec: InterfaceSpec, make: (owner: Interface) => Device): Created {
    const owner = this.interfaces.add(spec);
    this.pool.add(() => make(owner));
    return { retval: Retval.ok, swIfIndex: owner.swIfIndex };
  }

  /** Removes a device with its interface. Returns VPP's return value: `missing` if there is none. */
  protected remove(found: Device | undefined, missing: number): number {
    if (found === undefined) return missing;
    this.interfaces.remove(found.owner);
    this.pool.remove(this.pool.indexOf(found));
    return Retval.ok;
  }
}
