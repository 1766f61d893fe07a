import type { AnyRequest, Message, MessageTable } from "../wire/index.ts";
import { type HazardCheck, hazardOf } from "./hazards.ts";

/** What the client knows of a message that it sends to this VPP; found out once per message. */
export interface Route {
  readonly id: number;
  /** The id of the reply; of a dump, that of the details. */
  readonly answerId: number;
  /** Of a paged dump: the id of the reply behind the details. */
  readonly replyId: number;
  /** Whether the reply's first field is `retval`. */
  readonly hasRetval: boolean;
  /** Gives the reason why these fields must not be sent. */
  readonly hazard: HazardCheck | undefined;
}

const NO_ID = 0;

/** The routes of one connection: ids change with every start of VPP. */
export class Routes {
  readonly #table: MessageTable;
  readonly #isGuarded: boolean;
  readonly #known = new Map<AnyRequest, Route>();

  constructor(table: MessageTable, isGuarded: boolean) {
    this.#table = table;
    this.#isGuarded = isGuarded;
  }

  /** @throws {VppError} `VPP_MESSAGE_MISSING` when this VPP lacks the message or one that answers it. */
  of(message: AnyRequest): Route {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const reply = message.kind === "dump" ? undefined : message.reply;
    const answer = message.kind === "request" ? message.reply : message.details;
    const route = {
      id: this.#table.idOf(message),
      answerId: this.#table.idOf(answer),
      replyId: reply === undefined ? NO_ID : this.#table.idOf(reply),
      hasRetval: reply !== undefined && startsWithRetval(reply),
      hazard: this.#isGuarded ? hazardOf(message.name) : undefined,
    };
    this.#known.set(message, route);
    return route;
  }
}

function startsWithRetval({ codec }: Message<unknown>): boolean {
  const [first] = codec.fields;
  return first?.[0] === "retval" && first[1] === "i32";
}
