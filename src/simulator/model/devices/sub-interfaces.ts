import { type Interface, type Interfaces, MAX_VLAN_ID, type SubInterface, TagFlags } from "../interfaces/index.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";

/** The parts of interfaces. @see VPP src/vnet/interface_api.c, src/vnet/ethernet/interface.c vnet_create_sub_interface */
export class SubInterfaces {
  readonly #interfaces: Interfaces;

  constructor(interfaces: Interfaces) {
    this.#interfaces = interfaces;
  }

  /** Creates the part for the packets with one tag, this one, on the interface that has the hardware. */
  createVlan(owner: Interface, vlanId: number): Created {
    const parentIndex = owner.hardware.swIfIndex;
    if (vlanId === 0 || vlanId > MAX_VLAN_ID) return refused(Retval.invalidVlan);
    if (this.#interfaces.hasPart(parentIndex, vlanId)) return refused(Retval.vlanAlreadyExists);
    const flags = TagFlags.one | TagFlags.exact;
    return this.#add(
      { parentIndex, id: vlanId, flags, outerVlanId: vlanId, innerVlanId: 0 },
      Retval.invalidRegistration,
    );
  }

  create(wanted: SubInterface): Created {
    if (this.#interfaces.hasPart(wanted.parentIndex, wanted.id)) return refused(Retval.vlanAlreadyExists);
    return isUnsupported(wanted) ? refused(Retval.unspecified) : this.#add(wanted, Retval.unspecified);
  }

  /** Returns VPP's return value. */
  delete(swIfIndex: number): number {
    const found = this.#interfaces.get(swIfIndex);
    if (found === undefined) return Retval.invalidSwIfIndex;
    if (found.spec.subInterface === undefined) return Retval.invalidSubSwIfIndex;
    this.#interfaces.removePart(found);
    return Retval.ok;
  }

  /** VPP creates the interface, and removes it when Ethernet refuses its tags. */
  #add(part: SubInterface, retval: number): Created {
    const swIfIndex = this.#interfaces.nextIndex;
    return { retval: this.#interfaces.addPart(part) === undefined ? retval : Retval.ok, swIfIndex };
  }
}

/** Exactly two tags of which any may be the first or the second one. */
function isUnsupported({ flags }: SubInterface): boolean {
  const isExact = (flags & TagFlags.two) !== 0 && (flags & TagFlags.exact) !== 0;
  return isExact && (flags & (TagFlags.anyOuter | TagFlags.anyInner)) !== 0;
}

function refused(retval: number): Created {
  return { retval, swIfIndex: NO_INTERFACE };
}
