import type { Dice } from "../../dice.ts";
import { FRAME_BYTES, framed, LENGTH_AT } from "../../flow/hostile/frame-proxy.ts";
import {
  doubled,
  type Entry,
  EXPLAINED_CRC,
  lacks,
  nameOf,
  readTable,
  renamed,
  UNKNOWN_CRC,
  withCrc,
  withId,
  withIdOf,
  withoutNul,
  withTable,
} from "../../flow/hostile/hostile-tables.ts";

/** The kinds of mutations. */
export const KINDS = [
  "lengths",
  "ids",
  "contexts",
  "counts",
  "entries",
  "texts",
  "bytes",
  "trimmed",
  "cut",
  "doubled",
  "reordered",
  "split",
] as const;
export type Kind = (typeof KINDS)[number];

/** A mutated frame. */
export interface Mutation {
  readonly kind: Kind;
  readonly bytes: Buffer;
}

/** The relative frequency of each kind among the kinds that a message allows. */
const WEIGHTS: readonly (readonly [kind: Kind, weight: number])[] = [
  ["lengths", 8],
  ["ids", 16],
  ["contexts", 16],
  ["counts", 40],
  ["texts", 40],
  ["entries", 300],
  ["bytes", 10],
  ["trimmed", 8],
  ["cut", 1],
  ["doubled", 8],
  ["reordered", 8],
  ["split", 8],
];

/** The offsets of counts and texts in a message, from its message id on; negative offsets are relative to the end. */
interface Places {
  readonly counts?: readonly (readonly [at: number, byteLength: 1 | 4])[];
  readonly texts?: readonly (readonly [at: number, byteLength: number])[];
}

/** @see VPP src/vlibmemory/memclnt.api, src/vpp/api/vpe.api, src/vlib/vlib.api, src/vnet/interface.api, ip.api, srv6/sr.api */
const PLACES: Readonly<Record<string, Places>> = {
  show_version_reply: {
    texts: [
      [10, 32],
      [42, 32],
      [74, 32],
      [106, 256],
    ],
  },
  cli_inband_reply: { counts: [[10, 4]], texts: [[14, 64]] },
  get_api_json_reply: { counts: [[10, 4]], texts: [[14, 1000]] },
  sw_interface_details: {
    texts: [
      [-192, 64],
      [-128, 64],
      [-64, 64],
    ],
  },
  ip_table_details: { texts: [[-64, 64]] },
  ip_route_details: { counts: [[32, 1]] },
  // The number of lists, and the numbers of SIDs of the first two lists.
  sr_policies_v2_details: {
    counts: [
      [44, 1],
      [45, 1],
      [306, 1],
    ],
  },
};

const GREETING = "sockclnt_create_reply";
const CONTEXT_AT = 2;
const COUNTS = [0, 1, 2, 15, 16, 17, 0x7f, 0x80, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const LENGTHS = [0, 1, 2, 5, 6, 0xffff, 0x10_0000, 0x400_0000, 0x400_0001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const IDS = [0, 1, 15, 16, 17, 18, 23, 24, 0x7fff, 0xffff];
/** Invalid and incomplete UTF-8, a surrogate, control characters of terminals, NUL followed by text. */
const TEXTS = [
  "ff",
  "c080",
  "e282",
  "eda080",
  "f4908080",
  "1b5b324a",
  "0a",
  "0d",
  "07",
  "7f",
  "c285",
  "0041",
  "e280ae",
];

/** Mutates frames by random numbers. */
export class Mutator {
  readonly #dice: Dice;
  /** The ids of the messages of the server. */
  readonly #ids: readonly number[];

  constructor(dice: Dice, ids: readonly number[]) {
    this.#dice = dice;
    this.#ids = ids;
  }

  /**
   * Mutates the frame of a message.
   *
   * @param pending the contexts of pending calls.
   */
  mutate(message: Buffer, name: string, pending: readonly number[]): Mutation {
    const kind = this.#kindFor(message, name);
    return { kind, bytes: this.#change(kind, message, name, pending) };
  }

  #kindFor(message: Buffer, name: string): Kind {
    const possible = WEIGHTS.filter(([kind]) => isPossible(kind, message, name));
    let rest = this.#dice.below(possible.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [kind, weight] of possible) {
      if (rest < weight) return kind;
      rest -= weight;
    }
    return "bytes";
  }

  #change(kind: Kind, message: Buffer, name: string, pending: readonly number[]): Buffer {
    const frame = framed(message);
    const body = frame.subarray(FRAME_BYTES);
    switch (kind) {
      case "lengths":
        frame.writeUInt32BE(this.#length(message.length), LENGTH_AT);
        return frame;
      case "ids":
        body.writeUInt16BE(this.#id(), 0);
        return frame;
      case "contexts":
        body.writeUInt32BE(this.#context(pending), CONTEXT_AT);
        return frame;
      case "counts":
        this.#changeCount(body, PLACES[name]!.counts!);
        return frame;
      case "texts":
        this.#changeText(body, PLACES[name]!.texts!);
        return frame;
      case "entries":
        return framed(this.#changeTable(message));
      case "bytes":
        for (let i = this.#dice.below(4); i >= 0; i--) body[this.#place(body)] = this.#dice.below(256);
        return frame;
      case "trimmed":
        return framed(this.#trim(message));
      case "cut":
        return frame.subarray(0, this.#dice.below(frame.length));
      case "doubled":
        return Buffer.concat([frame, frame]);
      default:
        return frame;
    }
  }

  #length(byteLength: number): number {
    const dice = this.#dice;
    if (dice.below(2) === 0) return dice.pick(LENGTHS);
    const near = byteLength + dice.below(65) - 32;
    return near === byteLength || near < 0 ? byteLength + 1 : near;
  }

  #id(): number {
    const dice = this.#dice;
    return dice.pick([dice.pick(this.#ids), dice.pick(IDS), dice.below(0x1_0000)]);
  }

  #context(pending: readonly number[]): number {
    const dice = this.#dice;
    const other = pending.length === 0 ? 1 : dice.pick(pending);
    return dice.pick([other, other, 0, dice.below(2 ** 32)]);
  }

  #changeCount(body: Buffer, places: NonNullable<Places["counts"]>): void {
    const dice = this.#dice;
    const [at, byteLength] = dice.pick(places.filter(([at, byteLength]) => at + byteLength <= body.length));
    const before = body.readUIntBE(at, byteLength);
    const count = dice.pick([dice.pick(COUNTS), before + 1, before - 1, dice.below(2 ** 32)]);
    body.writeUIntBE((count >>> 0) % 256 ** byteLength, at, byteLength);
  }

  #changeText(body: Buffer, places: NonNullable<Places["texts"]>): void {
    const dice = this.#dice;
    const [place, mostBytes] = dice.pick(places);
    const at = place < 0 ? body.length + place : place;
    const text = body.subarray(at, Math.min(at + mostBytes, body.length));
    if (dice.below(3) === 0) text.fill(0x41 + dice.below(26));
    if (dice.below(4) === 0) text.fill(dice.below(256));
    Buffer.from(dice.pick(TEXTS), "hex").copy(text, dice.below(text.length));
  }

  #changeTable(greeting: Buffer): Buffer {
    const dice = this.#dice;
    let table: readonly Entry[] = readTable(greeting);
    for (let i = dice.below(3); i >= 0; i--) table = this.#changeEntry(table);
    const count = dice.below(8) > 0 ? table.length : dice.pick([0, table.length + 1, table.length - 1, 0xffff]);
    return withTable(greeting, table, Math.max(0, count));
  }

  #changeEntry(table: readonly Entry[]): readonly Entry[] {
    const dice = this.#dice;
    if (table.length === 0) return table;
    const name = nameOf(dice.pick(table));
    const crc = dice.pick([
      UNKNOWN_CRC,
      EXPLAINED_CRC,
      dice
        .below(2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    ]);
    const changes = [
      lacks(name),
      renamed(name),
      withCrc(name, crc),
      withId(name, this.#id()),
      withIdOf(name, nameOf(dice.pick(table))),
      doubled(name, dice.below(2) === 0 ? "before" : "behind"),
      withoutNul(name),
    ];
    return dice.pick(changes)(table);
  }

  #trim(message: Buffer): Buffer {
    const dice = this.#dice;
    if (dice.below(3) > 0) return message.subarray(0, 2 + dice.below(message.length - 2));
    return Buffer.concat([message, Buffer.alloc(1 + dice.below(300), dice.below(256))]);
  }

  /** Returns a random offset, mostly after the header. */
  #place(body: Buffer): number {
    const from = body.length > 6 && this.#dice.below(8) > 0 ? 6 : 0;
    return from + this.#dice.below(body.length - from);
  }
}

function isPossible(kind: Kind, message: Buffer, name: string): boolean {
  const { counts = [], texts = [] } = PLACES[name] ?? {};
  if (kind === "entries") return name === GREETING;
  if (kind === "contexts") return message.length >= CONTEXT_AT + 4;
  if (kind === "counts") return counts.some(([at, byteLength]) => at + byteLength <= message.length);
  if (kind === "texts") return texts.some(([at]) => (at < 0 ? message.length >= -at : at < message.length));
  return true;
}
