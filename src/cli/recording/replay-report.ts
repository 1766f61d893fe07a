import type { VppClient } from "../../client/index.ts";
import { VppError } from "../../errors.ts";
import type { Definitions } from "../../recording/index.ts";
import { fromJson, type JsonValue, type Message } from "../../wire/index.ts";
import type { Invocation } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { writeNote } from "../io.ts";
import { flatten, type Output } from "../output/index.ts";
import { Replayer } from "./replayer.ts";
import { hazardIn, type RecordedRequest, type RecordedRequests, type UnreadableRequest } from "./requests.ts";

/** Errors behind which VPP still answers other requests. */
const PASSING: ReadonlySet<string> = new Set([
  "VPP_HAZARD",
  "VPP_MESSAGE_MISSING",
  "VPP_FIELD_MISSING",
  "VPP_FIELD_RANGE",
  "VPP_JSON",
  "VPP_NO_REPLY",
  "VPP_TIMEOUT",
]);

/** Prints the requests that a replay would send, and which it would not. */
export function listRequests({ requests, leftOut }: RecordedRequests, output: Output): ExitCode {
  for (const request of requests) {
    const { number } = request.exchange.request;
    const { name } = request.exchange;
    const reason = whyNot(request);
    const fields = "fields" in request ? request.fields : {};
    if (output.isJson) output.json({ number, message: name, fields, ...(reason !== undefined && { notSent: reason }) });
    else output.line(`#${number} ${name}${fieldsText(fields)}${reason === undefined ? "" : `: not sent: ${reason}`}`);
  }
  if (!output.isJson)
    output.line(`${requests.length} requests; ${leftOut} messages of registration and pings left out`);
  return EXIT.done;
}

/** Sends requests of a recording and reports what differs. */
export class ReplayReport {
  readonly #replayer: Replayer;
  readonly #invocation: Invocation;
  #sent = 0;
  #different = 0;
  #notSent = 0;
  #unanswered = 0;

  constructor(vpp: VppClient, definitions: Definitions, invocation: Invocation) {
    this.#replayer = new Replayer(vpp, definitions);
    this.#invocation = invocation;
  }

  /** Sends a request. @throws {VppError} when VPP answers no more. */
  async send(request: RecordedRequest | UnreadableRequest): Promise<void> {
    const reason = whyNot(request);
    if (reason !== undefined || "reason" in request) {
      this.#notSent++;
      this.#print(request, { notSent: reason ?? "" });
      return;
    }
    try {
      const { differences, refusal } = await this.#replayer.send(request);
      this.#sent++;
      if (differences !== undefined && differences.length > 0) this.#differs(request, differences);
      else if (differences === undefined && refusal !== undefined) this.#print(request, { refused: refusal });
    } catch (error) {
      this.#failed(request, VppError.from(error));
    }
  }

  /** Prints the sum. Returns the exit code. */
  end(leftOut: number): ExitCode {
    const { output, io } = this.#invocation;
    const [sent, different, notSent, unanswered] = [this.#sent, this.#different, this.#notSent, this.#unanswered];
    const unmapped = [...this.#replayer.indexes.unmapped];
    if (unmapped.length > 0) {
      writeNote(io, `sent as recorded, since no recorded reply gave them: ${unmapped.join(", ")}`);
    }
    if (output.isJson) output.json({ sent, different, notSent, unanswered, leftOut, unmapped });
    else {
      const texts = [`${sent} requests sent`, `${different} answered otherwise`, `${notSent} not sent`];
      if (unanswered > 0) texts.push(`${unanswered} not answered`);
      output.line(`${texts.join(", ")}; ${leftOut} messages of registration and pings left out`);
    }
    if (different > 0) return EXIT.refused;
    return notSent + unanswered > 0 ? EXIT.unfinished : EXIT.done;
  }

  #failed(request: RecordedRequest, error: VppError): void {
    if (!PASSING.has(error.code)) throw error;
    if (error.effect === "none") this.#notSent++;
    else if (request.exchange.answers.length === 0) this.#sent++;
    else this.#unanswered++;
    this.#print(request, error.effect === "none" ? { notSent: error.message } : { unanswered: error.message });
  }

  #differs(request: RecordedRequest, differences: readonly string[]): void {
    this.#different++;
    this.#print(request, { differences: [...differences] });
  }

  #print(
    { exchange: { name, request } }: RecordedRequest | UnreadableRequest,
    outcome: { [key: string]: JsonValue },
  ): void {
    const { output } = this.#invocation;
    if (output.isJson) output.json({ number: request.number, message: name, ...outcome });
    else
      for (const [key, value] of Object.entries(outcome))
        output.line(`#${request.number} ${name}: ${WORDS[key] ?? ""}${[value].flat().join("; ")}`);
  }
}

const WORDS: Readonly<Record<string, string>> = { notSent: "not sent: ", unanswered: "no answer: " };

/** Returns why a request is not sent; undefined if it is. */
function whyNot(request: RecordedRequest | UnreadableRequest): string | undefined {
  if ("reason" in request) return request.reason;
  return hazardIn(request.message, fromJson(request.message as Message<unknown>, request.fields));
}

function fieldsText(fields: JsonValue): string {
  return flatten(fields)
    .map(([path, text]) => ` ${path}=${text}`)
    .join("");
}
