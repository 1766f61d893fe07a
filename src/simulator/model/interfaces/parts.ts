import { VppHash } from "../vpp-hash.ts";
import type { Interface } from "./interface.ts";

/**
 * The parts of interfaces, as VPP finds them: a part of a part is listed by the interface that has the hardware, but is
 * searched at the first interface when it is removed.
 */
export class Parts {
  readonly #keys = new Set<string>();
  readonly #byHardware = new Map<Interface, VppHash<number>>();

  /** Whether the interface at this index has a part with this id. */
  has(parentIndex: number, id: number): boolean {
    return this.#keys.has(`${parentIndex} ${id}`);
  }

  add(part: Interface): void {
    const { parentIndex, id } = part.spec.subInterface!;
    this.#keys.add(`${parentIndex} ${id}`);
    const { hardware } = part.parent!;
    const parts = this.#byHardware.get(hardware) ?? new VppHash();
    parts.set(id, part.swIfIndex);
    this.#byHardware.set(hardware, parts);
  }

  remove(part: Interface): void {
    const { parentIndex, id } = part.spec.subInterface!;
    this.#keys.delete(`${parentIndex} ${id}`);
    this.#byHardware.get(part.hardware)?.delete(id);
  }

  /** The indexes of the parts that an interface lists, in VPP's order. */
  of(hardware: Interface): number[] {
    return Array.from(this.#byHardware.get(hardware) ?? [], ([, swIfIndex]) => swIfIndex);
  }
}
