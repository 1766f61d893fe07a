import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { nameCrc } from "./descriptor.ts";

type Identity = { readonly name: string; readonly crc: string };

/** One version of a message, and its id in this VPP. */
export interface MessageVersion {
  readonly crc: string;
  readonly id: number;
}

const ENTRY_BYTES = 66;
const NAME_AT = 2;
const NAME_BYTES = 64;
const CRC_DIGITS = 8;

/**
 * The message ids of one VPP process, by `name_crc`. They change with each start of VPP.
 *
 * The table stays in its received form, two thousand entries in no order, and is searched once for each message that a
 * program uses (performance notes, START-1).
 *
 *   0         2                                66
 *   +---------+--------------------------------+
 *   | id u16  | name_crc, NUL-terminated       |  x count
 *   +---------+--------------------------------+
 *
 * @see VPP src/vlibmemory/memclnt.api message_table_entry
 */
export class MessageTable {
  /** The number of messages that VPP has. */
  readonly size: number;
  /** The entries, one character for each byte. */
  readonly #entries: string;
  /** The results of earlier searches. */
  readonly #ids = new Map<Identity, number | undefined>();

  /**
   * @param bytes memory with `count` entries from `at` on, which are copied.
   * @throws {VppError} `VPP_WIRE_RANGE` when the memory is too short.
   * @internal
   */
  constructor(bytes: Buffer, at: number, count: number) {
    const end = at + count * ENTRY_BYTES;
    if (end > bytes.length) throw new VppError("VPP_WIRE_RANGE", `the message table of ${count} entries is truncated`);
    this.size = count;
    this.#entries = bytes.toString("latin1", at, end);
  }

  /** Returns the id of a message; undefined if this VPP does not have it with this CRC. */
  find(message: Identity): number | undefined {
    const id = this.#ids.get(message);
    if (id !== undefined || this.#ids.has(message)) return id;
    const found = this.#search(message);
    this.#ids.set(message, found);
    return found;
  }

  /**
   * Returns the version of a message in this VPP: the same CRC, or else another version of the same name.
   *
   * @throws {VppError} `VPP_MESSAGE_MISSING` when VPP has no version of it; the text names messages of similar names.
   */
  versionOf(message: Identity): MessageVersion {
    const { name, crc } = message;
    const id = this.find(message);
    const version = id === undefined ? this.#versionByName(name) : { crc, id };
    if (version === undefined) throw this.#missing(name);
    return version;
  }

  /** Returns whether this VPP has some version of a message. */
  has(message: Identity): boolean {
    return this.find(message) !== undefined || this.#versionByName(message.name) !== undefined;
  }

  /** Yields `name_crc` and id of each message, in no order. */
  *entries(): Generator<[string, number], undefined> {
    for (let at = 0; at < this.#entries.length; at += ENTRY_BYTES) {
      const name = this.#entries.slice(at + NAME_AT, at + ENTRY_BYTES);
      yield [name.slice(0, name.indexOf("\0")), this.#idAt(at)];
    }
    return undefined;
  }

  #search(message: Identity): number | undefined {
    // VPP truncates longer names, but has none.
    const name = `${nameCrc(message).slice(0, NAME_BYTES - 1)}\0`;
    for (let at = this.#entries.indexOf(name); at >= 0; at = this.#entries.indexOf(name, at + 1)) {
      if (at % ENTRY_BYTES === NAME_AT) return this.#idAt(at - NAME_AT);
    }
    return undefined;
  }

  #versionByName(name: string): MessageVersion | undefined {
    for (const [entry, id] of this.entries()) if (nameOf(entry) === name) return { crc: entry.slice(-CRC_DIGITS), id };
    return undefined;
  }

  #idAt(at: number): number {
    return (this.#entries.charCodeAt(at) << 8) | this.#entries.charCodeAt(at + 1);
  }

  #missing(messageName: string): VppError {
    const stem = withoutVersion(messageName);
    const nearest = [...this.entries()].map(([entry]) => nameOf(entry)).filter((name) => withoutVersion(name) === stem);
    const instead = nearest.length === 0 ? "" : `; it has ${printable(nearest.sort().join(", "))}`;
    return new VppError("VPP_MESSAGE_MISSING", `${messageName}: this VPP does not have the message${instead}`, {
      messageName,
    });
  }
}

function nameOf(entry: string): string {
  return entry.slice(0, -CRC_DIGITS - 1);
}

/** Returns the name without its version: `sr_policy_add` for `sr_policy_add_v2`. */
function withoutVersion(messageName: string): string {
  return messageName.replace(/_v\d+(?=$|_)/, "");
}
