import { moduleOfDocument, parseJsonList } from "./api-json.ts";
import { ApiSchema, type FoundMessage } from "./model.ts";

/**
 * The list of documents that `get_api_json` answers. Each is read when a message of it is looked for: that takes less time
 * than to read all, and one that is wrong spoils no other.
 */
export class ApiJsonList {
  readonly #documents: readonly unknown[];

  /** @throws {VppError} `VPP_SCHEMA` when the text is no list. */
  constructor(text: string) {
    this.#documents = parseJsonList(text);
  }

  /**
   * Returns the definition of a message with this CRC.
   *
   * @throws {VppError} `VPP_SCHEMA` when the document that has it is wrong.
   */
  findMessage(name: string, crc: string): FoundMessage | undefined {
    const at = this.#documents.findIndex((document) => mentions(document, name, crc));
    if (at < 0) return undefined;
    // A document holds all types that it uses.
    const module = moduleOfDocument(this.#documents[at], "core", `module${at}`);
    return new ApiSchema("running", [module]).findMessage(name, crc);
  }
}

/** Looks at a value that need not be a document. */
function mentions(document: unknown, name: string, crc: string): boolean {
  const { messages } = Object(document) as { readonly messages?: unknown };
  if (!Array.isArray(messages)) return false;
  return messages.some((entry) => Array.isArray(entry) && entry[0] === name && entry.at(-1)?.crc === `0x${crc}`);
}
