import t from "tap";
import { type AsPath, lengthOf, mergeAs4Path, parseAsPath, passesThrough } from "../../../src/bgp/message/as-path.ts";
import { bytes } from "../../helpers.ts";

const sequence = (...ases: number[]) => ({ type: "sequence", ases }) as const;
const set = (...ases: number[]) => ({ type: "set", ases }) as const;

t.test("reads sequences and sets of AS numbers of 4 and 2 bytes", async (t) => {
  t.same(parseAsPath(bytes("0202 0000fc00 00010000 0101 00000007"), 4), [sequence(64512, 65536), set(7)]);
  t.same(parseAsPath(bytes("0202 fc00 0007"), 2), [sequence(64512, 7)]);
  t.same(parseAsPath(bytes(""), 4), []);
});

t.test("the length counts a set as one, and confederations as none (RFC 5065)", async (t) => {
  const path: AsPath = [{ type: "confederation-sequence", ases: [1, 2] }, sequence(3, 4), set(5, 6, 7)];
  t.equal(lengthOf(path), 3);
});

t.test("finds an AS in any part of the path", async (t) => {
  t.equal(passesThrough([sequence(1, 2), set(3)], 3), true);
  t.equal(passesThrough([sequence(1, 2), set(3)], 4), false);
});

/** RFC 6793 section 4.2.3. */
const merged: [what: string, path: AsPath, as4Path: AsPath, whole: AsPath][] = [
  [
    "one old speaker in front",
    [sequence(10, 23456, 23456)],
    [sequence(65536, 65537)],
    [sequence(10), sequence(65536, 65537)],
  ],
  ["equal lengths", [sequence(23456)], [sequence(65536)], [sequence(65536)]],
  ["a longer AS4_PATH, which is ignored", [sequence(10)], [sequence(65536, 65537)], [sequence(10)]],
  ["a set in front", [set(1, 2), sequence(23456)], [sequence(65536)], [set(1, 2), sequence(65536)]],
];

for (const [what, path, as4Path, whole] of merged) {
  t.test(`puts a path together with ${what}`, async (t) => {
    t.same(mergeAs4Path(path, as4Path), whole);
  });
}
