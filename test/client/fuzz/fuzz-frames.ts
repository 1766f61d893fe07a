import type { Dice } from "../../dice.ts";

/** The frame around each message: 16 bytes, with the length at 8. @see VPP src/vlibmemory/socket_api.c */
const FRAME_BYTES = 16;
const LENGTH_AT = 8;
/** Where an answer has its context. */
const CONTEXT_AT = 2;

/** Numbers that are lengths, counts and discriminators somewhere, and are wrong elsewhere. */
const NUMBERS = [
  0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff,
];

/** Frames of a stream, one behind the other, most of them broken at random. */
export class BrokenFrames {
  /** How many so far. */
  count = 0;
  /** How many of them are broken. */
  broken = 0;
  readonly #memory: Buffer;
  readonly #dice: Dice;
  #taken = 0;
  #end = 0;
  #last = 0;

  /** @param memory that they are put into. */
  constructor(memory: Buffer, dice: Dice) {
    this.#memory = memory;
    this.#dice = dice;
  }

  /** Whether no more should be put. */
  get isFull(): boolean {
    return this.#end > this.#memory.length / 2;
  }

  /** What was put since the last call. */
  take(): Buffer {
    const start = this.#taken;
    this.#taken = this.#end;
    return this.#memory.subarray(start, this.#end);
  }

  /** Puts a message in its frame. Without a context, it keeps the one that it has. */
  put(message: Buffer, id: number, context: number | undefined): void {
    const dice = this.#dice;
    const start = this.#end + FRAME_BYTES;
    this.count++;
    this.#last = this.#end;
    let byteLength = message.copy(this.#memory, start);
    this.#memory.writeUInt16BE(id, start);
    if (context !== undefined && byteLength >= CONTEXT_AT + 4) this.#memory.writeUInt32BE(context, start + CONTEXT_AT);
    const times = dice.below(4);
    if (times > 0) this.broken++;
    for (let i = 0; i < times; i++) byteLength = this.#breakOnce(start, byteLength);
    this.#memory.fill(0, this.#end, start);
    this.#memory.writeUInt32BE(byteLength, this.#end + LENGTH_AT);
    this.#end = start + byteLength;
    if (dice.below(1000) === 0) this.#breakFrame();
  }

  /** Puts the last frame again. */
  repeat(): void {
    const end = this.#end;
    this.#end += this.#memory.copy(this.#memory, end, this.#last, end);
    this.#last = end;
    this.count++;
  }

  /** Gives the length that the message has then. */
  #breakOnce(start: number, byteLength: number): number {
    const dice = this.#dice;
    const memory = this.#memory;
    // Seldom in the header, lest no answer finds its call.
    const at = start + (dice.below(32) === 0 ? 0 : Math.min(6, byteLength - 1));
    const place = at + dice.below(start + byteLength - at);
    const kind = dice.below(64);
    if (kind < 24) memory[place]! ^= 1 << dice.below(8);
    else if (kind < 48) memory[place] = dice.below(256);
    else if (kind < 60) memory.writeUInt32BE(dice.pick(NUMBERS), Math.min(place, start + Math.max(0, byteLength - 4)));
    else if (kind < 61) memory.copyWithin(place, start, start + byteLength - (place - start));
    else if (kind < 63) return byteLength + this.#fill(start + byteLength, dice.below(dice.pick([8, 64, 600])));
    else return 2 + dice.below(byteLength - 1);
    return byteLength;
  }

  /** Puts the stream out of step. */
  #breakFrame(): void {
    const dice = this.#dice;
    const at = this.#last + LENGTH_AT;
    const byteLength = this.#memory.readUInt32BE(at);
    switch (dice.below(4)) {
      case 0:
        this.#memory.writeUInt32BE(dice.pick(NUMBERS), at);
        return;
      case 1:
        this.#memory.writeUInt32BE(Math.max(0, byteLength + dice.below(41) - 20), at);
        return;
      case 2:
        this.#end -= dice.below(byteLength + FRAME_BYTES);
        return;
      default:
        this.#end += this.#fill(this.#end, dice.below(40));
    }
  }

  #fill(at: number, byteLength: number): number {
    this.#memory.fill(this.#dice.below(256), at, at + byteLength);
    return byteLength;
  }
}
