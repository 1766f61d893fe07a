/** A rectangle of a picture. */
export interface Rectangle {
  readonly look: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A horizontal line of a picture. */
export interface Line {
  readonly look: string;
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly width: number;
}

/** A text of a picture, and its reference point. */
export interface Text {
  readonly look: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** What an SVG of ours holds. */
export interface Picture {
  readonly title: string;
  readonly style: string;
  readonly width: number;
  readonly height: number;
  readonly rectangles: readonly Rectangle[];
  readonly lines: readonly Line[];
  readonly texts: readonly Text[];
  /** The attributes of the first element of each class. */
  readonly looks: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

interface Element {
  readonly name: string;
  readonly look: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };

/** Reads an SVG. @throws {Error} when it is no well-formed XML 1.0, or has an element that is not read here. */
export function readSvg(svg: string): Picture {
  // XML 1.0, production 2: Char.
  if (/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(svg)) throw new Error("a character that XML forbids");
  const elements = [...readElements(svg)];
  const named = (name: string) => elements.filter((each) => each.name === name);
  const [root] = named("svg");
  const unknown = elements.find(({ name }) => !["svg", "title", "style", "g", "rect", "path", "text"].includes(name));
  if (root === undefined || unknown !== undefined) throw new Error(`no svg, or a <${unknown?.name}>`);
  const looks = new Map<string, ReadonlyMap<string, string>>();
  for (const { look, attributes } of elements)
    if (attributes.has("class") && !looks.has(look)) looks.set(look, attributes);
  return {
    title: named("title")[0]!.text,
    style: named("style")[0]!.text,
    width: numberOf(root, "width"),
    height: numberOf(root, "height"),
    rectangles: named("rect").map((each) => {
      const [x, y] = [numberOf(each, "x", "0"), numberOf(each, "y", "0")];
      return { look: each.look, x, y, width: numberOf(each, "width"), height: numberOf(each, "height") };
    }),
    lines: named("path").map((each) => {
      const [, from, y, to] = /^M([\d.]+) ([\d.]+)H([\d.]+)$/.exec(each.attributes.get("d")!)!.map(Number);
      return { look: each.look, from: from!, y: y!, to: to!, width: numberOf(each, "stroke-width") };
    }),
    texts: named("text").map((each) => {
      return { look: each.look, text: each.text, x: numberOf(each, "x"), y: numberOf(each, "y") };
    }),
    looks,
  };
}

/** Yields each element with its own text, and the class of the nearest element around it that has one. */
function* readElements(svg: string): Iterable<Element> {
  const open: { name: string; look: string; attributes: ReadonlyMap<string, string>; text: string }[] = [];
  const tokens = /<(\/?)([a-z]+)((?:\s[\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  for (let end = 0; end < svg.length; end = tokens.lastIndex) {
    const token = tokens.exec(svg);
    if (token === null) throw new Error(`no XML: ${svg.slice(end, end + 40)}`);
    const [, closes, name = "", attributes = "", isEmpty, text] = token;
    const around = open.at(-1);
    if (text !== undefined) {
      if (around === undefined && text.trim() !== "") throw new Error(`text outside of all elements: ${text}`);
      if (around !== undefined) around.text += decodeEntities(text);
      continue;
    }
    if (closes === "/") {
      const closed = open.pop();
      if (closed?.name !== name) throw new Error(`</${name}> does not close <${closed?.name}>`);
      yield closed;
      continue;
    }
    const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(
      ([, key, value]) => [key!, decodeEntities(value!)] as const,
    );
    const element = {
      name,
      look: new Map(pairs).get("class") ?? around?.look ?? "",
      attributes: new Map(pairs),
      text: "",
    };
    if (isEmpty === "/") yield element;
    else open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is not closed`);
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(\w*);?/g, (entity, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined || !entity.endsWith(";")) throw new Error(`no entity: ${entity}`);
    return character;
  });
}

function numberOf({ name, attributes }: Element, key: string, missing?: string): number {
  const value = Number(attributes.get(key) ?? missing);
  if (Number.isNaN(value)) throw new Error(`<${name}> has ${key}="${attributes.get(key)}"`);
  return value;
}
