import { type DirectoryEntry, directory } from "../binapi/directory.ts";

/** The module whose messages have fixed ids, from 1 on. @see VPP src/vlibmemory/memclnt.api */
const BOOTSTRAP_MODULE = "memclnt";
/** VPP's message table has 64 bytes for a name, the last of them zero. */
const MOST_NAME_LENGTH = 63;

/** A message as the message table has it. */
export interface KnownMessage {
  readonly id: number;
  readonly name: string;
  /** `name_crc`, cut to what fits into the message table. */
  readonly tableName: string;
  readonly role: DirectoryEntry[3];
  /** The messages that answer it: details first, then the reply. */
  readonly answers: readonly string[];
  /** Its length with variable parts empty. */
  readonly leastBytes: number;
}

/** The message ids: those of the bootstrap messages as in every VPP, the others contiguous behind them. */
export class MessageIds {
  /** By id; 0 is none. */
  readonly byId: readonly (KnownMessage | undefined)[];
  readonly #byName = new Map<string, KnownMessage>();

  constructor() {
    const isBootstrap = ([, , module]: DirectoryEntry): boolean => module === BOOTSTRAP_MODULE;
    const ordered = [...directory.filter(isBootstrap), ...directory.filter((entry) => !isBootstrap(entry))];
    const known = ordered.map(([name, crc, , role, answers, leastBytes], place) => {
      const tableName = `${name}_${crc}`.slice(0, MOST_NAME_LENGTH);
      return { id: place + 1, name, tableName, role, answers, leastBytes };
    });
    for (const message of known) this.#byName.set(message.name, message);
    this.byId = [undefined, ...known];
  }

  /** The message of this name, which the directory has once. */
  get(name: string): KnownMessage {
    const message = this.#byName.get(name);
    if (message === undefined) throw new Error(`no message ${name} in VPP's API`);
    return message;
  }

  [Symbol.iterator](): Iterator<KnownMessage> {
    return this.#byName.values();
  }
}
