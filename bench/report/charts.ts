/** Writes charts as SVG. */
import type { Estimate } from "./statistics.ts";

export interface Bar {
  readonly title: string;
  readonly ratio: Estimate;
  /** The bound that the ratio must reach, if any. */
  readonly must: number | undefined;
  /** Whether the work misses a bound: that of the ratio, or of another measure. */
  readonly isMissed: boolean;
}

export interface Line {
  readonly title: string;
  /** The points in ascending order of x; y with its interval. */
  readonly points: readonly { readonly x: number; readonly y: Estimate }[];
}

const WIDTH = 900;
const LABEL_WIDTH = 360;
const PLOT_WIDTH = WIDTH - LABEL_WIDTH - 30;
const ROW_HEIGHT = 22;
const TOP = 46;
const COLORS = ["#2b6cb0", "#b7791f", "#2f855a", "#6b46c1"];

/** Returns a chart of bars with their intervals, a line at the ceiling (1), and a tick at the bound of each bar. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const maxRatio = Math.max(1.2, ...bars.map(({ ratio }) => Math.min(ratio.high, 2)));
  const x = (ratio: number) => LABEL_WIDTH + (Math.min(ratio, maxRatio) / maxRatio) * PLOT_WIDTH;
  const height = TOP + bars.length * ROW_HEIGHT + 30;
  const bottom = height - 24;
  const rows = bars.map((bar, at) => barRow(bar, TOP + at * ROW_HEIGHT, x));
  const ceiling = [
    `<line x1="${x(1)}" y1="${TOP - 8}" x2="${x(1)}" y2="${bottom}" stroke="#c53030" stroke-width="2"/>`,
    text(x(1), bottom + 16, "raw C = 1", "middle", "#c53030"),
    text(LABEL_WIDTH, bottom + 16, "0", "middle"),
  ];
  return svg(height, title, [...rows, ...ceiling]);
}

function barRow({ title, ratio, must, isMissed }: Bar, top: number, x: (ratio: number) => number): string {
  const middle = top + ROW_HEIGHT / 2;
  const color = isMissed ? COLORS[1] : COLORS[0];
  const tick = must === undefined ? "" : line(x(must), top + 1, x(must), top + ROW_HEIGHT - 3, "#1a202c");
  return [
    text(LABEL_WIDTH - 8, middle + 4, title, "end"),
    `<rect x="${LABEL_WIDTH}" y="${top + 3}" width="${x(ratio.value) - LABEL_WIDTH}" height="${ROW_HEIGHT - 8}" fill="${color}"/>`,
    line(x(ratio.low), middle - 1, x(ratio.high), middle - 1, "#718096", 3),
    tick,
  ].join("\n");
}

/** Returns a chart of lines with intervals at each point, over a logarithmic axis that begins at the first point. */
export function lineChart(title: string, unit: string, lines: readonly Line[]): string {
  const height = 300;
  const bottom = height - 40;
  const [left, right] = [70, WIDTH - 200];
  const points = lines.flatMap((each) => each.points);
  const [minX, maxX] = [Math.min(...points.map((each) => each.x)), Math.max(...points.map((each) => each.x))];
  const highest = Math.max(...points.map(({ y }) => y.high)) * 1.1;
  const x = (value: number) => left + ((Math.log(value / minX) || 0) / (Math.log(maxX / minX) || 1)) * (right - left);
  const y = (value: number) => bottom - (value / highest) * (bottom - TOP);
  const axes = [
    line(left, bottom, right, bottom, "#1a202c"),
    line(left, TOP, left, bottom, "#1a202c"),
    text(left - 8, y(highest / 1.1) + 4, (highest / 1.1).toFixed(0), "end"),
    text(left - 8, bottom + 4, "0", "end"),
    text(left - 8, TOP - 4, unit, "end"),
    ...[...new Set(points.map((each) => each.x))].map((value) => text(x(value), bottom + 18, String(value), "middle")),
    text((left + right) / 2, bottom + 34, "messages in a batch", "middle"),
  ];
  const drawn = lines.map((each, at) => {
    const color = COLORS[at % COLORS.length]!;
    const path = each.points.map((point) => `${x(point.x)},${y(point.y.value)}`).join(" ");
    return [
      `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...each.points.map((point) => line(x(point.x), y(point.y.low), x(point.x), y(point.y.high), color, 3)),
      text(right + 16, TOP + 12 + at * 18, each.title, "start", color),
    ].join("\n");
  });
  return svg(height, title, [...axes, ...drawn]);
}

function svg(height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="12" y="22" font-size="15" fill="#1a202c">${escaped(title)}</text>
${rounded(parts.filter(Boolean).join("\n"))}
</svg>
`;
}

/** Rounds numbers down to one decimal: finer positions are not visible. */
function rounded(markup: string): string {
  return markup.replace(/(\d+\.\d)\d+/g, "$1");
}

function line(x1: number, y1: number, x2: number, y2: number, color: string, width = 1.5): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="${width}"/>`;
}

function text(x: number, y: number, content: string, anchor: string, color = "#1a202c"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
