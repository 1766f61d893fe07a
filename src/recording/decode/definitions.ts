import { compileMessage } from "../../codegen/index.ts";
import { type ApiSchema, type FoundMessage, findMessage, loadCatalogue } from "../../schema/index.ts";
import type { AnyRequest, Event, Message } from "../../wire/index.ts";
import * as wire from "../../wire/v1.ts";

/** A message whose definition is known. */
export interface DefinedMessage {
  readonly found: FoundMessage;
  readonly descriptor: AnyRequest | Event<unknown, unknown> | Message<unknown>;
}

/** Finds the definitions of messages of any release, by the names in a message table. */
export class Definitions {
  readonly #added: ApiSchema | undefined;
  readonly #known = new Map<string, DefinedMessage | undefined>();
  #newest: ApiSchema | undefined;

  /** @param added definitions that the catalogue lacks. */
  constructor(added?: ApiSchema | undefined) {
    this.#added = added;
  }

  /**
   * Returns the definition of a message; undefined if there is none with this CRC.
   *
   * @throws {VppError} `VPP_NO_EVAL`.
   */
  find(nameCrc: string): DefinedMessage | undefined {
    if (!this.#known.has(nameCrc)) this.#known.set(nameCrc, this.#search(nameCrc));
    return this.#known.get(nameCrc);
  }

  #search(nameCrc: string): DefinedMessage | undefined {
    const { name, crc } = splitNameCrc(nameCrc);
    // Most recordings are of the newest release, which is read once.
    this.#newest ??= loadCatalogue();
    const found = this.#added?.findMessage(name, crc) ?? this.#newest.findMessage(name, crc) ?? findMessage(name, crc);
    return found && { found, descriptor: compileMessage(found, wire) as DefinedMessage["descriptor"] };
  }
}

/** Returns name and CRC of an entry of a message table. */
export function splitNameCrc(nameCrc: string): { readonly name: string; readonly crc: string } {
  const [, name = nameCrc, crc = ""] = /^(.*)_([0-9a-f]{8})$/.exec(nameCrc) ?? [];
  return { name, crc };
}
