// Reporter for `node --test`: a line per file as it ends, then every failure in full, then `N passed, N failed`.
// The same on Node 20 to 26, whose own reporters differ.
import { relative, resolve } from "node:path";
import { inspect, stripVTControlCharacters } from "node:util";

export default async function* report(source) {
  const tally = new Tally();
  const titles = [];
  const failures = [];
  for await (const { type, data } of source) {
    switch (type) {
      case "test:start":
        titles[data.nesting] = data.name;
        break;
      case "test:pass":
      case "test:fail":
        if (type === "test:fail" && isCause(data)) failures.push(describeFailure(titles, data));
        tally.add(type === "test:pass", data);
        titles.length = data.nesting;
        break;
      case "test:complete":
        if (isFile(data)) yield describeFile(data);
        break;
      case "test:stdout":
      case "test:stderr":
        yield data.message;
    }
  }
  yield* failures;
  yield `\n${tally}\n`;
}

/** Counts what a person calls a test: neither assertions nor tests that only group others. */
class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  /** Per nesting, how the tests went that are not yet claimed by the test around them, which is reported after them. */
  #unclaimed = [];

  add(hasPassed, data) {
    if (data.skip || data.todo || (hasPassed && isFile(data))) this.#skipped++;
    else if (!isAssertion(data)) this.#addTest(hasPassed, data.nesting);
  }

  #addTest(hasPassed, nesting) {
    const inner = this.#unclaimed[nesting + 1] ?? [];
    this.#unclaimed.length = nesting + 1;
    this.#unclaimed[nesting] ??= [];
    this.#unclaimed[nesting].push(hasPassed);
    const isGroup = inner.length > 0 && (hasPassed || inner.includes(false));
    if (isGroup) return;
    if (hasPassed) this.#passed++;
    else this.#failed++;
  }

  toString() {
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : "";
    return `${this.#passed} passed, ${this.#failed} failed${skipped}`;
  }
}

/** The runner reports a file as a test of its own: always at its end, as a result only when nothing in it was one. */
function isFile({ nesting, name, file }) {
  return nesting === 0 && file === resolve(name);
}

/** tap reports each assertion as a test that took no time. */
function isAssertion({ details }) {
  return details.duration_ms === 0;
}

/** An assertion, an error or a file that ended badly; the tests around it fail only in consequence. */
function isCause({ todo, details }) {
  return !todo && details.error?.failureType !== "subtestsFailed";
}

function describeFile({ file, details }) {
  const seconds = (details.duration_ms / 1000).toFixed(2);
  return `${details.error ? "✖" : "✔"} ${sourceOf(file)} (${seconds} s)\n`;
}

function describeFailure(titles, data) {
  const { exitCode, signal, cause } = data.details.error;
  const title = isFile(data) ? sourceOf(data.file) : titlePath(titles, data);
  const place = data.file === undefined ? "" : ` (${relative("", data.file)}:${data.line})`;
  const end = signal ?? (exitCode === undefined ? undefined : `exit code ${exitCode}`);
  const text = end === undefined ? plainText(inspect(cause)) : `the process ended with ${end}`;
  return `\n✖ ${title}${place}\n${text.replace(/^/gm, "  ")}\n`;
}

/** Titles from the outermost test in; what tap reports outside any test has no test around it. */
function titlePath(titles, { nesting, name }) {
  return [...titles.slice(0, nesting), name].filter((title) => title !== undefined).join(" > ");
}

function sourceOf(file) {
  // `scripts/test.mjs` lets the files of some folders share a process.
  return relative("dist", file)
    .replace(/^groups\/(.*)\.js$/, "$1/*")
    .replace(/js$/, "ts");
}

function plainText(text) {
  return process.stdout.isTTY ? text : stripVTControlCharacters(text);
}
