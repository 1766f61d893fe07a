import { printable } from "../../printable.ts";
import { attributesOf, DARK_STYLE, LOOKS, type Look } from "./theme.ts";

/** The widths of a character in the fonts of the looks, in pixels. */
const CHARACTER: Partial<Readonly<Record<Look, number>>> = {
  title: 11.5,
  number: 17,
  heading: 7.6,
  main: 7.9,
  note: 6.4,
};

/** A rectangle: its upper left corner and its size, in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Returns the width of a line of text, in pixels; a few more than the font takes. */
export function textWidth(look: Look, text: string): number {
  return Math.ceil(shownText(text).length * CHARACTER[look]!);
}

/** An SVG in the making. Elements are grouped by look, and painted in the order of looks. */
export class Drawing {
  readonly #groups = new Map<Look, string[]>();

  rectangle(look: Look, { x, y, width, height }: Rectangle, radius = 6): void {
    this.#add(look, `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`);
  }

  /** Draws a horizontal line. */
  line(look: Look, from: { readonly x: number; readonly y: number }, toX: number, width: number): void {
    this.#add(look, `<path d="M${from.x} ${from.y}H${toX}" stroke-width="${width}"/>`);
  }

  /** @param x the left end, the middle or the right end of the text, by `anchor`. @param y the base line. */
  text(look: Look, text: string, x: number, y: number, anchor: "start" | "middle" | "end" = "start"): void {
    const where = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
    this.#add(look, `<text x="${x}" y="${y}"${where}>${escapeText(shownText(text))}</text>`);
  }

  /** Returns the file, with the page behind all elements. */
  toSvg(title: string, width: number, height: number): string {
    const size = `width="${width}" height="${height}"`;
    const groups = LOOKS.flatMap((look) => {
      const elements = this.#groups.get(look);
      return elements === undefined ? [] : [`<g${attributesOf(look)}>\n${elements.join("\n")}\n</g>`];
    });
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}">`,
      `<title>${escapeText(shownText(title))}</title>`,
      `<style>${DARK_STYLE}</style>`,
      `<rect${attributesOf("page")} ${size}/>`,
      ...groups,
      "</svg>",
      "",
    ].join("\n");
  }

  #add(look: Look, element: string): void {
    const elements = this.#groups.get(look);
    if (elements === undefined) this.#groups.set(look, [element]);
    else elements.push(element);
  }
}

/** XML 1.0 forbids U+FFFE and U+FFFF, and control characters and halves of surrogate pairs, which printable text escapes. */
function shownText(text: string): string {
  return printable(text).replaceAll(/[\ufffe\uffff]/g, "\ufffd");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
