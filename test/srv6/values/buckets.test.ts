import t from "tap";
import { bucketsOf } from "../../../src/srv6/values/buckets.ts";

/** What `show ip6 fib` of a VPP 26.06 showed of the BSID of a policy with these weights. */
const BUCKETS: [weights: number[], buckets: number[]][] = [
  [[1], [1]],
  [[7], [1]],
  [
    [5, 5],
    [1, 1],
  ],
  [
    [1, 2],
    [3, 5],
  ],
  [
    [3, 1],
    [3, 1],
  ],
  [
    [1, 1, 1],
    [6, 5, 5],
  ],
  // Four buckets would be off by the tolerance, but for the last bit.
  [
    [9, 6, 5],
    [7, 5, 4],
  ],
  [
    [1, 16382],
    [1, 8191],
  ],
  [
    [1, 16383],
    [0, 8192],
  ],
  [
    [16383, 1],
    [8192, 0],
  ],
  [
    [2147483648, 1],
    [0, 0],
  ],
  [
    [1, 1, 16383],
    [0, 0, 0],
  ],
];

for (const [weights, buckets] of BUCKETS) {
  t.test(`weights ${weights} get ${buckets} buckets`, async (t) => {
    t.same(bucketsOf(weights), buckets);
  });
}

t.test("any weights of 1 to 65535 that leave no list without a bucket fill a power of two", async (t) => {
  let seed = 20260606;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 500; round++) {
    const most = [3, 100, 65535][random(3)]!;
    const weights = Array.from({ length: 1 + random(255) }, () => 1 + random(most));
    const buckets = bucketsOf(weights);
    if (buckets.includes(0)) continue;
    const sum = buckets.reduce((total, count) => total + count, 0);
    t.ok(sum <= 8192 && Number.isInteger(Math.log2(sum)), `${weights}`);
  }
});
