import type { IpAddress } from "../../address/index.ts";

const FIRST_BYTES = 256;

/** Writes numbers in network order, addresses, and parts whose length stands in front of them. The memory grows as needed. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end = 0;

  /** The number of bytes written. */
  get length(): number {
    return this.#end;
  }

  u8(value: number): this {
    this.#end = this.#reserve(1).writeUInt8(value, this.#end);
    return this;
  }

  u16(value: number): this {
    this.#end = this.#reserve(2).writeUInt16BE(value, this.#end);
    return this;
  }

  u32(value: number): this {
    this.#end = this.#reserve(4).writeUInt32BE(value, this.#end);
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#reserve(value.length).set(value, this.#end);
    this.#end += value.length;
    return this;
  }

  address(value: IpAddress): this {
    return this.bytes(value.toBytes());
  }

  /** Writes a part, and in front of it the number of its bytes as u8 or u16. */
  sized(lengthBytes: 1 | 2, write: (to: ByteWriter) => void): this {
    const at = this.#end;
    this.#reserve(lengthBytes);
    this.#end += lengthBytes;
    write(this);
    this.#bytes.writeUIntBE(this.#end - at - lengthBytes, at, lengthBytes);
    return this;
  }

  /** Returns what was written, without a copy: the memory belongs to the caller, and the writer is not used again. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  #reserve(count: number): Buffer {
    if (this.#end + count > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + count));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
