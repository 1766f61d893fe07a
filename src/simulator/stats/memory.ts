import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The heap begins in the second page, as in VPP. */
const PAGE_BYTES = 4096;
/** Blocks are aligned to cache lines. */
const MIN_BLOCK_BYTES = 64;

/** A file without a name, whose descriptor others can map, with a heap in it. Its memory is zero until it is written. */
export class SegmentMemory implements Disposable {
  /** The size of the file. Only the pages that were written take memory. */
  readonly byteLength: number;
  readonly heapAt: number = PAGE_BYTES;
  readonly #descriptor: number;
  /** Free blocks by their size. */
  readonly #free = new Map<number, number[]>();
  #end = PAGE_BYTES;

  /** @throws the system's error when a temporary file cannot be made. */
  constructor(byteLength: number) {
    this.byteLength = byteLength;
    const folder = mkdtempSync(join(tmpdir(), "tsvpp-"));
    try {
      this.#descriptor = openSync(join(folder, "stats"), "wx+", 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    ftruncateSync(this.#descriptor, byteLength);
  }

  /** The descriptor that the stats socket sends; closed with this object. */
  get descriptor(): number {
    return this.#descriptor;
  }

  /** Returns the offset of a block of zeros. @throws {Error} when the segment is full, which ends a VPP. */
  allocate(byteLength: number): number {
    const block = blockBytes(byteLength);
    const reused = this.#free.get(block)?.pop();
    if (reused !== undefined) {
      this.write(reused, Buffer.alloc(block));
      return reused;
    }
    const at = this.#end;
    if (at + block > this.byteLength) throw new Error(`the statistics segment of ${this.byteLength} bytes is full`);
    this.#end += block;
    return at;
  }

  /** Returns the size of the block that `allocate` gives. */
  capacityFor(byteLength: number): number {
    return blockBytes(byteLength);
  }

  /** Frees a block of `allocate`. Its bytes stay until it is used again, as in VPP. */
  free(at: number, byteLength: number): void {
    const block = blockBytes(byteLength);
    const blocks = this.#free.get(block);
    if (blocks === undefined) this.#free.set(block, [at]);
    else blocks.push(at);
  }

  read(at: number, byteLength: number): Buffer {
    const bytes = Buffer.alloc(byteLength);
    readSync(this.#descriptor, bytes, 0, byteLength, at);
    return bytes;
  }

  write(at: number, bytes: Uint8Array): void {
    writeSync(this.#descriptor, bytes, 0, bytes.length, at);
  }

  /** Closes the descriptor. Who has mapped the file keeps it. */
  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

function blockBytes(byteLength: number): number {
  return Math.max(MIN_BLOCK_BYTES, 2 ** Math.ceil(Math.log2(byteLength)));
}
