import fs, { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import t, { type Test } from "tap";
import { Ip6Address } from "../../../src/address/index.ts";
import { AddressFile, type OwnAddresses } from "../../../src/overlay/allocation/index.ts";
import { temporaryFolder } from "../../helpers.ts";

const ip = Ip6Address.parse;
const OWN: OwnAddresses = {
  localSids: { DT4: ip("fcdd::4"), DT6: ip("fcdd::6") },
  bsids: { IPv4: ip("cafe::101"), IPv6: ip("cafe::102") },
};
const OTHER: OwnAddresses = { ...OWN, bsids: { IPv4: ip("cafe::103"), IPv6: ip("cafe::104") } };

const TEXT = `{
  "tsvpp": "overlay",
  "version": 1,
  "node": "node1",
  "localSids": {
    "DT4": "fcdd::4",
    "DT6": "fcdd::6"
  },
  "bsids": {
    "IPv4": "cafe::101",
    "IPv6": "cafe::102"
  }
}
`;

function pathWith(t: Test, text?: string): string {
  const path = join(temporaryFolder(t), "overlay.json");
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

t.test("a file that is missing has no addresses, and is written", async (t) => {
  const path = pathWith(t);
  const file = AddressFile.open(path, "node1");
  t.same(file.addresses, {});
  t.same(readdirSync(join(path, "..")), [], "reading writes nothing");
  file.write(OWN);
  t.equal(readFileSync(path, "utf8"), TEXT);
  t.same(readdirSync(join(path, "..")), ["overlay.json"], "no temporary file is left");
  t.same(file.addresses, OWN);
});

t.test("the addresses that a file has are read", async (t) => {
  t.same(AddressFile.open(pathWith(t, TEXT), "node1").addresses, OWN);
  t.same(AddressFile.open(pathWith(t, '{"tsvpp":"overlay","version":1,"node":"node1"}'), "node1").addresses, {});
});

t.test("the same addresses are not written again", async (t) => {
  const path = pathWith(t, TEXT);
  const before = statSync(path).ino;
  const file = AddressFile.open(path, "node1");
  // As on a disk that is read-only: nothing is opened for writing.
  patch(t, "openSync", () => fail("EROFS", -30));
  file.write(OWN);
  t.equal(statSync(path).ino, before);
});

t.test("other addresses are written, and the folder after the file", async (t) => {
  const path = pathWith(t, TEXT);
  const file = AddressFile.open(path, "node1");
  const synced: boolean[] = [];
  patch(t, "fsyncSync", (each: number) => synced.push(fs.fstatSync(each).isDirectory()));
  file.write(OTHER);
  t.same(synced, [false, true]);
  t.same(AddressFile.open(path, "node1").addresses, OTHER);
});

const refused: readonly (readonly [title: string, text: string, reason: string])[] = [
  ["another node's file", TEXT.replace("node1", "node2"), 'the state of node "node2", and this is node node1'],
  [
    "a file of a newer version",
    TEXT.replace("1,", "2,"),
    "a state file of tsvpp overlay of version 2, and this tsvpp reads version 1",
  ],
  ["an empty file", "", "a state file of tsvpp overlay that is truncated"],
  ["a file without its end", TEXT.slice(0, 60), "a state file of tsvpp overlay that is truncated"],
  ["a file without all but its start", TEXT.slice(0, 5), "a state file of tsvpp overlay that is truncated"],
  ["a text", "hello", "not a state file of tsvpp overlay"],
  ["JSON of another program", "{}", "not a state file of tsvpp overlay"],
  ["JSON that is no object", "null", "not a state file of tsvpp overlay"],
  ["a file with half of its addresses", TEXT.replace('"DT4"', '"DT5"'), "damaged: localSids.DT4 is missing"],
  ["a file with what is no address", TEXT.replace("cafe::101", "cafe::x"), '"cafe::x" is not an IPv6 address'],
];

for (const [title, text, reason] of refused) {
  t.test(`${title} is refused, and not written`, async (t) => {
    const path = pathWith(t, text);
    t.throws(() => AddressFile.open(path, "node1"), {
      code: "VPP_FILE",
      message: `${path}: ${reason}: name another stateFile, or remove it: the node then gets other addresses`,
    });
    t.equal(readFileSync(path, "utf8"), text);
  });

  t.test(`${title} that appears later is not replaced`, async (t) => {
    const path = pathWith(t);
    const file = AddressFile.open(path, "node1");
    writeFileSync(path, text);
    t.throws(() => file.write(OWN), {
      code: "VPP_FILE",
      message: `${path}: not a state file of node node1, so it is not replaced: name another path, or remove it`,
    });
    t.equal(readFileSync(path, "utf8"), text);
    t.same(file.addresses, {}, "it holds what the file has");
  });
}

t.test("a path that cannot be read is refused", async (t) => {
  const path = pathWith(t);
  mkdirSync(path);
  t.throws(() => AddressFile.open(path, "node1"), { code: "VPP_FILE", message: `${path}: not a regular file` });
  t.throws(() => AddressFile.open(join(pathWith(t, TEXT), "x"), "node1"), { message: "not a directory" });
});

t.test("a disk that is full or read-only leaves the file as it was", async (t) => {
  const path = pathWith(t, TEXT);
  const file = AddressFile.open(path, "node1");
  const restore = patch(t, "writeFileSync", () => fail("ENOSPC", -28));
  t.throws(() => file.write(OTHER), { code: "VPP_FILE", message: `${path}: no space left on device` });
  restore();
  patch(t, "openSync", () => fail("EROFS", -30));
  t.throws(() => file.write(OTHER), { code: "VPP_FILE", message: `${path}: read-only file system` });
  t.same(file.addresses, OWN);
  t.equal(readFileSync(path, "utf8"), TEXT);
});

t.test("a folder that is missing is an error of the write alone", async (t) => {
  const path = join(temporaryFolder(t), "none", "overlay.json");
  const file = AddressFile.open(path, "node1");
  t.throws(() => file.write(OWN), { code: "VPP_FILE", message: `${path}: no such file or directory` });
});

/** Replaces a function of Node until the test ends. */
function patch(t: Test, name: string, replacement: (...args: never[]) => unknown): () => void {
  const functions = fs as unknown as Record<string, unknown>;
  const original = functions[name];
  const set = (value: unknown): void => {
    functions[name] = value;
    syncBuiltinESMExports();
  };
  set(replacement);
  t.teardown(() => set(original));
  return () => set(original);
}

function fail(code: string, errno: number): never {
  throw Object.assign(new Error(code), { code, errno });
}
