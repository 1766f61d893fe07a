import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { Layouts } from "../schema/index.ts";
import { HEADER_BYTES, type HeaderKind } from "../wire/index.ts";
import { type DefinedMessage, Definitions, type Exchange, Exchanges, splitNameCrc } from "./decode/index.ts";
import { openRecording } from "./open-recording.ts";
import type { RecordedMessage } from "./recorded-message.ts";

/** A message with which VPP has answered. */
export interface RecordedAnswer {
  readonly name: string;
  readonly crc: string;
  readonly header: HeaderKind;
  /** The whole message; the numbers in its header are those of the recorded client. */
  readonly bytes: Buffer;
}

/** The answers to equal requests, in the order of the recording. */
interface AnswerSeries {
  readonly series: (readonly RecordedAnswer[])[];
  /** The place of the next answers; the last ones are given again and again. */
  next: number;
}

/** The answers of a recording, by request. Requests are equal if all fields are, but for the pid of a subscriber. */
export class RecordedAnswers {
  /** The release of the recorded VPP, such as `26.06`; undefined if the recording does not name it. */
  readonly release: string | undefined;
  readonly #definitions = new Definitions();
  readonly #answers = new Map<string, AnswerSeries>();
  readonly #pidOffsets = new Map<string, number | undefined>();

  constructor(vpp: string | undefined, messages: Iterable<RecordedMessage>) {
    this.release = /\d\d\.\d\d/.exec(vpp ?? "")?.[0];
    for (const exchange of new Exchanges(this.#definitions).read(messages)) this.#add(exchange);
  }

  /** Returns the next answers to a request; undefined for one that was never recorded. */
  take(nameCrc: string, request: Buffer): readonly RecordedAnswer[] | undefined {
    const found = this.#answers.get(this.#keyOf(nameCrc, request));
    return found?.series[Math.min(found.next++, found.series.length - 1)];
  }

  #add({ request, defined, answers, events }: Exchange): void {
    if (defined?.descriptor.header !== "request" || request.nameCrc === undefined) return;
    const all = [...answers, ...events]
      .map((answer) => this.#answerOf(answer))
      .filter((answer) => answer !== undefined);
    const key = this.#keyOf(request.nameCrc, request.bytes);
    const known = this.#answers.get(key);
    if (known === undefined) this.#answers.set(key, { series: [all], next: 0 });
    else known.series.push(all);
  }

  #answerOf({ nameCrc, bytes }: RecordedMessage): RecordedAnswer | undefined {
    const defined = nameCrc === undefined ? undefined : this.#definitions.find(nameCrc);
    if (nameCrc === undefined || bytes === undefined || defined === undefined) return undefined;
    return { ...splitNameCrc(nameCrc), header: defined.descriptor.header, bytes };
  }

  #keyOf(nameCrc: string, request: Buffer): string {
    const fields = Buffer.from(request.subarray(HEADER_BYTES.request));
    const pidAt = this.#pidOffsetOf(nameCrc);
    if (pidAt !== undefined) fields.fill(0, pidAt, pidAt + 4);
    return `${nameCrc} ${fields.toString("latin1")}`;
  }

  #pidOffsetOf(nameCrc: string): number | undefined {
    if (!this.#pidOffsets.has(nameCrc)) this.#pidOffsets.set(nameCrc, pidOffset(this.#definitions.find(nameCrc)));
    return this.#pidOffsets.get(nameCrc);
  }
}

/**
 * Reads the answers of a recording.
 *
 * @throws {VppError} `VPP_FILE` for a file that is no recording, or a file of VPP, which has no answers.
 */
export function readAnswers(path: string): RecordedAnswers {
  using recording = openRecording(path);
  if (recording.kind === "recording") return new RecordedAnswers(recording.header?.vpp, recording.messages());
  throw new VppError("VPP_FILE", `${printable(path)}: a trace file of VPP has no answers; record with tsvpp record`);
}

/** Returns the offset, behind the header, of the pid by which a client subscribes to events. */
function pidOffset(defined: DefinedMessage | undefined): number | undefined {
  if (defined === undefined) return undefined;
  const { message, module, schema } = defined.found;
  if (!message.fields.some(({ name }) => name === "pid")) return undefined;
  const fields = new Layouts(schema).fields(message.fields.slice(2), module);
  return fields.find(({ field }) => field.name === "pid")?.offset;
}
