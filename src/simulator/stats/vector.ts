import { addressOf, encodeVectorHeader, type VectorForm } from "./layout.ts";
import type { SegmentMemory } from "./memory.ts";

/** A vector in a segment. When it grows beyond its block, it moves. @see VPP src/vppinfra/vec.c */
export class Vector {
  readonly #memory: SegmentMemory;
  readonly #form: VectorForm;
  #blockAt = 0;
  #blockBytes = 0;
  #length = 0;

  constructor(memory: SegmentMemory, form: VectorForm) {
    this.#memory = memory;
    this.#form = form;
  }

  get length(): number {
    return this.#length;
  }

  /** The address of its first element; 0 before the first `grow`. */
  get address(): bigint {
    return this.#blockBytes === 0 ? 0n : addressOf(this.#blockAt + this.#form.headerBytes);
  }

  /** Whether it must move to have so many elements. */
  mustMove(length: number): boolean {
    return this.#bytesFor(length) > this.#blockBytes;
  }

  /** Sets the number of elements. New elements are zero. */
  setLength(length: number): void {
    if (this.mustMove(length)) this.#move(length);
    this.#length = length;
    const { headerBytes, elementBytes } = this.#form;
    const capacity = Math.floor((this.#blockBytes - headerBytes) / elementBytes);
    const header = encodeVectorHeader(this.#form, length, capacity, this.#memory.heapAt);
    this.#memory.write(this.#blockAt + headerBytes - header.length, header);
  }

  /** Writes `bytes` into an element, or from it on. */
  write(index: number, bytes: Uint8Array, offset = 0): void {
    this.#memory.write(this.#blockAt + this.#form.headerBytes + index * this.#form.elementBytes + offset, bytes);
  }

  free(): void {
    this.#memory.free(this.#blockAt, this.#blockBytes);
  }

  #bytesFor(length: number): number {
    return this.#form.headerBytes + length * this.#form.elementBytes;
  }

  #move(length: number): void {
    const needed = this.#bytesFor(length);
    const at = this.#memory.allocate(needed);
    if (this.#blockBytes > 0) {
      this.#memory.write(at, this.#memory.read(this.#blockAt, this.#bytesFor(this.#length)));
      this.free();
    }
    this.#blockAt = at;
    this.#blockBytes = this.#memory.capacityFor(needed);
  }
}
