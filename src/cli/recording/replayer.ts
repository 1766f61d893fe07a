import { isDeepStrictEqual } from "node:util";
import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import { type Definitions, splitNameCrc } from "../../recording/index.ts";
import { type AnyRequest, fromJson, type JsonValue, type Message, toJson } from "../../wire/index.ts";
import { flatten } from "../output/index.ts";
import { IndexMap } from "./index-map.ts";
import { jsonOf, type RecordedRequest } from "./requests.ts";

/** What VPP has answered: details and reply, or a negative return value. */
interface Answers {
  readonly details: readonly JsonValue[];
  readonly reply: JsonValue | undefined;
  readonly retval: number;
}

/** The outcome of a request that was sent again. */
export interface ReplayOutcome {
  /** How the answers differ from the recorded ones; empty if they do not, undefined if none were recorded. */
  readonly differences: readonly string[] | undefined;
  /** The message of the error with which VPP refused it. */
  readonly refusal: string | undefined;
}

const MAX_DIFFERENCES = 5;

/** The fields that differ in each VPP: clocks, ages and processes. */
const VOLATILE = /(^|\.)(vpeSystemTime|vpePid|pid|age)$/;

/** Sends requests of a recording to a VPP, one after the other, and compares the answers. */
export class Replayer {
  readonly indexes: IndexMap = new IndexMap();
  readonly #vpp: VppClient;
  readonly #definitions: Definitions;

  constructor(vpp: VppClient, definitions: Definitions) {
    this.#vpp = vpp;
    this.#definitions = definitions;
  }

  /**
   * Sends a request with the indexes of this VPP.
   *
   * @throws {VppError} as a request of a client, but for `VPP_RETVAL`.
   */
  async send({ exchange, message, fields }: RecordedRequest): Promise<ReplayOutcome> {
    const { found } = exchange.defined!;
    const recorded = this.#recordedAnswers(exchange.answers, message);
    const mapped = this.indexes.map(found, fields);
    const { answers, refusal } = await this.#ask(message, mapped);
    if (recorded === undefined) return { differences: undefined, refusal };
    this.#learn(message, recorded, answers);
    return { differences: this.#compare(message, recorded, answers), refusal };
  }

  async #ask(message: AnyRequest, json: JsonValue): Promise<{ answers: Answers; refusal: string | undefined }> {
    const details: JsonValue[] = [];
    const fields = fromJson(message as Message<unknown>, json);
    try {
      if (message.kind === "request") {
        const reply = toJson(message.reply, await this.#vpp.request(message, fields));
        return { answers: { details, reply, retval: retvalOf(reply) }, refusal: undefined };
      }
      for await (const each of this.#vpp.dump(message, fields)) details.push(toJson(message.details, each));
      return { answers: { details, reply: undefined, retval: 0 }, refusal: undefined };
    } catch (reason) {
      if (!(reason instanceof VppError) || reason.retval === undefined) throw reason;
      return { answers: { details, reply: undefined, retval: reason.retval }, refusal: reason.message };
    }
  }

  /** Returns undefined when nothing was recorded that can be compared. */
  #recordedAnswers(answers: RecordedRequest["exchange"]["answers"], message: AnyRequest): Answers | undefined {
    const details: JsonValue[] = [];
    let reply: JsonValue | undefined;
    for (const { nameCrc = "", bytes } of answers) {
      const descriptor = this.#definitions.find(nameCrc)?.descriptor as Message<unknown> | undefined;
      if (descriptor === undefined || bytes === undefined) continue;
      const json = jsonOf(bytes, descriptor);
      if ("details" in message && splitNameCrc(nameCrc).name === message.details.name) details.push(json);
      else reply = json;
    }
    if (message.kind === "request" && reply === undefined) return undefined;
    return { details, reply: message.kind === "request" ? reply : undefined, retval: retvalOf(reply) };
  }

  #learn(message: AnyRequest, recorded: Answers, answers: Answers): void {
    if (recorded.retval < 0 || answers.retval < 0) return;
    const { name, crc } = message.kind === "request" ? message.reply : message.details;
    const found = this.#definitions.find(`${name}_${crc}`)?.found;
    if (found === undefined) return;
    if (recorded.reply !== undefined && answers.reply !== undefined)
      this.indexes.learn(found, recorded.reply, answers.reply);
    if (name === "sw_interface_details") this.indexes.learnInterfaces(recorded.details, answers.details);
  }

  #compare(message: AnyRequest, recorded: Answers, { details, reply, retval }: Answers): string[] {
    if (retval !== recorded.retval) return [`retval ${retval}, recorded ${recorded.retval}`];
    if (retval < 0) return [];
    const { name, crc } = message.kind === "request" ? message.reply : message.details;
    const found = this.#definitions.find(`${name}_${crc}`)?.found;
    const expected = (json: JsonValue): JsonValue => (found === undefined ? json : this.indexes.mapAnswer(found, json));
    if (details.length !== recorded.details.length)
      return [`${details.length} details, recorded ${recorded.details.length}`];
    const differences = recorded.details.flatMap((each, at) =>
      differencesOf(expected(each), details[at]!, `details[${at}].`),
    );
    if (recorded.reply !== undefined && reply !== undefined)
      differences.push(...differencesOf(expected(recorded.reply), reply, ""));
    return differences.slice(0, MAX_DIFFERENCES);
  }
}

function retvalOf(reply: JsonValue | undefined): number {
  const { retval } = Object(reply) as { readonly retval?: number };
  return retval ?? 0;
}

/** Returns the fields in which two values differ: `link_mtu: 1500, recorded 9000`. */
function differencesOf(recorded: JsonValue, actual: JsonValue, path: string): string[] {
  if (isDeepStrictEqual(recorded, actual)) return [];
  const before = new Map(flatten(recorded));
  const after = new Map(flatten(actual));
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .filter((name) => before.get(name) !== after.get(name) && !VOLATILE.test(name))
    .map((name) => `${path}${name}: ${after.get(name) ?? "nothing"}, recorded ${before.get(name) ?? "nothing"}`);
}
