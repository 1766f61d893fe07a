/** A message table, and what a hostile server does to it. */

/** One entry of a message table: `name_crc` and id. */
export interface Entry {
  readonly id: number;
  /** Filled up with NUL to 64 bytes, one byte a character; what is longer is cut there. */
  readonly nameCrc: string;
}

/** Gives another message table. */
export type TableChange = (table: readonly Entry[]) => readonly Entry[];

const ENTRY_BYTES = 66;
const COUNT_AT = 18;
const TABLE_AT = 20;
/** No message of a VPP has it. */
const FREE_ID = 60_000;
/** No catalogue has it, nor what the server says of its API. */
export const UNKNOWN_CRC = "deadbeef";
/** No catalogue has it; the server explains it when it is asked for its API. */
export const EXPLAINED_CRC = "0badc0de";

/** The table in a `sockclnt_create_reply`. */
export function readTable(greeting: Buffer): Entry[] {
  return Array.from({ length: greeting.readUInt16BE(COUNT_AT) }, (_, n) => {
    const at = TABLE_AT + n * ENTRY_BYTES;
    const nameCrc = greeting.toString("latin1", at + 2, at + ENTRY_BYTES).replace(/\0.*/s, "");
    return { id: greeting.readUInt16BE(at), nameCrc };
  });
}

/** The same message with another table, which may claim another number of entries. */
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

/** The name in an entry. */
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

/** One entry more, with an id that the server does not know. */
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

/** The last entry, whatever it is. */
export function lastWithoutNul(table: readonly Entry[]): Entry[] {
  return table.map((each, at) => (at < table.length - 1 ? each : { ...each, nameCrc: "x".repeat(ENTRY_BYTES) }));
}

/** Several changes, one after the other. */
export function all(...changes: readonly TableChange[]): TableChange {
  return (table) => changes.reduce((changed, change) => change(changed), table);
}
