import t from "tap";
import { spread } from "../../../src/simulator/cli/load-balance.ts";

// The buckets that VPP 26.06 showed of routes and policies with these weights, and the place of the weight that has them.
const cases: readonly (readonly [weights: readonly number[], buckets: string])[] = [
  [[], ""],
  [[7], "1 of 0"],
  [[3, 3], "1 of 0, 1 of 1"],
  [[1, 2], "5 of 1, 3 of 0"],
  [[1, 200], "127 of 1, 1 of 0"],
  [[1, 1, 1], "6 of 0, 5 of 1, 5 of 2"],
  [[5, 1, 3, 1], "3 of 1, 3 of 3, 10 of 2, 16 of 0"],
];

for (const [weights, buckets] of cases) {
  t.test(`spreads packets over the weights ${weights.join(", ")} as VPP does`, async (t) => {
    const found = spread(weights.map((weight, at) => ({ text: String(at), weight })));
    t.equal(found.map(({ text, count }) => `${count} of ${text}`).join(", "), buckets);
  });
}

// By VPP's source: "In the unlikely case that all weights are given as 0, set them all to 1."
t.test("weights that are all 0 are taken for 1", async (t) => {
  const zeros = ["a", "b", "c"].map((text) => ({ text, weight: 0 }));
  t.same(
    spread(zeros).map(({ count }) => count),
    [6, 5, 5],
  );
});
