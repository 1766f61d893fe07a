import { readSync } from "node:fs";

const ENTRY_BYTES = 144;
const TYPES = ["illegal", "scalar", "simple", "combined", "names", "empty", "symlink", "histogram", "ring", "gauge"];
const ERRORS = "/node/errors";

/** An entry of the directory. */
export interface ReadEntry {
  readonly type: string;
  readonly name: string;
  /** The value or the address. */
  readonly value: bigint;
}

/** Reads the bytes of a statistics segment, as docs of VPP's vectors and its `shared.h` describe them. */
export class SegmentReader {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  bytes(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(this.#descriptor, bytes, 0, length, at);
    return bytes;
  }

  /** The five numbers of the header. */
  get header(): { version: bigint; base: bigint; epoch: bigint; inProgress: bigint; directory: bigint } {
    const [version, base, epoch, inProgress, directory] = this.words(0, 5) as [bigint, bigint, bigint, bigint, bigint];
    return { version, base, epoch, inProgress, directory };
  }

  words(at: number, count: number): bigint[] {
    const bytes = this.bytes(at, count * 8);
    return Array.from({ length: count }, (_, index) => bytes.readBigUInt64LE(index * 8));
  }

  /** The offset of an address. */
  offset(address: bigint): number {
    return Number(address - this.header.base);
  }

  /** The number of elements of a vector. */
  length(address: bigint): number {
    return this.bytes(this.offset(address) - 8, 4).readUInt32LE();
  }

  get entries(): ReadEntry[] {
    const { directory } = this.header;
    return Array.from({ length: this.length(directory) }, (_, index) => {
      const entry = this.bytes(this.offset(directory) + index * ENTRY_BYTES, ENTRY_BYTES);
      const name = entry.toString("latin1", 16, entry.indexOf(0, 16));
      return { type: TYPES[entry.readUInt32LE(0)] ?? "unknown", name, value: entry.readBigUInt64LE(8) };
    });
  }

  entry(name: string): ReadEntry {
    return this.entries.find((each) => each.name === name)!;
  }

  /** The numbers of an entry with counters, for each thread. */
  counters(name: string): bigint[][] {
    const { type, value } = this.entry(name);
    const words = type === "combined" ? 2 : 1;
    return this.words(this.offset(value), this.length(value)).map((inner) =>
      this.words(this.offset(inner), this.length(inner) * words),
    );
  }

  names(name: string): (string | undefined)[] {
    const { value } = this.entry(name);
    const text = (at: bigint) => this.bytes(this.offset(at), this.length(at) - 1).toString("latin1");
    return this.words(this.offset(value), this.length(value)).map((at) => (at === 0n ? undefined : text(at)));
  }

  /** The directory in the form of `scripts/stats-directory.py`. */
  lines(): string[] {
    const { entries } = this;
    return entries.map(({ type, name, value }) => {
      const words = [type, ...(name === "" ? [] : [name])];
      if (type === "names") words.push(...this.names(name).map((each) => each ?? "-"));
      if (type === "simple" || type === "combined") {
        const inner = this.words(this.offset(value), this.length(value));
        words.push(`${inner.length} x ${name === ERRORS ? "*" : this.length(inner[0]!)}`);
      }
      if (type === "symlink") {
        const target = entries[Number(value & 0xffff_ffffn)]!.name;
        words.push(`= ${target} ${target === ERRORS ? "*" : value >> 32n}`);
      }
      return words.join(" ");
    });
  }
}
