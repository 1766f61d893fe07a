/** A class of elements that look alike. */
export type Look =
  | "page"
  | "band"
  | "traffic"
  | "policy"
  | "list"
  | "sid"
  | "here"
  | "missing"
  | "steer"
  | "share"
  | "copy"
  | "lost"
  | "bar"
  | "title"
  | "number"
  | "heading"
  | "main"
  | "note";

type Attributes = Readonly<Record<string, string | number>>;

const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace";
const SANS = "system-ui, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif";

/** The attributes of each class on a light background, in the order of painting. A viewer without CSS shows these. */
const LIGHT: Readonly<Record<Look, Attributes>> = {
  page: { fill: "#ffffff" },
  band: { fill: "#f6f8fa" },
  steer: { fill: "none", stroke: "#818b98" },
  share: { fill: "none", stroke: "#54aeff" },
  copy: { fill: "none", stroke: "#a475f9" },
  lost: { fill: "none", stroke: "#cf222e", "stroke-dasharray": "5 4" },
  traffic: { fill: "#ffffff", stroke: "#818b98" },
  policy: { fill: "#ddf4ff", stroke: "#0969da" },
  list: { fill: "#fff8c5", stroke: "#bf8700" },
  sid: { fill: "#ffffff", stroke: "#818b98" },
  here: { fill: "#dafbe1", stroke: "#1a7f37" },
  missing: { fill: "#ffebe9", stroke: "#cf222e", "stroke-dasharray": "5 4" },
  bar: { fill: "#54aeff" },
  title: { fill: "#1f2328", "font-family": SANS, "font-size": 20, "font-weight": 600 },
  number: { fill: "#1f2328", "font-family": SANS, "font-size": 26, "font-weight": 600 },
  heading: { fill: "#59636e", "font-family": SANS, "font-size": 12, "font-weight": 600 },
  main: { fill: "#1f2328", "font-family": MONO, "font-size": 13 },
  note: { fill: "#59636e", "font-family": SANS, "font-size": 11 },
};

/** The colours on a dark background. */
const DARK: Readonly<Record<Look, Attributes>> = {
  page: { fill: "#0d1117" },
  band: { fill: "#161b22" },
  traffic: { fill: "#0d1117", stroke: "#6e7681" },
  policy: { fill: "#0c2d4f", stroke: "#4493f8" },
  list: { fill: "#2e2610", stroke: "#bb8009" },
  sid: { fill: "#0d1117", stroke: "#6e7681" },
  here: { fill: "#12311e", stroke: "#3fb950" },
  missing: { fill: "#3c1618", stroke: "#f85149" },
  steer: { stroke: "#6e7681" },
  share: { stroke: "#1f6feb" },
  copy: { stroke: "#8957e5" },
  lost: { stroke: "#f85149" },
  bar: { fill: "#1f6feb" },
  title: { fill: "#f0f6fc" },
  number: { fill: "#f0f6fc" },
  heading: { fill: "#9198a1" },
  main: { fill: "#f0f6fc" },
  note: { fill: "#9198a1" },
};

/** All looks, in the order of painting: lines below boxes, text above them. */
export const LOOKS: readonly Look[] = Object.keys(LIGHT) as Look[];

/** Returns the attributes of a group of elements: its class, and its light colours. */
export function attributesOf(look: Look): string {
  return ` class="${look}"${Object.entries(LIGHT[look])
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("")}`;
}

/** The style sheet with the dark colours. */
export const DARK_STYLE: string = `@media (prefers-color-scheme: dark) { ${Object.entries(DARK)
  .map(
    ([look, colours]) =>
      `.${look} { ${Object.entries(colours)
        .map(([name, value]) => `${name}: ${value};`)
        .join(" ")} }`,
  )
  .join(" ")} }`;
