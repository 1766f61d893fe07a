import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { InputBytes, MAX_INPUT_BYTES, readRegularFile } from "../../src/files/input.ts";
import { temporaryFolder } from "../helpers.ts";

t.test("a file is read as UTF-8, without a byte order mark and through a link", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), "\ufeffa\u00e4\u{1f600}");
  symlinkSync("file", join(folder, "link"));
  for (const name of ["file", "link"]) t.equal(readRegularFile(join(folder, name)), "a\u00e4\u{1f600}");
});

t.test("what is no regular file is refused at once", async (t) => {
  const folder = temporaryFolder(t);
  execFileSync("mkfifo", [join(folder, "fifo")]);
  for (const path of [folder, join(folder, "fifo"), "/dev/null"]) {
    t.throws(() => readRegularFile(path), { message: "not a regular file" }, path);
  }
});

t.test("a file may have as many bytes as the limit, and no more", async (t) => {
  const path = join(temporaryFolder(t), "file");
  writeFileSync(path, "");
  truncateSync(path, MAX_INPUT_BYTES);
  t.equal(readRegularFile(path).length, MAX_INPUT_BYTES);
  truncateSync(path, MAX_INPUT_BYTES + 1);
  t.throws(() => readRegularFile(path), { message: `more than ${MAX_INPUT_BYTES} bytes` });
});

const PAGEMAP = "/proc/self/pagemap";

t.test(
  "the limit holds for a file that says it is empty",
  { skip: existsSync(PAGEMAP) ? false : "needs Linux" },
  async (t) => {
    t.throws(() => readRegularFile(PAGEMAP), { message: `more than ${MAX_INPUT_BYTES} bytes` });
  },
);

t.test("a character may come in several pieces", async (t) => {
  const input = new InputBytes();
  for (const byte of Buffer.from("\u{1f600}")) input.add(Uint8Array.of(byte));
  t.equal(input.text(), "\u{1f600}");
});
