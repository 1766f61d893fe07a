import { type DescriptorServer, serveDescriptors } from "../../transport/index.ts";
import type { Model } from "../model/index.ts";
import { CORE_ERRORS } from "./core-errors.ts";
import { CounterTable } from "./counter-table.ts";
import type { Counters } from "./counters.ts";
import { InterfaceStats } from "./interface-stats.ts";
import { EntryType } from "./layout.ts";
import { NodeErrors } from "./node-errors.ts";
import { StatsSegment } from "./segment.ts";

/** VPP's default `update-interval`. */
const UPDATE_MS = 10_000;

/** The main heap of a VPP and its buffers, by default. */
const MAIN_HEAP_BYTES = 1n << 30n;
const BUFFERS = 16_800n;

/** The columns of the entries under `/mem`. @see VPP src/vlib/stats/provider_mem.c */
const MEMORY_COLUMNS = 7;
const MEMORY = { total: 0, used: 1, free: 2 } as const;
/** The order in which VPP makes the symlinks. */
const MEMORY_SYMLINKS = ["used", "total", "free"] as const;

/** What VPP has of both at its start. */
const MULTICAST_ROUTES = 6;
const PUNT_REASONS = 5;

/** The statistics of a VPP from its start to its end: the entries, in VPP's order, and what changes them. */
export class VppStats implements Disposable {
  readonly segment: StatsSegment = new StatsSegment();
  readonly table: CounterTable;
  readonly #startMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #heartbeat = 0n;
  #server: DescriptorServer | undefined;

  /** @param workers the number of worker threads */
  constructor(model: Model, workers: number) {
    this.table = new CounterTable(this.segment, workers + 1);
    this.#addEntries(model);
    this.#update();
    this.#timer = setInterval(() => this.#update(), UPDATE_MS).unref();
  }

  /**
   * Gives the descriptor of the segment to each client of a socket.
   *
   * @throws {VppError} `VPP_NATIVE` without the compiled part of tsvpp.
   * @throws the system's error when the path cannot be bound.
   */
  listen(path: string): void {
    this.#server = serveDescriptors(path, () => [this.segment.memory.descriptor]);
  }

  /** Ends the socket, whose file remains, the updates and the segment. */
  [Symbol.dispose](): void {
    this.#server?.close();
    clearInterval(this.#timer);
    this.segment[Symbol.dispose]();
  }

  #addEntries(model: Model): void {
    const { segment, table } = this;
    for (const name of ["/sys/heartbeat", "/sys/last_stats_clear", "/sys/boottime"]) {
      segment.add(EntryType.scalar, name);
    }
    this.#addMemory("stat segment", BigInt(segment.memory.byteLength));
    this.#addRates();
    const errors = new NodeErrors(table);
    for (const [node, texts] of CORE_ERRORS) errors.add(node, texts);
    segment.add(EntryType.scalar, "/sys/last_update");
    segment.add(EntryType.gauge, "/sys/input_rate");
    this.#addRoutes(model);
    this.#addInterfaces(model, errors);
    for (const name of ["udp4/sessions", "udp6/sessions", "udp4/sessions_mh", "udp6/sessions_mh"]) {
      segment.add(EntryType.gauge, `/bfd/${name}`);
    }
    table.add("combined", "/net/punt", PUNT_REASONS);
    this.#addMemory("main heap", MAIN_HEAP_BYTES);
    this.#set("/sys/boottime", BigInt(Math.floor(Date.now() / 1000)));
  }

  #addMemory(heap: string, totalBytes: bigint): void {
    const counters = this.table.add("simple", `/mem/${heap}`, MEMORY_COLUMNS, 1);
    for (const name of MEMORY_SYMLINKS) {
      this.segment.addSymlink(counters.entryIndex, MEMORY[name], `/mem/${heap}/${name}`);
    }
    counters.set(0, MEMORY.total, [totalBytes]);
    counters.set(0, MEMORY.free, [totalBytes]);
  }

  #addRates(): void {
    const { segment, table } = this;
    segment.add(EntryType.gauge, "/sys/vector_rate");
    // One vector with an element for each thread, and one more.
    for (const name of ["vector_rate", "loops"]) table.add("simple", `/sys/${name}_per_worker`, table.threads + 1, 1);
    for (const name of ["cached", "used", "available"]) {
      segment.add(EntryType.gauge, `/buffer-pools/default-numa-0/${name}`);
    }
    this.#set("/buffer-pools/default-numa-0/available", BUFFERS);
    segment.add(EntryType.gauge, "/sys/num_worker_threads");
    this.#set("/sys/num_worker_threads", BigInt(table.threads - 1));
  }

  #addRoutes({ fib }: Model): void {
    const { length } = fib.counters;
    const routes: Counters[] = ["to", "via"].map((name) => this.table.add("combined", `/net/route/${name}`, length));
    fib.counters.observer = (index) => {
      for (const counters of routes) {
        counters.validate(index);
        counters.clear(index);
      }
    };
    this.table.add("combined", "/net/mroute", MULTICAST_ROUTES);
  }

  #addInterfaces({ interfaces }: Model, errors: NodeErrors): void {
    const stats = new InterfaceStats(this.table, errors);
    for (const each of interfaces) stats.added(each);
    interfaces.observer = stats;
  }

  #update(): void {
    this.#set("/sys/heartbeat", ++this.#heartbeat);
    this.#set("/sys/last_update", BigInt(Math.floor((performance.now() - this.#startMs) / 1000)));
  }

  #set(name: string, value: bigint): void {
    this.segment.setValue(this.segment.indexOf(name)!, value);
  }
}
