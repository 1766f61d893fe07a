import type { Interface, Interfaces, SubInterface } from "../interfaces/index.ts";
import { NO_INTERFACE } from "../reserved-numbers.ts";
import { Retval } from "../retval.ts";
import type { Created } from "./created.ts";

const MAX_VLAN_ID = 4095;
const ONE_TAG = 2;
const TWO_TAGS = 4;
const DOT1AD = 8;
const EXACT = 16;
/** The flags that VPP keeps. */
const KEPT_FLAGS = 0xfe;

/** The parts of interfaces. @see VPP src/vnet/interface_api.c, src/vnet/ethernet/interface.c vnet_create_sub_interface */
export class SubInterfaces {
  readonly #interfaces: Interfaces;

  constructor(interfaces: Interfaces) {
    this.#interfaces = interfaces;
  }

  /** Creates the part for the packets with one tag, this one, on the interface that has the hardware. */
  createVlan(owner: Interface, vlanId: number): Created {
    const parent = owner.spec.subInterface?.parent ?? owner;
    if (vlanId === 0 || vlanId > MAX_VLAN_ID) return refused(Retval.invalidVlan);
    if (this.#find(parent, vlanId) !== undefined) return refused(Retval.vlanAlreadyExists);
    return this.#add({ parent, id: vlanId, flags: ONE_TAG | EXACT, outerVlanId: vlanId, innerVlanId: 0 });
  }

  create(wanted: SubInterface): Created {
    const part = { ...wanted, flags: wanted.flags & KEPT_FLAGS };
    if (this.#find(part.parent, part.id) !== undefined) return refused(Retval.vlanAlreadyExists);
    // VPP creates the interface, and removes it when Ethernet refuses its tags.
    if (this.#isRefused(part)) return { retval: Retval.unspecified, swIfIndex: this.#interfaces.nextIndex };
    return this.#add(part);
  }

  /** Returns VPP's return value. */
  delete(swIfIndex: number): number {
    const found = this.#interfaces.get(swIfIndex);
    if (found === undefined) return Retval.invalidSwIfIndex;
    if (found.spec.subInterface === undefined) return Retval.invalidSubSwIfIndex;
    this.#interfaces.remove(found);
    return Retval.ok;
  }

  #find(parent: Interface, id: number): Interface | undefined {
    return this.#interfaces.partsOf(parent).find(({ spec }) => spec.subInterface?.id === id);
  }

  #isRefused(part: SubInterface): boolean {
    if ((part.flags & ONE_TAG) !== 0 && (part.flags & TWO_TAGS) !== 0) return true;
    const others = this.#interfaces.partsOf(part.parent).map(({ spec }) => spec.subInterface!);
    return (part.flags & (ONE_TAG | TWO_TAGS)) !== 0 && others.some((each) => tagsOf(each) === tagsOf(part));
  }

  #add(part: SubInterface): Created {
    const { parent, id } = part;
    // A part of a part has no hardware: VPP takes that of the first interface.
    const hardware = parent.spec.subInterface === undefined ? parent.spec : this.#interfaces.get(0)!.spec;
    const { name, deviceType, linkMtuBytes } = hardware;
    const spec = { name: `${name}.${id}`, deviceType, linkMtuBytes, mtuBytes: 0, subInterface: part };
    return { retval: Retval.ok, swIfIndex: this.#interfaces.add(spec).swIfIndex };
  }
}

/** The packets that belong to a part; whether it takes more tags than it names does not matter. */
function tagsOf({ flags, outerVlanId, innerVlanId }: SubInterface): string {
  const inner = (flags & TWO_TAGS) === 0 ? "" : innerVlanId;
  return [flags & (ONE_TAG | TWO_TAGS | DOT1AD), outerVlanId, inner].join(" ");
}

function refused(retval: number): Created {
  return { retval, swIfIndex: NO_INTERFACE };
}
