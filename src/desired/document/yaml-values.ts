import { CORE_SCHEMA, EVENT_ID, type Event, getScalarValue, NOT_RESOLVED, SCALAR_STYLE } from "js-yaml";
import type { Path } from "./problem.ts";

/** Something that YAML does not allow, or that is not read, at a place in the text. */
export interface YamlFault {
  readonly offset: number;
  readonly text: string;
}

/** What an alias may stand for. */
interface Anchored {
  readonly value: unknown;
  /** How many nodes it has, those behind aliases too. */
  readonly size: number;
}

type EventOf<Kind extends keyof typeof EVENT_ID> = Extract<Event, { type: (typeof EVENT_ID)[Kind] }>;
type Collection = EventOf<"SEQUENCE" | "MAPPING">;
type Scalar = EventOf<"SCALAR">;

/** Aliases may add this many nodes to a document: nested ones multiply. */
const MOST_ALIASED_NODES = 1_000_000;

/** Where there is nothing in the text. */
const NOWHERE = -1;

/** What a text without quotes may mean but itself, by its first character: null, true or false, a number. */
const MEANINGS = meaningsByFirstCharacter();

/**
 * The values of YAML's core schema, whatever a text says of itself, and where in the text they stand. An alias is the same
 * object as what it stands for.
 */
export class YamlValues {
  readonly root: unknown = null;
  readonly faults: YamlFault[] = [];
  readonly #text: string;
  readonly #events: readonly Event[];
  /** The next event. */
  #at = 0;
  /** Where the last thing began that stands in the text. */
  #offset = 0;
  readonly #rootOffset: number = 0;
  /** By list or mapping: where its items, or its keys, begin. Only if it was asked for. */
  readonly #places: Map<unknown, Record<string, number> | number[]> | undefined;
  /** By name; undefined within itself. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #size = 0;
  #aliasedSize = 0;

  /** Takes events that are not nested so deeply that the stack would end. */
  constructor(text: string, events: readonly Event[], { places }: { readonly places: boolean }) {
    this.#text = text;
    this.#events = events;
    this.#places = places ? new Map() : undefined;
    if (events.length === 0) return;
    this.#at++; // the document's own
    this.#rootOffset = this.#offsetOf(events[1]!);
    this.root = this.#read();
    if (events.length > this.#at + 1) this.#fail(this.#offsetOf(events[this.#at + 2]!), "more than one document");
  }

  /** Where a path begins in the text; where it leads to nothing, the innermost part that it does lead to. */
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
    if (tagStart >= 0) this.#fail(tagStart, `tags are not read: ${this.#text.slice(tagStart, tagEnd)}`);
    const anchor = anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd);
    const before = this.#size++;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const value = event.type === EVENT_ID.SCALAR ? this.#readScalar(event) : this.#readCollection(event);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #readScalar(event: Scalar): unknown {
    if (event.valueStart < 0) return null;
    this.#offset = event.valueStart;
    const text = getScalarValue(this.#text, event);
    return event.style === SCALAR_STYLE.PLAIN ? meaningOf(text) : text;
  }

  #readCollection({ type, start }: Collection): unknown[] | Record<string, unknown> {
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
      const key = this.#readKey(offset);
      if (Object.hasOwn(mapping, key)) this.#fail(offset, "keys must be unique");
      mapping[key] = this.#read();
      if (this.#places !== undefined) places[key] = offset;
    }
    this.#places?.set(mapping, places);
    return mapping;
  }

  #readKey(offset: number): string {
    const key = this.#read();
    const isText = typeof key !== "object" || key === null;
    if (!isText) this.#fail(offset, "a key is a text, not a list or a mapping");
    // To set it would set no key.
    if (key === "__proto__") this.#fail(offset, "unknown key __proto__");
    return isText ? String(key) : "";
  }

  #follow({ anchorStart, anchorEnd }: EventOf<"ALIAS">): unknown {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const offset = anchorStart - 1; // that of the asterisk
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      const why = this.#anchors.has(name)
        ? "is part of what it stands for"
        : "stands for nothing: no anchor is before it";
      this.#fail(offset, `alias *${name} ${why}`);
      return null;
    }
    const isFull = this.#aliasedSize > MOST_ALIASED_NODES;
    this.#size += anchored.size;
    this.#aliasedSize += anchored.size;
    if (!isFull && this.#aliasedSize > MOST_ALIASED_NODES) {
      this.#fail(offset, `aliases multiply: with *${name} they add more than ${MOST_ALIASED_NODES} nodes`);
    }
    return anchored.value;
  }

  get #isAtEnd(): boolean {
    return this.#events[this.#at]!.type === EVENT_ID.POP;
  }

  get #nextOffset(): number {
    return this.#offsetOf(this.#events[this.#at]!);
  }

  /** Of what is left out, where the last thing before it begins. */
  #offsetOf(event: Event): number {
    const offset = startOf(event);
    return offset === NOWHERE ? this.#offset : offset;
  }

  #fail(offset: number, text: string): void {
    this.faults.push({ offset, text });
  }
}

function startOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return isQuoted(event) ? event.valueStart - 1 : event.valueStart;
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return event.start;
    default:
      return NOWHERE;
  }
}

function isQuoted({ style }: Scalar): boolean {
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
}

/** What a text without quotes means. */
function meaningOf(text: string): unknown {
  for (const { resolve, tagName } of MEANINGS.get(text.charAt(0)) ?? []) {
    const value = resolve(text, false, tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return text;
}

function meaningsByFirstCharacter() {
  const scalars = CORE_SCHEMA.tags.flatMap((tag) => (tag.nodeKind === "scalar" && tag.implicit ? [tag] : []));
  const characters = new Set(scalars.flatMap(({ implicitFirstChars }) => implicitFirstChars ?? []));
  return new Map(
    Array.from(characters, (character) => [
      character,
      scalars.filter(({ implicitFirstChars }) => implicitFirstChars?.includes(character) !== false),
    ]),
  );
}
