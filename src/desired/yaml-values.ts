import { type Alias, isAlias, isMap, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
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

/** Aliases may add this many nodes to a document: nested ones multiply. */
const MOST_ALIASED_NODES = 1_000_000;

/** The values of YAML nodes, and where in the text they stand. An alias is the same object as what it stands for. */
export class YamlValues {
  readonly root: unknown;
  readonly faults: YamlFault[] = [];
  readonly #rootOffset: number;
  /** By list or mapping: where its items, or its keys, begin. */
  readonly #offsets = new Map<unknown, Readonly<Record<string, number>> | readonly number[]>();
  /** By name; undefined within itself. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #size = 0;
  #aliasedSize = 0;

  /** Takes nodes that are not nested so deeply that the stack would end. */
  constructor(root: ParsedNode | null) {
    this.#rootOffset = root?.range[0] ?? 0;
    this.root = this.#read(root);
  }

  /** Where a path begins in the text; where it leads to nothing, the innermost part that it does lead to. */
  find(path: Path): { readonly offset: number; readonly isThere: boolean } {
    let value = this.root;
    let offset = this.#rootOffset;
    for (const step of path) {
      const offsets = this.#offsets.get(value);
      if (offsets === undefined || !Object.hasOwn(offsets, step)) return { offset, isThere: false };
      // A list and its offsets have the same places, a mapping and its offsets the same keys.
      offset = (offsets as Readonly<Record<string, number>>)[step]!;
      value = (value as Readonly<Record<string, unknown>>)[step];
    }
    return { offset, isThere: true };
  }

  #read(node: ParsedNode | null): unknown {
    if (node === null) return null;
    if (isAlias(node)) return this.#follow(node);
    const { anchor } = node;
    const before = this.#size++;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const value = isMap(node) ? this.#readMapping(node) : isSeq(node) ? this.#readList(node) : node.value;
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #readList({ items }: YAMLSeq.Parsed): unknown[] {
    const list = items.map((item) => this.#read(item));
    this.#offsets.set(
      list,
      items.map(({ range }) => range[0]),
    );
    return list;
  }

  #readMapping({ items }: YAMLMap.Parsed): object {
    const mapping: Record<string, unknown> = {};
    const offsets: Record<string, number> = {};
    for (const { key, value } of items) {
      const text = this.#readKey(key);
      if (Object.hasOwn(offsets, text)) this.#fail(key, "Map keys must be unique");
      offsets[text] = key.range[0];
      mapping[text] = this.#read(value);
    }
    this.#offsets.set(mapping, offsets);
    return mapping;
  }

  #readKey(node: ParsedNode): string {
    const key = this.#read(node);
    const isText = typeof key !== "object" || key === null;
    if (!isText) this.#fail(node, "a key is a text, not a list or a mapping");
    // To set it would set no key.
    if (key === "__proto__") this.#fail(node, "unknown key __proto__");
    return isText ? String(key) : "";
  }

  #follow(node: Alias.Parsed): unknown {
    const { source } = node;
    const anchored = this.#anchors.get(source);
    if (anchored === undefined) {
      const why = this.#anchors.has(source)
        ? "is part of what it stands for"
        : "stands for nothing: no anchor is before it";
      this.#fail(node, `alias *${source} ${why}`);
      return null;
    }
    const isFull = this.#aliasedSize > MOST_ALIASED_NODES;
    this.#size += anchored.size;
    this.#aliasedSize += anchored.size;
    if (!isFull && this.#aliasedSize > MOST_ALIASED_NODES) {
      this.#fail(node, `aliases multiply: with *${source} they add more than ${MOST_ALIASED_NODES} nodes`);
    }
    return anchored.value;
  }

  #fail({ range }: ParsedNode, text: string): void {
    this.faults.push({ offset: range[0], text });
  }
}
