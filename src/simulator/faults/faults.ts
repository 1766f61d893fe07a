import { findEntry, type ServedApi } from "../api/index.ts";
import type { Answer, Arrival } from "./answer.ts";
import { answerStrike, type Restartable } from "./answer-faults.ts";
import { checkFault } from "./check-fault.ts";
import type {
  AnswerFault,
  BusyFault,
  Fault,
  FaultAim,
  FaultMessage,
  InjectedFault,
  RefuseFault,
  RequestFault,
  SlowReaderFault,
} from "./fault.ts";
import { type ChainedFault, FaultChain, type Strike } from "./fault-chain.ts";
import { Waiting } from "./waiting.ts";

const CREATE = "sockclnt_create";
const REGISTRATION = /^sockclnt_/;

/** A connection that a fault can slow down: how many bytes are read in each turn of the event loop. */
interface Reader {
  bytesPerTurn: number;
}

/** A fault that slows connections down, and how many it has slowed. */
interface SlowReader {
  readonly fault: SlowReaderFault;
  hits: number;
}

/** The faults of a simulator. They outlive a VPP that is restarted. */
export class Faults {
  readonly #api: ServedApi;
  readonly #vpp: Restartable;
  readonly #answers = new FaultChain<Answer>();
  readonly #arrivals = new FaultChain<Arrival>();
  readonly #slowReaders = new Set<SlowReader>();
  /** The connections that are open. */
  readonly #readers = new Set<Reader>();
  readonly #waiting = new Set<Waiting>();
  /** All that were ever injected. */
  readonly injected: InjectedFault[] = [];

  /** @param vpp what `restart` restarts. */
  constructor(api: ServedApi, vpp: Restartable) {
    this.#api = api;
    this.#vpp = vpp;
  }

  /**
   * @throws {RangeError} as `checkFault`.
   * @throws {Error} for a message that the API does not have, or that the fault cannot hit.
   */
  inject(fault: Fault): InjectedFault {
    checkFault(fault);
    const injected = this.#add(fault);
    this.injected.push(injected);
    return injected;
  }

  #add(fault: Fault): InjectedFault {
    switch (fault.kind) {
      case "slow-reader":
        return this.#slowDown(fault);
      case "silence":
      case "busy":
      case "refuse":
      case "retval":
        return this.#injectIntoRequests(fault);
      default:
        return this.#injectIntoAnswers(fault);
    }
  }

  /** Adds a connection, which reads as slowly as the faults demand from now on. */
  addReader(reader: Reader): void {
    this.#readers.add(reader);
    for (const each of this.#slowReaders) each.hits++;
    reader.bytesPerTurn = this.#bytesPerTurn;
  }

  /** Removes a connection that has ended. */
  removeReader(reader: Reader): void {
    this.#readers.delete(reader);
  }

  /** Whether answers of this name must be sent by `send`. */
  isAimedAtAnswer(name: string): boolean {
    return this.#answers.isAimedAt(name);
  }

  /** Whether requests of this name must be executed by `receive`. */
  isAimedAtRequest(name: string): boolean {
    return this.#arrivals.isAimedAt(name);
  }

  /** Passes an answer through the faults, and sends what they pass on. */
  send(answer: Answer): void {
    this.#answers.run(answer, ({ client, message }) => client.sendMessage(message));
  }

  /** Passes a request through the faults, and executes what they pass on. */
  receive(arrival: Arrival, execute: () => void): void {
    this.#arrivals.run(arrival, execute);
  }

  /** Drops all that is held back. */
  close(): void {
    for (const each of this.#waiting) each.drop();
    this.#waiting.clear();
  }

  #slowDown(fault: SlowReaderFault): InjectedFault {
    const slow = { fault, hits: this.#readers.size };
    this.#slowReaders.add(slow);
    this.#setReaders();
    return handleOf(fault, slow, () => {
      this.#slowReaders.delete(slow);
      this.#setReaders();
    });
  }

  get #bytesPerTurn(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#slowReaders].map(({ fault }) => fault.bytes));
  }

  #setReaders(): void {
    for (const reader of this.#readers) reader.bytesPerTurn = this.#bytesPerTurn;
  }

  #injectIntoAnswers(fault: AnswerFault): InjectedFault {
    const waiting = this.#createWaiting();
    const names = namesOf(fault);
    const all = names?.flatMap((name) => {
      const [, , , , answers] = findEntry(this.#api, name);
      return [name, ...answers];
    });
    const chained = this.#answers.add(fault, aimedAt(all), answerStrike(fault, this.#vpp, waiting));
    return this.#injected(fault, chained, this.#answers, waiting);
  }

  #injectIntoRequests(fault: RequestFault | RefuseFault): InjectedFault {
    const waiting = this.#createWaiting();
    const names = fault.kind === "refuse" ? [CREATE] : namesOf(fault);
    for (const name of names ?? []) this.#checkRequest(fault.kind, name);
    const chained = this.#arrivals.add(fault, aimedAt(names), requestStrike(fault, waiting));
    return this.#injected(fault, chained, this.#arrivals, waiting);
  }

  /** @throws {Error} for a message that clients do not send, and for `retval` one whose reply has no return value. */
  #checkRequest(kind: Fault["kind"], name: string): void {
    const [, , , role] = findEntry(this.#api, name);
    if (role === "message" || role === "event") throw new Error(`${kind}: ${name} is sent by VPP, not to it`);
    if (kind === "retval" && role === "dump") throw new Error(`retval: ${name} is a dump, which has no return value`);
  }

  #createWaiting(): Waiting {
    const waiting = new Waiting();
    this.#waiting.add(waiting);
    return waiting;
  }

  #injected(
    fault: Fault,
    chained: ChainedFault,
    chain: Pick<FaultChain<Answer>, "remove">,
    waiting: Waiting,
  ): InjectedFault {
    return handleOf(fault, chained, () => {
      chain.remove(chained);
      waiting.letGo();
      waiting.drop();
      this.#waiting.delete(waiting);
    });
  }
}

/** Returns the messages at which a fault is aimed; undefined for all. */
function namesOf({ message }: FaultAim): readonly string[] | undefined {
  if (message === undefined) return undefined;
  const all: readonly FaultMessage[] = Array.isArray(message) ? message : [message as FaultMessage];
  return all.map((each) => (typeof each === "string" ? each : each.name));
}

function requestStrike(fault: RequestFault | RefuseFault, waiting: Waiting): Strike<Arrival> {
  switch (fault.kind) {
    case "refuse":
      return (arrival) => arrival.refuse();
    case "busy":
      return busy(fault, waiting);
    case "retval":
      return (arrival) => arrival.answer(fault.retval);
    default:
      return () => {};
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

/** Returns whether a name is one of these; without them, of any message but those of registration. */
function aimedAt(names: readonly string[] | undefined): (name: string) => boolean {
  if (names === undefined) return (each) => !REGISTRATION.test(each);
  const all = new Set(names);
  return (each) => all.has(each);
}

function handleOf(fault: Fault, counter: ChainedFault, clear: () => void): InjectedFault {
  return {
    fault,
    get hits() {
      return counter.hits;
    },
    clear,
    [Symbol.dispose]: clear,
  };
}
