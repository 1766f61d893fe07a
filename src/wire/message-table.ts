import { VppError } from "../errors.ts";
import { printable } from "../printable.ts";
import { nameCrc } from "./descriptor.ts";

type Identity = { readonly name: string; readonly crc: string };

/** One version of a message, and what this VPP calls it. */
export interface MessageVersion {
  readonly crc: string;
  readonly id: number;
}

const ENTRY_BYTES = 66;
const NAME_AT = 2;
const NAME_BYTES = 64;
const CRC_DIGITS = 8;

/**
 * The message ids of one VPP process: which `name_crc` it gave which number. They change with every start of VPP.
 *
 * The table stays as it came, two thousand entries in any order, and is searched for a message once: a program uses a few of
 * them, and must not wait for the rest when it starts.
 *
 *   0         2                                66
 *   +---------+--------------------------------+
 *   | id u16  | name_crc, NUL-terminated       |  x count
 *   +---------+--------------------------------+
 *
 * @see VPP src/vlibmemory/memclnt.api message_table_entry
 */
export class MessageTable {
  /** How many messages VPP has. */
  readonly size: number;
  /** One character a byte. */
  readonly #entries: string;
  /** What was searched for before. */
  readonly #ids = new Map<Identity, number | undefined>();

  /**
   * @param bytes holds the entries from `at` on, `count` of them; they are copied.
   * @throws {VppError} `VPP_WIRE_RANGE` when they are not all there.
   * @internal
   */
  constructor(bytes: Buffer, at: number, count: number) {
    const end = at + count * ENTRY_BYTES;
    if (end > bytes.length) throw new VppError("VPP_WIRE_RANGE", `message table of ${count} entries is cut short`);
    this.size = count;
    this.#entries = bytes.toString("latin1", at, end);
  }

  /** Returns the id of a message, or undefined when this VPP does not have it with this CRC. */
  find(message: Identity): number | undefined {
    const id = this.#ids.get(message);
    if (id !== undefined || this.#ids.has(message)) return id;
    const found = this.#search(message);
    this.#ids.set(message, found);
    return found;
  }

  /**
   * Returns the version that this VPP has of a message: this one, or else another by the same name.
   *
   * @throws {VppError} `VPP_MESSAGE_MISSING` when it has none, naming what it has instead.
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

  /** `name_crc` and id of every message, in VPP's order, which is none. */
  *entries(): Generator<[string, number], undefined> {
    for (let at = 0; at < this.#entries.length; at += ENTRY_BYTES) {
      const name = this.#entries.slice(at + NAME_AT, at + ENTRY_BYTES);
      yield [name.slice(0, name.indexOf("\0")), this.#idAt(at)];
    }
    return undefined;
  }

  #search(message: Identity): number | undefined {
    // VPP cuts longer names, but has none.
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
    const instead = nearest.length === 0 ? "" : `, but ${printable(nearest.sort().join(", "))}`;
    return new VppError("VPP_MESSAGE_MISSING", `${messageName}: this VPP does not have the message${instead}`, {
      messageName,
    });
  }
}

function nameOf(entry: string): string {
  return entry.slice(0, -CRC_DIGITS - 1);
}

/** `sr_policy_add_v2` is a version of `sr_policy_add`. */
function withoutVersion(messageName: string): string {
  return messageName.replace(/_v\d+(?=$|_)/, "");
}
