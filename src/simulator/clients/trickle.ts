/** Bytes that are written in pieces, one in each turn of the event loop; what comes behind them waits. */
export class Trickle {
  readonly #write: (bytes: Buffer) => void;
  readonly #onEmpty: () => void;
  readonly #stretches: { bytes: Buffer; readonly pieceBytes: number }[] = [];
  #turn: NodeJS.Immediate | undefined;

  /** @param onEmpty called when everything is written. */
  constructor(write: (bytes: Buffer) => void, onEmpty: () => void) {
    this.#write = write;
    this.#onEmpty = onEmpty;
  }

  get isEmpty(): boolean {
    return this.#turn === undefined && this.#stretches.length === 0;
  }

  /** Without a length for pieces, the bytes are written at once when nothing waits. */
  add(bytes: Buffer, pieceBytes: number = Number.POSITIVE_INFINITY): void {
    this.#stretches.push({ bytes, pieceBytes });
    if (this.#turn === undefined) this.#next();
  }

  /** Drops all that is not written yet. */
  stop(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#stretches.length = 0;
  }

  #next(): void {
    while (this.#stretches[0]?.pieceBytes === Number.POSITIVE_INFINITY) this.#write(this.#stretches.shift()!.bytes);
    if (this.#stretches.length === 0) this.#onEmpty();
    else this.#afterThisTurn(() => this.#writePiece());
  }

  #writePiece(): void {
    const stretch = this.#stretches[0]!;
    const piece = stretch.bytes.subarray(0, stretch.pieceBytes);
    this.#write(piece);
    stretch.bytes = stretch.bytes.subarray(piece.length);
    if (stretch.bytes.length > 0) this.#afterThisTurn(() => this.#writePiece());
    else {
      this.#stretches.shift();
      this.#afterThisTurn(() => this.#next());
    }
  }

  /** A reader in the same process has had its turn by then. */
  #afterThisTurn(go: () => void): void {
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      go();
    });
  }
}
