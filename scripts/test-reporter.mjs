// Reporter for `node --test`: prints a line for each file when it ends, then all failures in full, then `N passed, N failed`.
// Its output is the same on Node.js 20 to 26, whose own reporters differ.
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

/** Counts tests, but neither assertions nor tests that only group others. */
class Tally {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  /** By nesting level, the results of tests whose enclosing test is not reported yet; it is reported after them. */
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

/** Returns whether an event is about a file: the runner reports each file as a test, with a result only if it has no tests. */
function isFile({ nesting, name, file }) {
  return nesting === 0 && file === resolve(name);
}

/** Returns whether an event is about an assertion: tap reports assertions as tests with a duration of 0. */
function isAssertion({ details }) {
  return details.duration_ms === 0;
}

/** Returns whether a failure is a cause (an assertion, an error, the end of a process), not the result of a failed subtest. */
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

/** Returns the titles from the outermost test to this one. Reports of tap outside any test have no enclosing title. */
function titlePath(titles, { nesting, name }) {
  return [...titles.slice(0, nesting), name].filter((title) => title !== undefined).join(" > ");
}

function sourceOf(file) {
  // `scripts/test.mjs` runs the files of some folders in one process, as a group.
  return relative("dist", file)
    .replace(/^groups\/(.*)\.js$/, "$1/*")
    .replace(/js$/, "ts");
}

function plainText(text) {
  return process.stdout.isTTY ? text : stripVTControlCharacters(text);
}
