/** Reads and changes message tables. */

/** One entry of a message table: `name_crc` and id. */
export interface Entry {
  readonly id: number;
  /** The name and CRC, one byte a character. On the wire it is padded with NUL, or truncated, to 64 bytes. */
  readonly nameCrc: string;
}

/** Returns a changed message table. */
export type TableChange = (table: readonly Entry[]) => readonly Entry[];

const ENTRY_BYTES = 66;
const COUNT_AT = 18;
const TABLE_AT = 20;
/** An id that no message of VPP has. */
const FREE_ID = 60_000;
/** A CRC that neither the catalogue nor the definitions of the server contain. */
export const UNKNOWN_CRC = "deadbeef";
/** A CRC that only the definitions of the server contain. */
export const EXPLAINED_CRC = "0badc0de";

/** Returns the table of a `sockclnt_create_reply`. */
export function readTable(greeting: Buffer): Entry[] {
  return Array.from({ length: greeting.readUInt16BE(COUNT_AT) }, (_, n) => {
    const at = TABLE_AT + n * ENTRY_BYTES;
    const nameCrc = greeting.toString("latin1", at + 2, at + ENTRY_BYTES).replace(/\0.*/s, "");
    return { id: greeting.readUInt16BE(at), nameCrc };
  });
}

/** Returns the same message with another table, which may claim another number of entries. */
export function withTable(greeting: Buffer, table: readonly Entry[], count: number = table.length): Buffer {
  const changed = Buffer.alloc(TABLE_AT + table.length * ENTRY_BYTES);
  greeting.copy(changed, 0, 0, TABLE_AT);
  changed.writeUInt16BE(count, COUNT_AT);
  for (const [n, { id, nameCrc }] of table.entries()) {
    const at = TABLE_AT + n * ENTRY_BYTES;
    changed.writeUInt16BE(id, at);
    changed.write(nameCrc, at + 2, ENTRY_BYTES - 2, "latin1");
  }
  return changed;
}

/** Returns the name of the message of an entry. */
export function nameOf({ nameCrc }: Entry): string {
  return nameCrc.slice(0, -9);
}

/** Changes the entry of one message. */
function entry(name: string, change: (entry: Entry) => readonly Entry[]): TableChange {
  return (table) => table.flatMap((each) => (nameOf(each) === name ? change(each) : [each]));
}

export function lacks(name: string): TableChange {
  return entry(name, () => []);
}

export function renamed(name: string): TableChange {
  return entry(name, (each) => [{ ...each, nameCrc: `other_${each.nameCrc}` }]);
}

export function withCrc(name: string, crc: string): TableChange {
  return entry(name, (each) => [{ ...each, nameCrc: `${name}_${crc}` }]);
}

export function withId(name: string, id: number): TableChange {
  return entry(name, (each) => [{ ...each, id }]);
}

/** Adds an entry with the same name and CRC, and with an id that the server does not have. */
export function doubled(name: string, place: "before" | "behind"): TableChange {
  return entry(name, (each) => {
    const other = { ...each, id: FREE_ID };
    return place === "before" ? [other, each] : [each, other];
  });
}

/** Gives the first message the id of the second. */
export function withIdOf(name: string, other: string): TableChange {
  return (table) => withId(name, table.find((each) => nameOf(each) === other)!.id)(table);
}

export function withoutNul(name: string): TableChange {
  return entry(name, (each) => [{ ...each, nameCrc: each.nameCrc.padEnd(ENTRY_BYTES, "x") }]);
}

/** Replaces the name of the last entry by 66 characters, so that it has no NUL. */
export function lastWithoutNul(table: readonly Entry[]): Entry[] {
  return table.map((each, at) => (at < table.length - 1 ? each : { ...each, nameCrc: "x".repeat(ENTRY_BYTES) }));
}

/** Applies several changes, one after the other. */
export function all(...changes: readonly TableChange[]): TableChange {
  return (table) => changes.reduce((changed, change) => change(changed), table);
}
