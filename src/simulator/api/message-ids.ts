import type { DirectoryEntry } from "../../binapi/directory.ts";
import type { Message } from "../../wire/index.ts";
import type { ServedApi } from "./served-api.ts";
import { wrongReply } from "./wrong-replies.ts";

/** The module whose messages have fixed ids, from 1 on. @see VPP src/vlibmemory/memclnt.api */
const BOOTSTRAP_MODULE = "memclnt";
/** VPP's message table has 64 bytes for a name, the last of them zero. */
const MAX_NAME_LENGTH = 63;

/** A message as the message table has it. */
export interface KnownMessage {
  readonly id: number;
  readonly name: string;
  readonly crc: string;
  /** `name_crc`, cut to what fits into the message table. */
  readonly tableName: string;
  readonly role: DirectoryEntry[3];
  /** The messages that answer it: details first, then the reply. */
  readonly answers: readonly string[];
  /** Its length with variable parts empty. */
  readonly leastBytes: number;
}

/**
 * The message ids: those of the bootstrap messages as in every VPP, the others behind them, contiguous for each module and
 * in the order of its definitions.
 */
export class MessageIds {
  /** By id; 0 is none. */
  readonly byId: readonly (KnownMessage | undefined)[];
  readonly #byName = new Map<string, KnownMessage>();
  readonly #api: ServedApi;

  /** @param seed of the order of all modules but the bootstrap one; without a seed it is that of the directory. */
  constructor(api: ServedApi, seed?: string) {
    const isBootstrap = ([, , module]: DirectoryEntry): boolean => module === BOOTSTRAP_MODULE;
    const others = api.directory.filter((entry) => !isBootstrap(entry));
    const ordered = [...api.directory.filter(isBootstrap), ...(seed === undefined ? others : shuffle(others, seed))];
    this.#api = api;
    const known = ordered.map(([name, crc, , role, answers, leastBytes], place) => {
      const tableName = `${name}_${crc}`.slice(0, MAX_NAME_LENGTH);
      return { id: place + 1, name, crc, tableName, role, answers, leastBytes };
    });
    for (const message of known) this.#byName.set(message.name, message);
    this.byId = [undefined, ...known];
  }

  /** The message as it is served: the same, unless the API has another version of it. */
  served<T>(message: Message<T>): Message<T> {
    const { crc = message.crc } = this.#byName.get(message.name) ?? {};
    return crc === message.crc ? message : this.#api.adapt(message);
  }

  /** The id that an answer to a request is sent with. */
  answerId(request: Message<unknown>, answer: Message<unknown>): number {
    return this.get(wrongReply(request.name, this.#api.release) ?? answer.name).id;
  }

  /** The message of this name; undefined for one that the API does not have. */
  find(name: string): KnownMessage | undefined {
    return this.#byName.get(name);
  }

  /** The message of this name, which the directory has once. */
  get(name: string): KnownMessage {
    const message = this.#byName.get(name);
    if (message === undefined) throw new Error(`no message ${name} in VPP's API`);
    return message;
  }

  /** The lowest id of a module's messages; undefined for a module that has none of its own. */
  firstIdOf(module: string): number | undefined {
    const first = this.#api.directory.find(([, , each]) => each === module);
    return first === undefined || module === BOOTSTRAP_MODULE ? undefined : this.get(first[0]).id;
  }

  [Symbol.iterator](): Iterator<KnownMessage> {
    return this.#byName.values();
  }
}

/** Puts modules into an order that depends on nothing but the seed and their names. */
function shuffle(entries: readonly DirectoryEntry[], seed: string): DirectoryEntry[] {
  const byModule = new Map<string, DirectoryEntry[]>();
  for (const entry of entries) {
    const known = byModule.get(entry[2]);
    if (known === undefined) byModule.set(entry[2], [entry]);
    else known.push(entry);
  }
  const keyed = [...byModule].map(([module, each]) => ({ key: hash(`${seed} ${module}`), module, each }));
  return keyed.sort((a, b) => a.key - b.key || (a.module < b.module ? -1 : 1)).flatMap(({ each }) => each);
}

/** FNV-1a with the last step of MurmurHash3, which separates similar names. A restart has no time for a slower hash. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
