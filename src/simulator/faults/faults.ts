import type { ServedApi } from "../api/index.ts";
import type { Answer, Arrival } from "./answer.ts";
import { answerStrike, type Restartable } from "./answer-faults.ts";
import { checkFault } from "./check-fault.ts";
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

const CREATE = "sockclnt_create";
const REGISTRATION = /^sockclnt_/;

/** A connection that a fault can slow down: how many bytes are read in each turn of the event loop. */
interface Reader {
  bytesPerTurn: number;
}

/** The faults of a simulator. They outlive a VPP that is restarted. */
export class Faults {
  readonly #api: ServedApi;
  readonly #vpp: Restartable;
  readonly #answers = new FaultChain<Answer>();
  readonly #arrivals = new FaultChain<Arrival>();
  readonly #slowReaders = new Set<SlowReaderFault>();
  /** The connections that are open. */
  readonly #readers = new Set<Reader>();
  readonly #waiting = new Set<Waiting>();

  /** @param vpp what `restart` restarts. */
  constructor(api: ServedApi, vpp: Restartable) {
    this.#api = api;
    this.#vpp = vpp;
  }

  /**
   * @throws {RangeError} as `checkFault`.
   * @throws {Error} for a message that the API does not have.
   */
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

  /** Adds a connection, which reads as slowly as the faults demand from now on. */
  addReader(reader: Reader): void {
    this.#readers.add(reader);
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
    this.#slowReaders.add(fault);
    this.#setReaders();
    return disposable(() => {
      this.#slowReaders.delete(fault);
      this.#setReaders();
    });
  }

  get #bytesPerTurn(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#slowReaders].map(({ bytes }) => bytes));
  }

  #setReaders(): void {
    for (const reader of this.#readers) reader.bytesPerTurn = this.#bytesPerTurn;
  }

  #injectIntoAnswers(fault: AnswerFault): InjectedFault {
    const waiting = this.#createWaiting();
    const { name, answers } = this.#aimOf(fault);
    const strike = answerStrike(fault, this.#vpp, waiting);
    return this.#injected(this.#answers.add(fault, aimedAt(name, answers), strike), waiting);
  }

  #injectIntoRequests(fault: RequestFault | RefuseFault): InjectedFault {
    const waiting = this.#createWaiting();
    const { name } = fault.kind === "refuse" ? { name: CREATE } : this.#aimOf(fault);
    const strike = requestStrike(fault, waiting);
    return this.#injected(this.#arrivals.add(fault, aimedAt(name, []), strike), waiting);
  }

  /** The message that a fault is aimed at, undefined for all, and its answers. */
  #aimOf({ message }: FaultAim): { name: string | undefined; answers: readonly string[] } {
    if (message === undefined) return { name: undefined, answers: [] };
    const name = typeof message === "string" ? message : message.name;
    return { name, answers: this.#api.answersOf(name) };
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

function requestStrike(fault: RequestFault | RefuseFault, waiting: Waiting): Strike<Arrival> {
  switch (fault.kind) {
    case "refuse":
      return (arrival) => arrival.refuse();
    case "busy":
      return busy(fault, waiting);
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

/** Whether a name is that of the message, or of one of its answers. */
function aimedAt(name: string | undefined, answers: readonly string[]): (name: string) => boolean {
  if (name === undefined) return (each) => !REGISTRATION.test(each);
  const names = new Set([name, ...answers]);
  return (each) => names.has(each);
}

function disposable(clear: () => void): InjectedFault {
  return { clear, [Symbol.dispose]: clear };
}
