import { VppCrash } from "../crash.ts";
import { Pool } from "../pool.ts";

/** The highest id of a VLAN. */
export const MAX_VLAN_ID = 4095;

/** VPP's flags of the tags that belong to a part of an interface. */
export const TagFlags = {
  none: 1,
  one: 2,
  two: 4,
  dot1ad: 8,
  exact: 16,
  default: 32,
  anyOuter: 64,
  anyInner: 128,
} as const;

/** The packets of a port that belong to one interface. */
export interface Tags {
  readonly flags: number;
  readonly outerVlanId: number;
  readonly innerVlanId: number;
}

/** The packets without a tag. */
export const UNTAGGED: Tags = { flags: 0, outerVlanId: 0, innerVlanId: 0 };

/** The places of second tags in VPP's pool, by first tag. */
type VlanTable = Map<number, number>;

/**
 * Which tags are taken on which port. VPP frees the tables of a port before its parts, and clears what a part had also if the
 * part was refused because another one has it; so tags may be free that are in use, and taken that are not.
 *
 * @see VPP src/vnet/ethernet/node.c ethernet_sw_interface_get_config, ethernet_sw_interface_add_del
 */
export class EthernetTags {
  /** The places in VPP's memory that are taken. */
  readonly #taken = new Set<string>();
  /** The places of the tables of ports, which outlive their port. */
  readonly #tableOf = new Map<string, number>();
  readonly #tables = new Pool<VlanTable>();
  readonly #secondTags = new Pool<undefined>();

  constructor() {
    // VPP does not use the first of each.
    this.#tables.add(() => new Map());
    this.#secondTags.add(() => undefined);
  }

  /** Takes tags of a port. Returns whether they were free and are of a kind that VPP has; if not, they are free now. */
  take(port: number, tags: Tags): boolean {
    const place = this.#placeOf(port, tags);
    if (place === undefined) return false;
    const isFree = !this.#taken.has(place);
    if (isFree) this.#taken.add(place);
    else this.#taken.delete(place);
    return isFree;
  }

  free(port: number, tags: Tags): void {
    const place = this.#placeOf(port, tags);
    if (place !== undefined) this.#taken.delete(place);
  }

  /** Frees the tables of a port that goes. */
  freeTables(port: number): void {
    for (const protocol of ["dot1q", "dot1ad"]) {
      const index = this.#tableOf.get(`${port} ${protocol}`);
      if (index === undefined) continue;
      const table = this.#tables.get(index)!;
      for (const outer of [...table.keys()].sort((a, b) => a - b)) this.#secondTags.remove(table.get(outer)!);
      table.clear();
      this.#tables.remove(index);
      this.#tableOf.delete(`${port} ${protocol}`);
    }
  }

  #placeOf(port: number, { flags, outerVlanId, innerVlanId }: Tags): string | undefined {
    if ((flags & TagFlags.default) !== 0) return `${port} default`;
    if ((flags & TagFlags.none) !== 0 || flags === 0) return `${port} untagged`;
    if (outerVlanId > MAX_VLAN_ID || innerVlanId > MAX_VLAN_ID)
      throw new VppCrash("VPP has no place for a VLAN above 4095");
    const index = this.#tableIndex(`${port} ${(flags & TagFlags.dot1ad) === 0 ? "dot1q" : "dot1ad"}`);
    if ((flags & TagFlags.one) !== 0) {
      return (flags & TagFlags.anyOuter) === 0 ? `${index} single ${outerVlanId}` : undefined;
    }
    if ((flags & TagFlags.anyInner) !== 0) {
      return (flags & TagFlags.anyOuter) === 0 ? `${index} any inner ${outerVlanId}` : undefined;
    }
    return `${this.#secondIndex(this.#tables.get(index)!, outerVlanId)} inner ${innerVlanId}`;
  }

  #tableIndex(name: string): number {
    const known = this.#tableOf.get(name);
    if (known !== undefined) return known;
    const index = this.#tables.nextIndex;
    this.#tables.add(() => this.#tables.peek(index) ?? new Map());
    this.#tableOf.set(name, index);
    return index;
  }

  #secondIndex(table: VlanTable, outerVlanId: number): number {
    const known = table.get(outerVlanId);
    if (known !== undefined) return known;
    const index = this.#secondTags.nextIndex;
    this.#secondTags.add(() => undefined);
    table.set(outerVlanId, index);
    return index;
  }
}
