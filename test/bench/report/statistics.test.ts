import t from "tap";
import { ascending, median, medianOf, quantile } from "../../../bench/report/statistics.ts";

t.test("the median is the middle value, or the mean of the two in the middle", async (t) => {
  t.equal(median([3, 1, 2]), 2);
  t.equal(median([4, 1, 3, 2]), 2.5);
  t.equal(median([7]), 7);
});

t.test("a quantile lies between the values around it", async (t) => {
  t.equal(quantile([10, 20, 30, 40, 50], 0.25), 20);
  t.equal(quantile([10, 20], 0.9), 19);
});

t.test("the interval holds the middle values, and is narrower with more of them", async (t) => {
  const wide = medianOf(normal(12));
  const narrow = medianOf(normal(300));
  t.ok(wide.low < wide.value && wide.value < wide.high);
  t.ok(narrow.high - narrow.low < wide.high - wide.low);
  // The standard error of a median is 1.2533 σ / √n: 0.0724 of 300 values, so the interval is about 0.28 wide.
  t.ok(Math.abs(narrow.high - narrow.low - 0.28) < 0.12, `${narrow.low} to ${narrow.high}`);
  t.same(medianOf(normal(300)), narrow, "the same numbers give the same interval");
});

t.test("values that are all the same leave no doubt", async (t) => {
  t.same(medianOf([2, 2, 2, 2]), { value: 2, low: 2, high: 2 });
});

/** Quantiles of the normal distribution, evenly spaced: sums of twelve uniform numbers, by a fixed sequence. */
function normal(count: number): number[] {
  let state = 1;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Array.from(
    { length: count },
    () => Array.from({ length: 12 }, next).reduce((sum, each) => sum + each) - 6,
  ).sort(ascending);
}
