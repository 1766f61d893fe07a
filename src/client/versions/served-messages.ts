import { VppError, type VppErrorCode } from "../../errors.ts";
import type { AnyRequest, Field, Message, MessageTable, MessageVersion } from "../../wire/index.ts";
import type { Compatibility } from "./compatibility.ts";
import type { DefinitionSources, Definitions } from "./definitions.ts";
import { type HazardCheck, hazardOf } from "./hazards.ts";

/** A request or dump with its answers as one VPP has them; looked up once per message. */
export interface ServedRequest {
  readonly id: number;
  /** The id of the reply; of a dump, that of the details. */
  readonly answerId: number;
  /** Another id that answers the request; `NO_ID` if there is none. */
  readonly otherAnswerId: number;
  /** The id of the reply behind the details, of a paged dump. */
  readonly replyId: number;
  /** The messages as this VPP has them: the descriptors themselves, unless its versions differ. */
  readonly request: Message<unknown>;
  readonly answer: Message<unknown>;
  readonly reply: Message<unknown> | undefined;
  /** Where the reply has its return value: as its first field, so that the others need not be read, or later. */
  readonly retval: "first" | "inside" | "none";
  /** Returns the reason why these fields must not be sent. */
  readonly hazard: HazardCheck | undefined;
}

/** A message as one VPP has it. */
export interface Served {
  readonly id: number;
  readonly message: Message<unknown>;
  /** The fields as they are on the wire. */
  readonly fields: readonly Field[];
}

/** The id that no message has. */
export const NO_ID = -1;
const PASSING: ReadonlySet<VppErrorCode> = new Set(["VPP_TIMEOUT", "VPP_NO_REPLY", "VPP_OVERLOADED"]);

/** The messages that are sent on one connection, as its VPP has them: ids change with every start of VPP. */
export class ServedMessages {
  readonly #table: MessageTable;
  readonly #isGuarded: boolean;
  readonly #sources: DefinitionSources;
  readonly #known = new Map<AnyRequest, ServedRequest | Promise<ServedRequest> | VppError>();
  #definitions: Promise<Definitions> | undefined;

  constructor(table: MessageTable, isGuarded: boolean, sources: DefinitionSources) {
    this.#table = table;
    this.#isGuarded = isGuarded;
    this.#sources = sources;
  }

  /**
   * Returns the versions of a message; a promise when VPP has another version of it, whose definition has to be found first.
   *
   * @throws {VppError} `VPP_MESSAGE_MISSING` when this VPP has no version of the message or of one that answers it.
   */
  of(message: AnyRequest): ServedRequest | Promise<ServedRequest> {
    const known = this.#known.get(message);
    if (known instanceof VppError) throw known;
    return known ?? this.#find(message);
  }

  /** Looks up a message at its first use. Not in `of`: captured locals cost an allocation per call (CLIENT-3). */
  #find(message: AnyRequest): ServedRequest | Promise<ServedRequest> {
    const parts = partsOf(message);
    // All of them, before definitions are searched: one message that is missing ends the search.
    const versions = parts.map((part) => this.#table.versionOf(part));
    if (parts.some((part, at) => part.crc !== versions[at]!.crc)) return this.#adaptAll(message, parts, versions);
    const served = parts.map((part, at) => ({ id: versions[at]!.id, message: part, fields: part.codec.fields }));
    return this.#keep(message, served);
  }

  /**
   * Returns an event as this VPP has it; a promise when that is another version of it.
   *
   * @throws {VppError} `VPP_MESSAGE_MISSING`.
   */
  ofEvent(event: Message<unknown>): Served | Promise<Served> {
    const version = this.#table.versionOf(event);
    if (version.crc !== event.crc) return handled(this.#adapt(event, version));
    return { id: version.id, message: event, fields: event.codec.fields };
  }

  /** Returns the definitions of other versions. */
  definitions(): Promise<Definitions> {
    this.#definitions ??= handled(import("./definitions.ts").then(({ Definitions }) => new Definitions(this.#sources)));
    return this.#definitions;
  }

  /**
   * Compares the messages of the bindings with those of this VPP. The comparison is loaded at first use.
   *
   * @param names messages or modules; all messages when there are none.
   * @throws {VppError} `VPP_SCHEMA` for a name that the bindings do not have.
   */
  async compare(names: readonly string[]): Promise<Compatibility[]> {
    const { compareWith } = await import("./compatibility.ts");
    return compareWith(this.#table, names, await this.definitions());
  }

  #adaptAll(
    message: AnyRequest,
    parts: readonly Message<unknown>[],
    versions: readonly MessageVersion[],
  ): Promise<ServedRequest> {
    const served = parts.map((part, at) => this.#adapt(part, versions[at]!));
    const found = Promise.all(served).then(
      (all) => this.#keep(message, all),
      (reason: unknown) => {
        const error = VppError.from(reason, { messageName: message.name, effect: "none" });
        if (isPassing(error)) this.#known.delete(message);
        else this.#known.set(message, error);
        throw error;
      },
    );
    this.#known.set(message, handled(found));
    return found;
  }

  /** @param served the message, then those that answer it. */
  #keep(message: AnyRequest, [request, answer, last]: readonly Served[]): ServedRequest {
    const reply = message.kind === "request" ? answer : last;
    const found: ServedRequest = {
      id: request!.id,
      answerId: answer!.id,
      otherAnswerId: this.#firstVersion(answer!.message),
      replyId: last?.id ?? NO_ID,
      request: request!.message,
      answer: answer!.message,
      reply: last?.message,
      retval: reply === undefined ? "none" : placeOfRetval(reply),
      hazard: this.#isGuarded ? hazardIn(message) : undefined,
    };
    this.#known.set(message, found);
    return found;
  }

  /**
   * VPP has answered `sr_policy_mod_v2` with the reply of `sr_policy_mod`, for two years: as good, if it has the same fields.
   *
   * @see VPP 25.02 src/vnet/srv6/sr_api.c vl_api_sr_policy_mod_v2_t_handler
   */
  #firstVersion({ name, crc }: Message<unknown>): number {
    const first = name.replace(/_v\d+_reply$/, "_reply");
    return first === name ? NO_ID : (this.#table.find({ name: first, crc }) ?? NO_ID);
  }

  /** Adapts a message to its version in VPP. The code for it is large and seldom needed: it is loaded at first use. */
  async #adapt(message: Message<unknown>, { crc, id }: MessageVersion): Promise<Served> {
    if (crc === message.crc) return { id, message, fields: message.codec.fields };
    const { adaptMessage } = await import("./skew.ts");
    return { id, ...(await adaptMessage(message, crc, await this.definitions())) };
  }
}

/** Returns whether a version that was not found for this reason may be found later. */
export function isPassing({ code }: VppError): boolean {
  return PASSING.has(code);
}

/** Marks a promise as handled: its callers get the reason, and a failure without callers is no unhandled rejection. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Returns a message and its answers, in wire order. */
function partsOf(message: AnyRequest): Message<unknown>[] {
  if (message.kind === "request") return [message, message.reply];
  return message.kind === "dump" ? [message, message.details] : [message, message.details, message.reply];
}

/** Returns the check of a message; that of a prepared request gets all fields, not only the patch. */
function hazardIn(message: AnyRequest): HazardCheck | undefined {
  const check = hazardOf(message.name);
  if (check === undefined || !("base" in message)) return check;
  const base = message.base as object;
  return (patch: object) => check({ ...base, ...patch } as never);
}

/** Returns where a reply has its return value. */
export function placeOfRetval({ message, fields }: Served): ServedRequest["retval"] {
  if (!message.codec.fields.some(isRetval)) return "none";
  return fields[0] !== undefined && isRetval(fields[0]) ? "first" : "inside";
}

function isRetval([name, type]: Field): boolean {
  return name === "retval" && type === "i32";
}
