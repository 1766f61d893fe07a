import { VppError } from "../errors.ts";
import { nameCrc } from "./descriptor.ts";

type Identity = { readonly name: string; readonly crc: string };

/** The message ids of one VPP process: which `name_crc` it gave which number. They change with every start of VPP. */
export class MessageTable {
  readonly #ids = new Map<string, number>();

  /** How many messages the table holds. */
  get size(): number {
    return this.#ids.size;
  }

  /** @param entry `name_crc`, at most 63 characters: VPP cuts what is longer. */
  add(entry: string, id: number): void {
    this.#ids.set(entry, id);
  }

  /** The id of a message, or undefined when this VPP does not have it with this CRC. */
  find(message: Identity): number | undefined {
    return this.#ids.get(nameCrc(message));
  }

  /** @throws {VppError} `VPP_MESSAGE_MISSING` when this VPP does not have the message with this CRC. */
  idOf(message: Identity): number {
    const id = this.find(message);
    if (id !== undefined) return id;
    const other = this.crcOf(message.name);
    const has = other === undefined ? "not at all" : `only with CRC ${other}`;
    throw new VppError("VPP_MESSAGE_MISSING", `${message.name}: this VPP has ${nameCrc(message)} ${has}`, {
      messageName: message.name,
    });
  }

  /** The CRC that this VPP lists for a message name. */
  crcOf(name: string): string | undefined {
    for (const entry of this.#ids.keys()) {
      if (entry.length === name.length + 9 && entry.startsWith(name)) return entry.slice(-8);
    }
    return undefined;
  }

  /** `name_crc` and id of every message. */
  entries(): IterableIterator<[string, number]> {
    return this.#ids.entries();
  }
}
