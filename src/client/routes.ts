import { VppError } from "../errors.ts";
import type { AnyRequest, Message, MessageTable } from "../wire/index.ts";
import type { DefinitionSources, Definitions } from "./definitions.ts";
import { type HazardCheck, hazardOf } from "./hazards.ts";

/** What the client knows of a message that it sends to this VPP; found out once per message. */
export interface Route {
  readonly id: number;
  /** The id of the reply; of a dump, that of the details. */
  readonly answerId: number;
  /** Of a paged dump: the id of the reply behind the details. */
  readonly replyId: number;
  /** The messages as this VPP has them: the descriptors themselves, unless its versions differ. */
  readonly request: Message<unknown>;
  readonly answer: Message<unknown>;
  readonly reply: Message<unknown> | undefined;
  /** Whether the reply's first field is `retval`. */
  readonly hasRetval: boolean;
  /** Gives the reason why these fields must not be sent. */
  readonly hazard: HazardCheck | undefined;
}

/** A message as one VPP has it. */
interface Served {
  readonly id: number;
  readonly message: Message<unknown>;
}

const NO_ID = 0;

/** The routes of one connection: ids change with every start of VPP. */
export class Routes {
  readonly #table: MessageTable;
  readonly #isGuarded: boolean;
  readonly #sources: DefinitionSources;
  readonly #known = new Map<AnyRequest, Route | Promise<Route> | VppError>();
  #definitions: Promise<Definitions> | undefined;

  constructor(table: MessageTable, isGuarded: boolean, sources: DefinitionSources) {
    this.#table = table;
    this.#isGuarded = isGuarded;
    this.#sources = sources;
  }

  /**
   * The route of a message; a promise when VPP has another version of it, whose definition has to be found first.
   *
   * @throws {VppError} `VPP_MESSAGE_MISSING` when this VPP has no version of the message or of one that answers it.
   */
  of(message: AnyRequest): Route | Promise<Route> {
    const known = this.#known.get(message);
    if (known instanceof VppError) throw known;
    if (known !== undefined) return known;
    const answers = message.kind === "request" ? [message.reply] : [message.details];
    if (message.kind === "paged") answers.push(message.reply);
    const served = [message, ...answers].map((part) => this.#serve(part));
    const route = served.some((part) => part instanceof Promise)
      ? this.#adaptAll(message, served)
      : this.#keep(message, served as Served[]);
    this.#known.set(message, route);
    return route;
  }

  /** Where the definitions of other versions are found. */
  definitions(): Promise<Definitions> {
    this.#definitions ??= import("./definitions.ts").then(({ Definitions }) => new Definitions(this.#sources));
    return this.#definitions;
  }

  async #adaptAll(message: AnyRequest, served: readonly (Served | Promise<Served>)[]): Promise<Route> {
    try {
      return this.#keep(message, await Promise.all(served));
    } catch (reason) {
      this.#known.set(message, reason as VppError);
      throw reason;
    }
  }

  #keep(message: AnyRequest, [request, answer, last]: readonly Served[]): Route {
    const reply = message.kind === "request" ? answer : last;
    const route: Route = {
      id: request!.id,
      answerId: answer!.id,
      replyId: last?.id ?? NO_ID,
      request: request!.message,
      answer: answer!.message,
      reply: last?.message,
      hasRetval: reply !== undefined && startsWithRetval(reply.message),
      hazard: this.#isGuarded ? hazardOf(message.name) : undefined,
    };
    this.#known.set(message, route);
    return route;
  }

  #serve(message: Message<unknown>): Served | Promise<Served> {
    const id = this.#table.find(message);
    if (id !== undefined) return { id, message };
    const version = this.#table.otherVersion(message);
    return this.#adapt(message, version.crc).then((adapted) => ({ id: version.id, message: adapted }));
  }

  /** What speaks other versions is large and seldom needed: it is loaded at first use. */
  async #adapt(message: Message<unknown>, crc: string): Promise<Message<unknown>> {
    const { adaptMessage } = await import("./skew.ts");
    return adaptMessage(message, crc, await this.definitions());
  }
}

function startsWithRetval({ codec }: Message<unknown>): boolean {
  const [first] = codec.fields;
  return first?.[0] === "retval" && first[1] === "i32";
}
