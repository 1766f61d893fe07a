import { joinTexts, NO_TEXT, type TextCrc } from "../text-crc.ts";

/** The CRCs of a file as text. They differ if it imports anything. */
export interface FileCrcs {
  /** As its `.api.json` document has it (`vl_api_version`): with the types of imported files. */
  readonly document: string;
  /** As VPP itself has it: eight hex digits, behind the module's name in `get_first_msg_id`. */
  readonly binary: string;
}

/** Computes the CRCs of a file from its definitions, in their order; services, counters and paths do not count. */
export class FileCrc {
  #document: TextCrc = NO_TEXT;
  #binary: TextCrc = NO_TEXT;
  /** What it adds to the documents of files that import it. */
  #imported: TextCrc = NO_TEXT;

  addType(text: TextCrc): void {
    this.addOwn(text);
    this.#imported = joinTexts(this.#imported, text);
  }

  /** For messages and options, which are not imported. */
  addOwn(text: TextCrc): void {
    this.#document = joinTexts(this.#document, text);
    this.#binary = joinTexts(this.#binary, text);
  }

  addImport(file: FileCrc): void {
    this.#document = joinTexts(this.#document, file.#imported);
    this.#imported = joinTexts(this.#imported, file.#imported);
  }

  get texts(): FileCrcs {
    return { document: `0x${this.#document.crc.toString(16)}`, binary: this.#binary.crc.toString(16).padStart(8, "0") };
  }
}
