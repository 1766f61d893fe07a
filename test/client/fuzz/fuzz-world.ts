import { directory } from "../../../src/binapi/directory.ts";
import {
  type Dump,
  type Event,
  fromJson,
  type Input,
  type Message,
  MessageTable,
  nameCrc,
  type Paged,
  type Request,
} from "../../../src/wire/index.ts";
import { empty } from "../../../src/wire/v1.ts";
import { bytes, loadDescriptors, readGolden, tableBytes } from "../../helpers.ts";

/** A message that can be sent, with fields for it. */
export interface Question<T extends Message<unknown>> {
  readonly message: T;
  readonly fields: Input<unknown>;
}

/** An event, what is given to have it, and what comes. */
export interface EventQuestion extends Question<Event<unknown, unknown>> {
  readonly samples: readonly Sample[];
}

/** A message as VPP sends it. */
export interface Sample {
  readonly id: number;
  readonly bytes: Buffer;
}

/** What VPP sends for a request. */
interface Answers {
  readonly details: readonly Sample[];
  readonly reply: readonly Sample[];
}

/** Everything that does not change from stream to stream. */
export interface World {
  readonly table: MessageTable;
  readonly requests: readonly Question<Request<unknown, unknown>>[];
  readonly dumps: readonly Question<Dump<unknown, unknown>>[];
  readonly pages: readonly Question<Paged<unknown, unknown, unknown>>[];
  readonly events: readonly EventQuestion[];
  /** What answers a message, by its id. */
  readonly answers: ReadonlyMap<number, Answers>;
  readonly samples: readonly Sample[];
  /** Where requests are written, and where frames are. */
  readonly outgoing: Buffer<ArrayBuffer>;
  readonly incoming: Buffer<ArrayBuffer>;
}

/** Finds a version without a search through the whole table, which would take longer than all else. */
class FastTable extends MessageTable {
  readonly #ids: ReadonlyMap<string, number>;

  constructor(ids: ReadonlyMap<string, number>) {
    super(tableBytes(Object.fromEntries(ids)), 0, ids.size);
    this.#ids = ids;
  }

  override find(message: { readonly name: string; readonly crc: string }): number | undefined {
    return this.#ids.get(nameCrc(message));
  }
}

/** Reads the messages of the release. */
export async function createWorld(): Promise<World> {
  const messages = await loadDescriptors(directory);
  const strangers = strangersOf([...messages.values()]);
  const asking = [...messages.values(), ...strangers];
  const ids = new Map(asking.map((message, at) => [nameCrc(message), at + 1]));
  const samples = new Map<string, Sample[]>();
  const questions: Question<Message<unknown>>[] = strangers.map((message) => ({ message, fields: {} }));
  for (const { name, fields, hex } of readGolden().vectors) {
    const message = messages.get(name)!;
    const sample = { id: ids.get(nameCrc(message))!, bytes: bytes(hex) };
    samples.set(name, [...(samples.get(name) ?? []), sample]);
    questions.push({ message, fields: fromJson(message, fields) as Input<unknown> });
  }
  const answersOf = (message: Message<unknown>): Answers => {
    const of = (answer: Message<unknown> | undefined): Sample[] => samples.get(answer?.name ?? "") ?? [];
    const { details, reply } = message as Partial<Paged<unknown, unknown, unknown>>;
    return { details: of(details), reply: of(reply) };
  };
  return {
    table: new FastTable(ids),
    // The kind tells the type.
    requests: questions.filter(({ message }) => message.kind === "request") as Question<Request<unknown, unknown>>[],
    dumps: questions.filter(({ message }) => message.kind === "dump") as Question<Dump<unknown, unknown>>[],
    pages: questions.filter(({ message }) => message.kind === "paged") as Question<Paged<unknown, unknown, unknown>>[],
    events: [...messages.values()].filter(isEvent).map((message) => ({
      message,
      fields: wantFields(message, questions),
      samples: samples.get(message.name)!,
    })),
    answers: new Map(asking.map((message) => [ids.get(nameCrc(message))!, answersOf(message)])),
    samples: [...samples.values()].flat(),
    outgoing: Buffer.alloc(64 * 1024),
    incoming: Buffer.alloc(4 * 1024 * 1024),
  };
}

/** For each message that VPP never answers with, a dump whose details it is: so its codec takes part. */
function strangersOf(messages: readonly Message<unknown>[]): Dump<unknown, unknown>[] {
  const answering = new Set(
    messages.flatMap((message) => {
      const { details, reply } = message as Partial<Paged<unknown, unknown, unknown>>;
      return [details, reply];
    }),
  );
  return messages
    .filter((message) => !answering.has(message) && !isEvent(message))
    .map((details) => ({
      kind: "dump",
      name: `ask_${details.name}`,
      crc: "0",
      header: "request",
      codec: empty,
      details,
    }));
}

function isEvent(message: Message<unknown>): message is Event<unknown, unknown> {
  return message.kind === "event";
}

function wantFields(event: Event<unknown, unknown>, questions: readonly Question<Message<unknown>>[]): Input<unknown> {
  const name = event.want?.().name;
  return questions.find(({ message }) => message.name === name)?.fields ?? {};
}
