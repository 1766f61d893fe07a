import type { FailedItem, Srv6Changes, UpdateOutcome } from "../../desired/index.ts";
import type { VppError } from "../../errors.ts";

type Added = Required<Omit<Srv6Changes, "encap" | "remove">>;
type Removed = Required<NonNullable<Srv6Changes["remove"]>>;

/** The lists of changes, by their names in the outcome of an update. */
type Lists = Added & { readonly [Kind in keyof Removed as `remove.${Kind}`]: Removed[Kind] };

/** What follows from an item of a batch. */
export interface Item {
  /** The item in the retries. */
  readonly key: string;
  /** Called when VPP holds it as it should be. */
  done?(): void;
  /** Called when it was refused. */
  failed?(): void;
  /** Called when it is to be tried again. */
  again(): void;
}

interface Entry {
  readonly input: unknown;
  readonly item: Item;
}

/** Changes for one update, each with what follows from its outcome. */
export class Batch {
  readonly #lists = new Map<keyof Lists, Entry[]>();
  #encap: { readonly input: NonNullable<Srv6Changes["encap"]>; readonly item: Item } | undefined;

  #size = 0;

  /** How many items it has. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item. */
  add<List extends keyof Lists>(list: List, input: Lists[List][number], item: Item): void {
    this.#size++;
    const entries = this.#lists.get(list);
    if (entries === undefined) this.#lists.set(list, [{ input, item }]);
    else entries.push({ input, item });
  }

  /** Sets the source of outer headers. */
  setEncap(input: NonNullable<Srv6Changes["encap"]>, item: Item): void {
    if (this.#encap === undefined) this.#size++;
    this.#encap = { input, item };
  }

  /** The changes as `Srv6State.update` takes them. */
  get changes(): Srv6Changes {
    const of = <List extends keyof Lists>(list: List) =>
      (this.#lists.get(list) ?? []).map(({ input }) => input) as Lists[List][number][];
    return {
      ...(this.#encap && { encap: this.#encap.input }),
      routes: of("routes"),
      localSids: of("localSids"),
      policies: of("policies"),
      steering: of("steering"),
      remove: {
        routes: of("remove.routes"),
        localSids: of("remove.localSids"),
        policies: of("remove.policies"),
        steering: of("remove.steering"),
      },
    };
  }

  /** Calls `settle` with each item, and with its failure if VPP does not hold it as it should be. */
  settle({ failed }: UpdateOutcome, settle: (item: Item, failure: FailedItem | undefined) => void): void {
    const failuresIn = (list: FailedItem["list"]) =>
      new Map(failed.flatMap((each) => (each.list === list ? [[each.at, each] as const] : [])));
    if (this.#encap !== undefined) settle(this.#encap.item, failuresIn("encap").get(0));
    for (const [list, entries] of this.#lists) {
      const failures = failuresIn(list);
      for (let at = 0; at < entries.length; at++) settle(entries[at]!.item, failures.get(at));
    }
  }

  /** Calls `settle` with each item, since the update has failed as a whole. */
  settleAll(error: VppError, settle: (item: Item, failure: Pick<FailedItem, "name" | "error">) => void): void {
    const all = [...(this.#encap === undefined ? [] : [this.#encap]), ...[...this.#lists.values()].flat()];
    for (const { item } of all) settle(item, { name: item.key, error });
  }
}
