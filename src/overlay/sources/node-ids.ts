import type { Ip4Address, Ip6Address } from "../../address/index.ts";

/** A node as it announces itself. */
export interface AnnouncedNode {
  readonly id: string;
  readonly address: Ip6Address;
  readonly routerId: Ip4Address;
}

/** A node ID that several nodes have. */
export interface SharedId {
  readonly id: string;
  /** By router ID, the lowest first. */
  readonly nodes: readonly Omit<AnnouncedNode, "id">[];
}

/** The IDs that nodes announce. An ID that comes from two router IDs is that of two nodes, which is a mistake of the operator. */
export class NodeIds {
  /** By the key of what announces it. */
  readonly #announced = new Map<string, AnnouncedNode>();
  /** By ID, then by the key of what announces it. */
  readonly #byId = new Map<string, Map<string, AnnouncedNode>>();
  readonly #onShared: (shared: SharedId) => void;

  /** @param onShared is called when one more node has an ID that others have. */
  constructor(onShared: (shared: SharedId) => void) {
    this.#onShared = onShared;
  }

  /** The IDs that several nodes have. */
  get shared(): SharedId[] {
    return [...this.#byId.keys()].flatMap((id) => this.#sharedOf(id) ?? []);
  }

  /** Takes what was announced under a key; undefined: nothing any more. */
  set(key: string, node: AnnouncedNode | undefined): void {
    const before = this.#announced.get(key);
    if (before?.id === node?.id && before?.routerId.equals(node?.routerId) && before.address.equals(node?.address))
      return;
    if (before !== undefined) this.#remove(key, before.id);
    if (node === undefined) return;
    const others = this.#byId.get(node.id) ?? new Map<string, AnnouncedNode>();
    const isNew = others.size > 0 && ![...others.values()].some(({ routerId }) => routerId.equals(node.routerId));
    others.set(key, node);
    this.#byId.set(node.id, others);
    this.#announced.set(key, node);
    if (isNew) this.#onShared(this.#sharedOf(node.id)!);
  }

  #remove(key: string, id: string): void {
    const nodes = this.#byId.get(id)!;
    nodes.delete(key);
    this.#announced.delete(key);
    if (nodes.size === 0) this.#byId.delete(id);
  }

  #sharedOf(id: string): SharedId | undefined {
    const nodes = new Map<number, AnnouncedNode>();
    for (const node of this.#byId.get(id)!.values()) nodes.set(node.routerId.word >>> 0, node);
    if (nodes.size < 2) return undefined;
    const sorted = [...nodes].sort(([a], [b]) => a - b);
    return { id, nodes: sorted.map(([, { address, routerId }]) => ({ address, routerId })) };
  }
}
