import type { RecordedAnswers } from "../../recording/index.ts";
import { HEADER_BYTES } from "../../wire/index.ts";
import type { KnownMessage, MessageIds } from "../api/index.ts";
import type { Client } from "../clients/index.ts";
import type { Journal } from "./journal.ts";
import type { UnmodelledAnswers } from "./unmodelled.ts";

/** A recorded VPP. */
export interface RecordedVpp {
  readonly answers: RecordedAnswers;
  /** Called with each request that was never recorded, in words. */
  readonly onUnrecorded: (text: string) => void;
}

/** The messages about a connection and the message table, which differ from one start of VPP to the next. */
const OWN = /^(sockclnt_|memclnt_|control_ping$|get_first_msg_id$|api_versions$|get_api_json$)/;

/** Answers requests as recorded. */
export class RecordedReplies {
  readonly #recorded: RecordedVpp;
  readonly #ids: MessageIds;
  readonly #unmodelled: UnmodelledAnswers;
  readonly #journal: Journal;

  constructor(recorded: RecordedVpp, ids: MessageIds, unmodelled: UnmodelledAnswers, journal: Journal) {
    this.#recorded = recorded;
    this.#ids = ids;
    this.#unmodelled = unmodelled;
    this.#journal = journal;
  }

  /** Returns whether a message is answered by the recording. */
  answers({ name }: KnownMessage): boolean {
    return !OWN.test(name);
  }

  /** Sends the recorded answers to a request; to one that was never recorded the answer of an unmodelled message. */
  answer(client: Client, message: KnownMessage, context: number, request: Buffer): void {
    const answers = this.#recorded.answers.take(message.tableName, request);
    if (answers === undefined) {
      this.#reportUnrecorded(message, request);
      this.#unmodelled.answer(client, message, context);
      return;
    }
    for (const { name, crc, header, bytes } of answers) {
      const known = this.#ids.find(name);
      if (known?.crc === crc) client.sendCopy(bytes, { name, header, id: known.id, context });
      else this.#journal.warn(`no message ${name}_${crc} in this release: a recorded answer is left out`);
    }
  }

  #reportUnrecorded({ name }: KnownMessage, request: Buffer): void {
    const text = `${name}: never recorded with these fields: ${request.subarray(HEADER_BYTES.request).toString("hex") || "none"}`;
    this.#journal.countUnmodelled(name);
    this.#journal.warn(text);
    this.#recorded.onUnrecorded(text);
  }
}
