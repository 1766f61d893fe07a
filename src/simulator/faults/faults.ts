import type { Answer, Arrival } from "./answer.ts";
import { answerStrike, type FaultWorld } from "./answer-faults.ts";
import type {
  AnswerFault,
  BusyFault,
  Fault,
  FaultAim,
  InjectedFault,
  RefuseFault,
  RequestFault,
  SlowReaderFault,
} from "./fault.ts";
import { FaultChain, type Strike } from "./fault-chain.ts";
import { Waiting } from "./waiting.ts";

const REGISTRATION = /^sockclnt_/;

/** The faults of a simulator. They outlive a VPP that is restarted. */
export class Faults {
  /** Told when `bytesPerTurn` changes. */
  onReadingChange: () => void = () => {};
  readonly #world: FaultWorld;
  readonly #answersOf: (name: string) => readonly string[];
  readonly #answers = new FaultChain<Answer>();
  readonly #arrivals = new FaultChain<Arrival>();
  readonly #slowReaders = new Set<SlowReaderFault>();
  readonly #waiting = new Set<Waiting>();

  /** @param answersOf gives the names of a message's answers; it fails when there is no such message. */
  constructor(world: FaultWorld, answersOf: (name: string) => readonly string[]) {
    this.#world = world;
    this.#answersOf = answersOf;
  }

  /** @throws {RangeError} for a number that makes no sense. */
  inject(fault: Fault): InjectedFault {
    checkFault(fault);
    switch (fault.kind) {
      case "slow-reader":
        return this.#slowDown(fault);
      case "silence":
      case "busy":
      case "refuse":
        return this.#injectIntoRequests(fault);
      default:
        return this.#injectIntoAnswers(fault);
    }
  }

  /** How much is read from a connection in a turn. */
  get bytesPerTurn(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#slowReaders].map(({ bytes }) => bytes));
  }

  /** Whether the answer of this name must go by `send`. */
  isAimedAtAnswer(name: string): boolean {
    return this.#answers.isAimedAt(name);
  }

  /** Whether the request of this name must go by `receive`. */
  isAimedAtRequest(name: string): boolean {
    return this.#arrivals.isAimedAt(name);
  }

  /** Takes an answer to a client, if it gets there. */
  send(answer: Answer): void {
    this.#answers.run(answer, ({ client, message }) => client.sendMessage(message));
  }

  /** Lets a request be carried out, if it comes to that. */
  receive(arrival: Arrival, execute: () => void): void {
    this.#arrivals.run(arrival, execute);
  }

  /** Drops all that is held back. */
  close(): void {
    for (const each of this.#waiting) each.drop();
    this.#waiting.clear();
  }

  #slowDown(fault: SlowReaderFault): InjectedFault {
    this.#slowReaders.add(fault);
    this.onReadingChange();
    return disposable(() => {
      this.#slowReaders.delete(fault);
      this.onReadingChange();
    });
  }

  #injectIntoAnswers(fault: AnswerFault): InjectedFault {
    const waiting = this.#createWaiting();
    const isAimedAt = aim(fault, (name) => [name, ...this.#answersOf(name)]);
    const remove = this.#answers.add(fault, isAimedAt, answerStrike(fault, this.#world, waiting));
    return this.#injected(remove, waiting);
  }

  #injectIntoRequests(fault: RequestFault | RefuseFault): InjectedFault {
    const waiting = this.#createWaiting();
    if (fault.kind === "refuse") {
      const isCreate = (name: string): boolean => name === "sockclnt_create";
      return this.#injected(
        this.#arrivals.add(fault, isCreate, (arrival) => arrival.refuse()),
        waiting,
      );
    }
    const isAimedAt = aim(fault, (name) => {
      this.#answersOf(name);
      return [name];
    });
    const strike: Strike<Arrival> = fault.kind === "busy" ? busy(fault, waiting) : () => {};
    return this.#injected(this.#arrivals.add(fault, isAimedAt, strike), waiting);
  }

  #createWaiting(): Waiting {
    const waiting = new Waiting();
    this.#waiting.add(waiting);
    return waiting;
  }

  #injected(remove: () => void, waiting: Waiting): InjectedFault {
    return disposable(() => {
      remove();
      waiting.letGo();
      waiting.drop();
      this.#waiting.delete(waiting);
    });
  }
}

function busy({ ms }: BusyFault, waiting: Waiting): Strike<Arrival> {
  return (arrival, next) => {
    const resume = arrival.pause();
    waiting.add(() => {
      next(arrival);
      resume();
    });
    waiting.letGoAfter(ms, 1);
  };
}

/** Whether a name is one of those that a fault is aimed at. */
function aim({ message }: FaultAim, namesOf: (name: string) => readonly string[]): (name: string) => boolean {
  if (message === undefined) return (name) => !REGISTRATION.test(name);
  const names = new Set(namesOf(typeof message === "string" ? message : message.name));
  return (name) => names.has(name);
}

function disposable(clear: () => void): InjectedFault {
  return { clear, [Symbol.dispose]: clear };
}

/** The least that the numbers of a fault can be. */
const LEAST: Readonly<Record<string, number>> = { ms: 0, bytes: 1, length: 0, after: 0, times: 1 };

function checkFault(fault: Fault): void {
  for (const [key, value] of Object.entries(fault)) {
    if (typeof value !== "number") continue;
    const least = fault.kind === "cut" && key === "bytes" ? 0 : LEAST[key]!;
    const isWhole = Number.isInteger(value) || value === Number.POSITIVE_INFINITY || key === "ms";
    if (!(value >= least && isWhole)) throw new RangeError(`${fault.kind}: ${key} is ${value}, the least is ${least}`);
  }
}
