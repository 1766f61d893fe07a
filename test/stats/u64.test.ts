import t from "tap";
import { formOf, sumOf, type U64Vector } from "../../src/stats/u64.ts";

/** Returns a vector of numbers, with `gap` other words behind each. */
function vectorOf(values: readonly bigint[], gap = 0): U64Vector {
  const stride = 2 + gap;
  const words = new Uint32Array(values.length * stride + 1).fill(0xdead);
  for (const [i, value] of values.entries()) {
    words[1 + i * stride] = Number(value & 0xffff_ffffn);
    words[2 + i * stride] = Number(value >> 32n);
  }
  return { words, start: 1, stride, length: values.length };
}

const VALUES = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n];

t.test("bigints are exact, also from between other numbers", async (t) => {
  for (const gap of [0, 2]) t.same([...formOf("bigint").vector(vectorOf(VALUES, gap), "x")], VALUES);
});

t.test("numbers are exact up to 2^53 - 1, and beyond an error", async (t) => {
  const exact = VALUES.slice(0, 5);
  t.same([...formOf("number").vector(vectorOf(exact, 2), "x")], exact.map(Number));
  const { words, start, length } = vectorOf(exact);
  formOf("number").check(words, start, length, "x");
  for (const value of VALUES.slice(5)) {
    const error = { code: "VPP_FIELD_RANGE", message: `/x: ${value} is beyond 2^53` };
    t.throws(() => formOf("number").vector(vectorOf([value]), "/x"), error);
    const { words, start } = vectorOf([1n, value]);
    t.throws(() => formOf("number").check(words, start, 2, "/x"), error);
    const [low, high] = [Number(value & 0xffff_ffffn), Number(value >> 32n)];
    t.throws(() => formOf("number").value(low, high, "/x"), error);
    t.throws(() => formOf("number").few(1, low, high, "/x"), error);
  }
});

t.test("sums carry, wrap at 2^64, and are as long as the longest vector", async (t) => {
  const all = [vectorOf([2n ** 32n - 1n, 2n ** 64n - 1n]), vectorOf([1n, 2n, 3n], 2), vectorOf([])];
  t.same([...formOf("bigint").own(sumOf(all), "x")], [2n ** 32n, 1n, 3n]);
  t.same([...formOf("bigint").own(sumOf([]), "x")], []);
});
