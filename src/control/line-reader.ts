/** Splits a stream of bytes into lines. */
export class LineReader {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** @param maxBytes of one line. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Returns the lines that the bytes complete. @throws {RangeError} for a line that is too long. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let at = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", at)) {
      this.#add(chunk.subarray(at, end));
      lines.push(Buffer.concat(this.#chunks).toString("utf8"));
      this.#chunks = [];
      this.#bytes = 0;
      at = end + 1;
    }
    this.#add(chunk.subarray(at));
    return lines;
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) throw new RangeError(`a line has more than ${this.#maxBytes} bytes`);
    if (part.length > 0) this.#chunks.push(part);
  }
}
