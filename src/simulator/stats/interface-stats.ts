import type { Interface, InterfaceObserver } from "../model/index.ts";
import type { CounterTable } from "./counter-table.ts";
import type { Counters } from "./counters.ts";
import { Names } from "./names.ts";
import type { NodeErrors, NodeErrorsEntry } from "./node-errors.ts";

/** @see VPP src/vnet/interface.h foreach_simple_interface_counter_name, foreach_combined_interface_counter_name */
const SIMPLE = ["drops", "punt", "ip4", "ip6", "rx-no-buf", "rx-miss", "rx-error", "tx-error", "mpls"];
const COMBINED = [
  "rx",
  "rx-unicast",
  "rx-multicast",
  "rx-broadcast",
  "tx",
  "tx-unicast",
  "tx-multicast",
  "tx-broadcast",
];

/** @see VPP src/vnet/ip-neighbor/ip_neighbor.c */
const NEIGHBOR = ["/net/arp", "/net/ip6-nd"].flatMap((protocol) =>
  ["rx", "tx"].flatMap((way) => ["replies", "requests", "gratuitous"].map((kind) => `${protocol}/${way}/${kind}`)),
);

/** @see VPP src/vnet/interface.c vnet_register_interface */
const OUTPUT_ERRORS = ["interface is down", "interface is deleted", "no tx queue available"];

/** The name of an index without an interface. */
const DELETED = "deleted";

/** The counters of interfaces, their names, and symlinks for both. @see VPP src/vnet/interface/stats.c */
export class InterfaceStats implements InterfaceObserver {
  readonly #table: CounterTable;
  readonly #errors: NodeErrors;
  readonly #counters: readonly (readonly [name: string, counters: Counters])[];
  readonly #symlinks = new Map<number, number[]>();
  readonly #outputs = new Map<number, NodeErrorsEntry>();
  #neighbors: readonly Counters[] | undefined;
  #names: Names | undefined;
  /** Nodes of removed interfaces, which VPP gives to new ones without counters of errors. */
  #spareNodes = 0;

  constructor(table: CounterTable, errors: NodeErrors) {
    this.#table = table;
    this.#errors = errors;
    this.#counters = [
      ...SIMPLE.map((name) => [name, table.add("simple", `/if/${name}`, 1)] as const),
      ...COMBINED.map((name) => [name, table.add("combined", `/if/${name}`, 1)] as const),
    ];
  }

  /** Adds an interface, with counters of 0. */
  added(owner: Interface): void {
    const { swIfIndex, spec, name } = owner;
    for (const [, counters] of this.#counters) reset(counters, swIfIndex);
    if (spec.subInterface === undefined) this.#addOutput(swIfIndex, name);
    // The first interface makes the entries that are not there yet.
    this.#neighbors ??= NEIGHBOR.map((entry) => this.#table.add("simple", entry, 1));
    for (const counters of this.#neighbors) reset(counters, swIfIndex);
    this.#names ??= new Names(this.#table.segment, "/if/names");
    this.#addNames(swIfIndex, name, this.#names);
  }

  /** Removes the names of an interface. Its counters stay until another one has the index. */
  removed({ swIfIndex, spec }: Interface): void {
    const { segment } = this.#table;
    segment.change(() => {
      this.#names?.set(swIfIndex, DELETED);
      for (const symlink of this.#symlinks.get(swIfIndex) ?? []) segment.removeSymlink(symlink);
      this.#symlinks.delete(swIfIndex);
    });
    if (spec.subInterface === undefined) this.#removeOutput(swIfIndex);
  }

  #addNames(swIfIndex: number, name: string, names: Names): void {
    const { segment } = this.#table;
    segment.change(() => {
      names.set(swIfIndex, name);
      const symlinks = this.#counters.map(([counter, { entryIndex }]) =>
        segment.addSymlink(entryIndex, swIfIndex, `/interfaces/${name.replaceAll("/", "_")}/${counter}`),
      );
      this.#symlinks.set(swIfIndex, symlinks);
    });
  }

  #addOutput(swIfIndex: number, name: string): void {
    if (this.#spareNodes > 0) this.#spareNodes--;
    else this.#outputs.set(swIfIndex, this.#errors.add(`${name}-output`, OUTPUT_ERRORS));
  }

  #removeOutput(swIfIndex: number): void {
    const errors = this.#outputs.get(swIfIndex);
    if (errors !== undefined) this.#errors.remove(errors);
    this.#outputs.delete(swIfIndex);
    this.#spareNodes++;
  }
}

function reset(counters: Counters, index: number): void {
  counters.validate(index);
  counters.clear(index);
}
