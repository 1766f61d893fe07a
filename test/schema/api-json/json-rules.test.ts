import t from "tap";
import {
  entry,
  listOf,
  listOr,
  mapOf,
  type Rule,
  record,
  rule,
  textLike,
  tuple,
} from "../../../src/schema/api-json/json-rules.ts";

const number = rule("a number", (value) => typeof value === "number");
const word = textLike("a word", /^[a-z]+$/);

/** A rule, a value, and what is wrong with it. */
const cases: readonly (readonly [what: string, each: Rule, value: unknown, wrong: string | undefined])[] = [
  ["a value", number, 1, undefined],
  ["a value", number, "1", " is not a number"],
  ["a text", word, "abc", undefined],
  ["a text", word, "a b", " is not a word"],
  ["a text", word, ["abc"], " is not a word"],
  ["a list", listOf(number), [], undefined],
  ["a list", listOf(number), [1, 2], undefined],
  ["a list", listOf(number), [1, "2"], "[1] is not a number"],
  ["a list", listOf(number), { 0: 1 }, " is not a list"],
  ["a list of lists", listOf(listOf(number)), [[1], [2, null]], "[1][1] is not a number"],
  ["a tuple", tuple([word, number]), ["a", 1], undefined],
  ["a tuple", tuple([word, number]), ["a"], " has 1 values, not 2"],
  ["a tuple", tuple([word, number]), ["a", 1, 2], " has 3 values, not 2"],
  ["a tuple", tuple([word, number]), "a", " is not a list"],
  ["a tuple with an option", tuple([word], [number]), ["a"], undefined],
  ["a tuple with an option", tuple([word], [number]), ["a", "b"], "[1] is not a number"],
  ["an entry", entry(word, number, word), ["a", 1, 2, "z"], undefined],
  ["an entry", entry(word, number, word), ["a", "z"], undefined],
  ["an entry", entry(word, number, word), ["a", 1, 2], " (a)[1] is not a word"],
  ["an entry", entry(word, number, word), ["a", "b", "z"], " (a)[0] is not a number"],
  ["an entry", entry(word, number, word), ["a"], " (a) has only a name"],
  ["an entry", entry(word, number, word), [1, "z"], "[0] is not a word"],
  ["an entry", entry(word, number, word), null, " is not a list"],
  ["one of two", listOr(listOf(number), word), [1], undefined],
  ["one of two", listOr(listOf(number), word), "a", undefined],
  ["one of two", listOr(listOf(number), word), ["a"], "[0] is not a number"],
  ["one of two", listOr(listOf(number), word), 1, " is not a word"],
  ["a map", mapOf(word, number), { a: 1, b: 2 }, undefined],
  ["a map", mapOf(word, number), { a: 1, B: 2 }, ".B is not a word"],
  ["a map", mapOf(word, number), { a: "1" }, ".a is not a number"],
  ["a map", mapOf(word, number), [1], " is not an object"],
  ["a record", record({ a: number }, { b: word }), { a: 1 }, undefined],
  ["a record", record({ a: number }, { b: word }), { a: 1, b: "x", c: null }, undefined],
  ["a record", record({ a: number }, { b: word }), { b: "x" }, ".a is missing"],
  ["a record", record({ a: number }, { b: word }), { a: 1, b: 2 }, ".b is not a word"],
  ["a record", record({ toString: number }), {}, ".toString is missing"],
  ["a record", record({ a: number }), null, " is not an object"],
];

for (const [what, each, value, wrong] of cases) {
  t.test(`${what}: ${JSON.stringify(value)}${wrong ?? " is fine"}`, async (t) => {
    t.equal(each(value), wrong);
  });
}
