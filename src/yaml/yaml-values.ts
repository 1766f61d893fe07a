import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { CORE_SCHEMA, EVENT_ID, getScalarValue, NOT_RESOLVED, SCALAR_STYLE } from "js-yaml";
import type { Path } from "./problem.ts";

/** A part of the text that YAML does not allow, or that is not read. */
export interface YamlFault {
  readonly offset: number;
  readonly text: string;
}

/** Aliases may add this many nodes to a document: nested ones multiply. */
const MAX_ALIASED_NODES = 1_000_000;

/** The offset of a value that is not in the text. */
const NOWHERE = -1;

/** The tags by which a text without quotes can be null, true, false or a number. */
const MEANINGS = CORE_SCHEMA.tags.flatMap((tag) => (tag.nodeKind === "scalar" && tag.implicit ? [tag] : []));

/**
 * The values of a text by YAML's core schema, whatever its tags say, and their offsets. An alias is the same object as the value
 * that it stands for.
 */
export class YamlValues {
  readonly root: unknown = null;
  readonly faults: YamlFault[] = [];
  readonly #text: string;
  readonly #events: readonly Event[];
  /** The next event. */
  #at = 0;
  /** The offset of the last value that is in the text. */
  #offset = 0;
  readonly #rootOffset: number = 0;
  /** The offsets of the items or keys of each list and mapping; undefined unless `places` was given. */
  readonly #places: Map<unknown, Record<string, number> | number[]> | undefined;
  /** The anchored values and their numbers of nodes, those of aliases included; undefined inside of the anchored value. */
  readonly #anchors = new Map<string, { readonly value: unknown; readonly size: number } | undefined>();
  #size = 0;
  #aliasedSize = 0;

  /** Takes events whose nesting is limited: each level is a call. */
  constructor(text: string, events: readonly Event[], { places }: { readonly places: boolean }) {
    this.#text = text;
    this.#events = events;
    this.#places = places ? new Map() : undefined;
    if (events.length === 0) return;
    this.#at++; // the document's own
    this.#rootOffset = this.#offsetOf(events[1]!);
    this.root = this.#read();
    if (events.length > this.#at + 1) this.#fail(this.#offsetOf(events[this.#at + 2]!), "a second document: keep one");
  }

  /** Returns the offset of the value at a path, or of the innermost part of the path that the text has. */
  find(path: Path): { readonly offset: number; readonly isThere: boolean } {
    let value = this.root;
    let offset = this.#rootOffset;
    for (const step of path) {
      const places = this.#places?.get(value);
      if (places === undefined || !Object.hasOwn(places, step)) return { offset, isThere: false };
      // A list and its places have the same indexes, a mapping and its places the same keys.
      offset = (places as Readonly<Record<string, number>>)[step]!;
      value = (value as Readonly<Record<string, unknown>>)[step];
    }
    return { offset, isThere: true };
  }

  #read(): unknown {
    const event = this.#events[this.#at++]!;
    if (event.type === EVENT_ID.ALIAS) return this.#follow(event);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return null; // never where a value is
    const { tagStart, tagEnd, anchorStart, anchorEnd } = event;
    if (tagStart >= 0) this.#fail(tagStart, `tags are not supported: remove ${this.#text.slice(tagStart, tagEnd)}`);
    const anchor = anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd);
    const before = this.#size++;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const value = event.type === EVENT_ID.SCALAR ? this.#readScalar(event) : this.#readCollection(event);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #readScalar(event: ScalarEvent): unknown {
    if (event.valueStart < 0) return null;
    this.#offset = event.valueStart;
    const text = getScalarValue(this.#text, event);
    return event.style === SCALAR_STYLE.PLAIN ? meaningOf(text) : text;
  }

  #readCollection({ type, start }: SequenceEvent | MappingEvent): unknown[] | Record<string, unknown> {
    this.#offset = start;
    const value = type === EVENT_ID.MAPPING ? this.#readMapping() : this.#readList();
    this.#at++; // its end
    return value;
  }

  #readList(): unknown[] {
    const list: unknown[] = [];
    const places: number[] = [];
    while (!this.#isAtEnd) {
      places.push(this.#nextOffset);
      list.push(this.#read());
    }
    this.#places?.set(list, places);
    return list;
  }

  #readMapping(): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    const places: Record<string, number> = {};
    while (!this.#isAtEnd) {
      const offset = this.#nextOffset;
      const key = this.#readKey(offset, mapping);
      mapping[key] = this.#read();
      if (this.#places !== undefined) places[key] = offset;
    }
    this.#places?.set(mapping, places);
    return mapping;
  }

  #readKey(offset: number, mapping: object): string {
    const key = this.#read();
    const isText = typeof key !== "object" || key === null;
    if (!isText) this.#fail(offset, "a key is a text, not a list or a mapping");
    // To set it would set no key.
    if (key === "__proto__") this.#fail(offset, "unknown key __proto__");
    if (isText && Object.hasOwn(mapping, String(key))) this.#fail(offset, `key ${key} is given twice`);
    return isText ? String(key) : "";
  }

  #follow({ anchorStart, anchorEnd }: AliasEvent): unknown {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const offset = anchorStart - 1; // that of the asterisk
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      const why = this.#anchors.has(name) ? "refers to itself" : "has no anchor before it";
      this.#fail(offset, `alias *${name} ${why}`);
      return null;
    }
    const isFull = this.#aliasedSize > MAX_ALIASED_NODES;
    this.#size += anchored.size;
    this.#aliasedSize += anchored.size;
    if (!isFull && this.#aliasedSize > MAX_ALIASED_NODES) {
      this.#fail(offset, `too many aliases: with *${name} they expand to more than ${MAX_ALIASED_NODES} nodes`);
    }
    return anchored.value;
  }

  get #isAtEnd(): boolean {
    return this.#events[this.#at]!.type === EVENT_ID.POP;
  }

  get #nextOffset(): number {
    return this.#offsetOf(this.#events[this.#at]!);
  }

  /** Returns the offset of an event; of a missing value, that of the last value before it. */
  #offsetOf(event: Event): number {
    const offset = startOf(event);
    return offset === NOWHERE ? this.#offset : offset;
  }

  #fail(offset: number, text: string): void {
    this.faults.push({ offset, text });
  }
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type !== EVENT_ID.SCALAR) return "start" in event ? event.start : NOWHERE;
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? event.valueStart - 1 : event.valueStart;
}

/** Returns the value of a text without quotes. */
function meaningOf(text: string): unknown {
  const first = text.charAt(0);
  for (const { implicitFirstChars, resolve, tagName } of MEANINGS) {
    const value = implicitFirstChars?.includes(first) === false ? NOT_RESOLVED : resolve(text, false, tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return text;
}
