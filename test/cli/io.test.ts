import { Readable } from "node:stream";
import t from "tap";
import { type Io, writeError, writeNote } from "../../src/cli/io.ts";
import { Sink } from "./tsvpp.ts";

const TEXT = "a\n\t\u001b[2J\u202e";

const writers: readonly (readonly [what: string, write: (io: Io, text: string) => void, printed: string])[] = [
  ["a note has one line", writeNote, "tsvpp: a\\x0a\\x09\\x1b[2J\\u202e\n"],
  ["an error has its lines and tabs", writeError, "tsvpp: a\ntsvpp: \t\\x1b[2J\\u202e\n"],
];

for (const [what, write, printed] of writers) {
  t.test(`${what}, and commands no terminal`, async (t) => {
    const stderr = new Sink(true);
    write(
      { stdin: Readable.from([]), stdout: new Sink(), stderr, env: {}, signal: new AbortController().signal },
      TEXT,
    );
    t.equal(stderr.text, printed);
  });
}
