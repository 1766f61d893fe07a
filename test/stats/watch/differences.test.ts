import t from "tap";
import { Differences } from "../../../src/stats/watch/differences.ts";

function wordsOf(values: readonly bigint[]): Uint32Array {
  return new Uint32Array(new BigUint64Array(values).buffer);
}

/** Returns the differences between two readings of one entry, behind a number of another. */
function compare(
  before: readonly bigint[],
  after: readonly bigint[],
): { wentBack: boolean; differences: bigint[]; perSecond: number[] } {
  const all = new Differences(wordsOf([9n, ...before]), wordsOf([9n, 9n, ...after]), 2);
  const wentBack = all.subtract(2, 2 + 2 * before.length, 4, 4 + 2 * after.length);
  const { differences, perSecond } = all.rates(4, 4 + 2 * after.length);
  return { wentBack, differences: [...differences], perSecond: [...perSecond] };
}

const EDGES = [0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];

t.test("numbers are compared by both halves", async (t) => {
  for (const before of EDGES) {
    for (const after of EDGES) {
      const wentBack = after < before;
      const difference = wentBack ? 0n : after - before;
      const expected = { wentBack, differences: [difference], perSecond: [Number(difference) / 2] };
      t.same(compare([before], [after]), expected, `${before} to ${after}`);
    }
  }
});

t.test("a number that went back does not change the others", async (t) => {
  t.same(compare([5n, 5n, 5n], [6n, 4n, 7n]), { wentBack: true, differences: [1n, 0n, 2n], perSecond: [0.5, 0, 1] });
});

t.test("a new number counts from 0 on, and one that is missing has gone back", async (t) => {
  t.same(compare([5n], [6n, 8n]), { wentBack: false, differences: [1n, 8n], perSecond: [0.5, 4] });
  t.same(compare([5n, 5n], [6n]), { wentBack: true, differences: [1n], perSecond: [0.5] });
  t.same(compare([], []), { wentBack: false, differences: [], perSecond: [] });
});

t.test("results have memory of their own", async (t) => {
  const all = new Differences(wordsOf([1n, 1n]), wordsOf([3n, 5n]), 1);
  all.subtract(0, 4, 0, 4);
  const { differences, perSecond } = all.rates(2, 4);
  t.equal(differences.buffer.byteLength, 8);
  t.equal(perSecond.buffer.byteLength, 8);
});
