/** One value of a metric, with its labels. */
export type Sample = readonly [value: number | bigint, labels?: Readonly<Record<string, string>>];

/**
 * Returns a metric in the text format of Prometheus: its help, its type and a line for each value.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats
 */
export function metricText(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([value, labels]) => `${name}${labels === undefined ? "" : labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}

function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, (character) => (character === "\n" ? "\\n" : "\\\\"));
}
