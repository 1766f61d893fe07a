import { type Family, type Fib, FibSource, type FibTable } from "../fib/index.ts";

/**
 * The two IPv6 tables, one for each family of steered packets, in which steering finds the policies by their BSIDs. They
 * come with the first policy and go with the last policy or steering entry.
 *
 * @see VPP src/vnet/srv6/sr_policy_rewrite.c sr_policy_add, sr_policy_del
 */
export class SteeringTables {
  readonly #fib: Fib;
  #tables: Readonly<Record<Family, FibTable>> | undefined;
  #users = 0;

  constructor(fib: Fib) {
    this.#fib = fib;
  }

  /** Adds a policy or a steering entry to the users; the first one creates the tables. */
  retain(): void {
    this.#users++;
    this.#tables ??= {
      6: this.#fib.createHidden(6, FibSource.sr, "SRv6 steering of IP6 prefixes through BSIDs"),
      4: this.#fib.createHidden(6, FibSource.sr, "SRv6 steering of IP4 prefixes through BSIDs"),
    };
  }

  /** Removes a user; the last one frees the tables. */
  release(): void {
    if (--this.#users > 0 || this.#tables === undefined) return;
    this.#fib.unlock(this.#tables[6], FibSource.sr);
    this.#fib.unlock(this.#tables[4], FibSource.sr);
    this.#tables = undefined;
  }

  /** The table for steered packets of a family; there while anything is retained. */
  of(family: Family): FibTable {
    return this.#tables![family];
  }
}
