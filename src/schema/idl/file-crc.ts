import { joinTexts, NO_TEXT, type TextCrc } from "../model/index.ts";

/** The CRCs of a file as text. They differ if the file has imports. */
export interface FileCrcs {
  /** The CRC in its `.api.json` document (`vl_api_version`): with the types of imported files. */
  readonly document: string;
  /** The CRC in VPP's binary: eight hex digits, behind the module's name in `get_first_msg_id`. */
  readonly binary: string;
}

/** Computes the CRCs of a file from its definitions, in their order; services, counters and paths do not count. */
export class FileCrc {
  #document: TextCrc = NO_TEXT;
  #binary: TextCrc = NO_TEXT;
  /** The part of the file that CRCs of importing documents include. */
  #imported: TextCrc = NO_TEXT;

  addType(text: TextCrc): void {
    this.addOwn(text);
    this.#imported = joinTexts(this.#imported, text);
  }

  /** Adds the text of a message or an option, which are not imported. */
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
