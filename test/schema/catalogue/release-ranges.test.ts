import fc from "fast-check";
import t from "tap";
import { checkRelease, formatRanges, parseRanges } from "../../../src/schema/catalogue/release-ranges.ts";

const releases = ["22.10", "23.06", "23.10", "24.02", "24.06"];

const ranges: readonly (readonly [text: string, found: readonly string[]])[] = [
  ["22.10-", releases],
  ["24.06-", ["24.06"]],
  ["22.10", ["22.10"]],
  ["22.10-23.10", ["22.10", "23.06", "23.10"]],
  ["22.10 23.10", ["22.10", "23.10"]],
  ["22.10-23.06 24.02-", ["22.10", "23.06", "24.02", "24.06"]],
];

for (const [text, found] of ranges) {
  t.test(`${text} is ${found.join(", ")} of ${releases.join(", ")}`, async (t) => {
    t.same([...parseRanges(text, releases)], found);
    t.equal(formatRanges(new Set(found), releases), text);
  });
}

t.test("any choice of releases survives as text", async (t) => {
  const survives = fc.property(fc.subarray(releases, { minLength: 1 }), (chosen) => {
    return [...parseRanges(formatRanges(new Set(chosen), releases), releases)].join() === chosen.join();
  });
  t.doesNotThrow(() => fc.assert(survives));
});

t.test("a release that is added and has the same changes no text", async (t) => {
  const found = parseRanges("23.06-", releases.slice(0, 4));
  t.equal(formatRanges(new Set([...found, "24.06"]), releases), "23.06-");
});

t.test("the name of a release has no character of the notation, nor of the JSON around it", async (t) => {
  for (const name of ["26.06", "v26_06", "26.06rc1"]) t.doesNotThrow(() => checkRelease(name), name);
  for (const name of ["", "26-06", "26 06", '26"', "26/06"]) {
    t.throws(() => checkRelease(name), {
      code: "VPP_SCHEMA",
      message: `${JSON.stringify(name)} is not the name of a release, such as 26.06`,
    });
  }
});
