import t from "tap";
import { attributesOf, DARK_STYLE, LOOKS } from "../../../src/cli/graph/theme.ts";

/** The relative luminance of a colour. @see WCAG 2.2 */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

/** The value of an attribute, of the element itself or of the dark style. */
function lightOf(look: (typeof LOOKS)[number], name: string): string | undefined {
  return new RegExp(` ${name}="(#[0-9a-f]{6})"`).exec(attributesOf(look))?.[1];
}

function darkOf(look: string, name: string): string | undefined {
  return new RegExp(`\\.${look} \\{[^}]*\\b${name}: (#[0-9a-f]{6});`).exec(DARK_STYLE)?.[1];
}

t.test("every colour has a counterpart on a dark background", async (t) => {
  for (const look of LOOKS) {
    for (const name of ["fill", "stroke"]) {
      t.equal(darkOf(look, name) === undefined, lightOf(look, name) === undefined, `${look} ${name}`);
    }
  }
});

// WCAG 2.2: 4.5 for text, 3 for large text and for lines that carry meaning.
for (const [mode, colourOf] of [
  ["light", lightOf],
  ["dark", darkOf],
] as const) {
  t.test(`texts can be read on what is behind them: ${mode}`, async (t) => {
    for (const text of ["title", "heading", "main", "note"] as const) {
      for (const behind of ["page", "band", "traffic", "policy", "list", "sid", "here", "missing"] as const) {
        const ratio = contrast(colourOf(text, "fill")!, colourOf(behind, "fill")!);
        t.ok(ratio >= 4.5, `${text} on ${behind}: ${ratio.toFixed(1)}`);
      }
    }
  });
}

t.test("the style applies to a dark background only", async (t) => {
  t.match(DARK_STYLE, /^@media \(prefers-color-scheme: dark\) \{.*\}$/);
});
