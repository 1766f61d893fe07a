import { EntryType, encodeWords, NAMES_FORM, TEXT_FORM } from "./layout.ts";
import type { StatsSegment } from "./segment.ts";
import { Vector } from "./vector.ts";

/** An entry with a text for each index, such as the names of interfaces. */
export class Names {
  readonly #segment: StatsSegment;
  readonly #entryIndex: number;
  readonly #vector: Vector;
  readonly #texts: Vector[] = [];

  constructor(segment: StatsSegment, name: string) {
    this.#segment = segment;
    this.#entryIndex = segment.add(EntryType.names, name);
    this.#vector = new Vector(segment.memory, NAMES_FORM);
  }

  /** Sets a text. Those below it that were never set have no address. */
  set(index: number, text: string): void {
    const bytes = Buffer.from(`${text}\0`);
    this.#segment.change(() => {
      if (index >= this.#vector.length) this.#vector.setLength(index + 1);
      this.#texts[index] ??= new Vector(this.#segment.memory, TEXT_FORM);
      this.#texts[index].setLength(bytes.length);
      this.#texts[index].write(0, bytes);
      this.#vector.write(index, encodeWords(this.#texts[index].address));
      this.#segment.setValue(this.#entryIndex, this.#vector.address);
    });
  }
}
