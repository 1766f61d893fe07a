import { ApiSchema, type FoundMessage } from "../model/index.ts";
import { moduleOfDocument, parseJsonList } from "./api-json.ts";

/**
 * The list of documents in a reply to `get_api_json`. A document is parsed when a message in it is searched: faster than
 * parsing all, and independent of errors in the others.
 */
export class ApiJsonList {
  readonly #documents: readonly unknown[];

  /** @throws {VppError} `VPP_SCHEMA` when the text is not a list. */
  constructor(text: string) {
    this.#documents = parseJsonList(text);
  }

  /**
   * Returns the definition of a message with this CRC.
   *
   * @throws {VppError} `VPP_SCHEMA` when the document with the message has errors.
   */
  findMessage(name: string, crc: string): FoundMessage | undefined {
    const at = this.#documents.findIndex((document) => mentions(document, name, crc));
    if (at < 0) return undefined;
    // A document contains all types that it uses.
    const module = moduleOfDocument(this.#documents[at], "core", `module${at}`);
    return new ApiSchema("running", [module]).findMessage(name, crc);
  }
}

/** Returns whether a value, which may have any form, contains the message. */
function mentions(document: unknown, name: string, crc: string): boolean {
  const { messages } = Object(document) as { readonly messages?: unknown };
  if (!Array.isArray(messages)) return false;
  return messages.some((entry) => Array.isArray(entry) && entry[0] === name && entry.at(-1)?.crc === `0x${crc}`);
}
