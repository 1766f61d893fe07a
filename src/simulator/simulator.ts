import type { Listener, Transport } from "../transport/index.ts";
import type { Dump, Input, Message, Received, Request } from "../wire/index.ts";
import { CallLog } from "./call-log.ts";
import { type Crash, Dispatcher } from "./dispatcher.ts";
import { makeHandlers } from "./handlers/index.ts";
import { InterfaceEvents } from "./handlers/interface-events.ts";
import { type Handler, Handlers } from "./handlers.ts";
import { MessageIds } from "./message-ids.ts";
import { Model } from "./model/model.ts";
import { type Registration, Registrations } from "./registrations.ts";
import type { ServedApi } from "./served-api.ts";
import { SimulatorState } from "./state.ts";
import { UnmodelledAnswers } from "./unmodelled.ts";

/** Gives the reply to a request, or undefined for none. `answer` does and gives what the simulator itself would. */
export type ReplyHandler<T, Reply> = (
  fields: Received<T>,
  answer: () => Input<Reply> | undefined,
) => Input<Reply> | undefined;

/** Gives the details of a dump. `answer` gives what the simulator itself would. */
export type DetailsHandler<T, Details> = (
  fields: Received<T>,
  answer: () => Iterable<Input<Details>>,
) => Iterable<Input<Details>>;

/** How a simulator behaves, all settled. */
export interface SimulatorSettings {
  readonly socketPath: string;
  readonly onCrash: "close" | "refuse";
  readonly recordCalls: boolean;
  readonly api: ServedApi;
  readonly shuffleIds: string | undefined;
}

/** A VPP that answers on a socket; `startSimulator` gives one that listens. */
export class Simulator implements AsyncDisposable {
  /** Where it listens. */
  readonly socketPath: string;
  /** What it remembers. */
  readonly state: SimulatorState;
  readonly #ids: MessageIds;
  readonly #registrations = new Registrations();
  readonly #handlers = new Handlers();
  readonly #unmodelled: UnmodelledAnswers;
  readonly #dispatcher: Dispatcher;
  readonly #calls = new CallLog();
  readonly #connections = new Set<Registration>();
  #stop: () => Promise<void> = async () => {};
  #crash: Crash | undefined;

  /** @internal */
  constructor({ socketPath, onCrash, recordCalls, api, shuffleIds }: SimulatorSettings) {
    const model = new Model(onCrash === "refuse");
    this.socketPath = socketPath;
    this.state = new SimulatorState(model);
    this.#ids = new MessageIds(api, shuffleIds);
    this.#unmodelled = new UnmodelledAnswers(this.#ids, api);
    makeHandlers(this.#handlers, model, this.#registrations, this.#ids, api);
    const events = new InterfaceEvents(this.#handlers, model.interfaces, this.#registrations, this.#ids);
    this.#registrations.onRemove = (handle) => events.forget(handle);
    this.#dispatcher = new Dispatcher({
      ids: this.#ids,
      handlers: this.#handlers,
      registrations: this.#registrations,
      unmodelled: this.#unmodelled,
      calls: recordCalls ? this.#calls : undefined,
      refusesCrashes: onCrash === "refuse",
      onCrash: (crash) => {
        this.#crash = crash;
        if (onCrash === "close") void this.close();
      },
    });
  }

  /** The last message that crashes VPP, if there was one. */
  get crash(): Crash | undefined {
    return this.#crash;
  }

  /** How often a message was answered that is not modelled, by name. */
  get unmodelled(): ReadonlyMap<string, number> {
    return this.#dispatcher.unmodelledCalls;
  }

  /** What VPP would write to its log about messages that it drops without an answer. */
  get warnings(): readonly string[] {
    return this.#dispatcher.warnings;
  }

  /** The fields of every call of a message so far, in order. */
  calls<T>(message: Message<T>): Received<T>[] {
    return this.#calls.read(this.#ids.served(message));
  }

  /** Answers a message in another way from now on. */
  on<T, Reply>(message: Request<T, Reply>, handler: ReplyHandler<T, Reply>): void;
  on<T, Details>(message: Dump<T, Details>, handler: DetailsHandler<T, Details>): void;
  on<T, Answer>(
    message: Request<T, Answer> | Dump<T, Answer>,
    handler: ReplyHandler<T, Answer> | DetailsHandler<T, Answer>,
  ): void {
    // The overloads see to it that the handler is the kind that the message needs.
    if (message.kind === "request") this.#onRequest(message, handler as ReplyHandler<T, Answer>);
    else this.#onDump(message, handler as DetailsHandler<T, Answer>);
  }

  /** Ends all connections, listens no more and removes what it put into the file system. */
  async close(): Promise<void> {
    for (const each of this.#connections) each.destroy();
    await this.#stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal */
  listening(listener: Listener, removeFiles: () => void): void {
    this.#stop = async () => {
      await listener.close();
      removeFiles();
    };
  }

  /** @internal */
  connected(transport: Transport): void {
    const sender = this.#registrations.add(transport);
    this.#connections.add(sender);
    transport.onMessage = (bytes, view, at, byteLength) =>
      this.#dispatcher.receive({ sender, bytes, view, at, byteLength });
    transport.onClose = () => {
      this.#connections.delete(sender);
      this.#registrations.remove(sender);
    };
  }

  #onRequest<T, Reply>(message: Request<T, Reply>, handler: ReplyHandler<T, Reply>): void {
    const before =
      this.#handlerOf<T, Reply>(message) ?? (() => [this.#unmodelled.fieldsOf(message.reply) as Input<Reply>]);
    this.#handlers.request(message, (fields, caller) => handler(fields, () => [...before(fields, caller)][0]));
  }

  #onDump<T, Details>(message: Dump<T, Details>, handler: DetailsHandler<T, Details>): void {
    const before = this.#handlerOf<T, Details>(message) ?? (() => []);
    this.#handlers.dump(message, (fields, caller) => handler(fields, () => before(fields, caller)));
  }

  #handlerOf<T, Answer>(message: Message<T>): Handler<T, Answer> | undefined {
    // Handlers are kept by the name of the message that they were made for.
    return this.#handlers.find(message.name)?.handle as Handler<T, Answer> | undefined;
  }
}
