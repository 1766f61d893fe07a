import type { FaultAim } from "./fault.ts";

/** The effect of a fault on what it hits. It may call `next` at once, later, several times, or never. */
export type Strike<Subject> = (subject: Subject, next: (subject: Subject) => void) => void;

interface Link<Subject> {
  readonly isAimedAt: (name: string) => boolean;
  readonly after: number;
  readonly strike: Strike<Subject>;
  passed: number;
  timesLeft: number;
  hits: number;
}

/** A fault in a chain. */
export interface ChainedFault {
  /** How many subjects it has hit. */
  readonly hits: number;
}

/** Faults in the order of their injection: each gets what the one before passes on. */
export class FaultChain<Subject extends { readonly name: string }> {
  #links: Link<Subject>[] = [];

  /** Adds a fault. */
  add(
    { after = 0, times = Number.POSITIVE_INFINITY }: FaultAim,
    isAimedAt: (name: string) => boolean,
    strike: Strike<Subject>,
  ): ChainedFault {
    const link = { isAimedAt, after, strike, passed: 0, timesLeft: times, hits: 0 };
    this.#links.push(link);
    return link;
  }

  remove(fault: ChainedFault): void {
    this.#links = this.#links.filter((each) => each !== fault);
  }

  /** Whether any fault is aimed at this name and has hits left. */
  isAimedAt(name: string): boolean {
    return this.#links.length > 0 && this.#links.some((link) => link.timesLeft > 0 && link.isAimedAt(name));
  }

  /** Passes a subject through all faults, and calls `last` with what they pass on. */
  run(subject: Subject, last: (subject: Subject) => void): void {
    this.#runFrom(this.#links, 0, subject, last);
  }

  #runFrom(links: readonly Link<Subject>[], first: number, subject: Subject, last: (subject: Subject) => void): void {
    const place = links.findIndex((link, at) => at >= first && hits(link, subject.name));
    const link = links[place];
    if (link === undefined) last(subject);
    else link.strike(subject, (passed) => this.#runFrom(links, place + 1, passed, last));
  }
}

/** Returns whether a fault hits, and counts what it hits and what it lets pass. */
function hits<Subject>(link: Link<Subject>, name: string): boolean {
  if (link.timesLeft === 0 || !link.isAimedAt(name)) return false;
  if (link.passed < link.after) {
    link.passed++;
    return false;
  }
  link.passed = 0;
  link.timesLeft--;
  link.hits++;
  return true;
}
