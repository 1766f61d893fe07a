import t from "tap";
import { srPoliciesDump, srPolicyDel } from "../../src/binapi/sr.ts";
import {
  argumentError,
  BOOLEAN,
  checkOptions,
  countFrom,
  FUNCTION,
  MILLISECONDS,
  messageError,
  NUMBER,
  OBJECT,
  oneOf,
  PATH,
  SIGNAL,
  shown,
  TEXT,
} from "../../src/client/argument-error.ts";

const kinds = [
  ["a text", TEXT, "x", 5],
  ["a number", NUMBER, 5, "5"],
  ["a number that is one", NUMBER, Number.POSITIVE_INFINITY, Number.NaN],
  ["a time limit", MILLISECONDS, 0, -1],
  ["a time limit that is none", MILLISECONDS, Number.POSITIVE_INFINITY, Number.NaN],
  ["a path", PATH, "/run/vpp/api.sock", ""],
  ["a path without a NUL", PATH, "a", "a\0"],
  ["a bound", countFrom(1), 1, 0],
  ["a bound in whole numbers", countFrom(0), 0, 1.5],
  ["a bound that is none", countFrom(1), Number.POSITIVE_INFINITY, "1"],
  ["a boolean", BOOLEAN, false, 0],
  ["a function", FUNCTION, () => {}, {}],
  ["an object", OBJECT, {}, null],
  ["a signal", SIGNAL, new AbortController().signal, new AbortController()],
  ["one of some words", oneOf("fail", "wait"), "wait", "waits"],
] as const;

for (const [what, kind, right, wrong] of kinds) {
  t.test(`${what} is told from what is none`, async (t) => {
    t.equal(kind.holds(right), true);
    t.equal(kind.holds(wrong), false);
  });
}

t.test("an error names the place, the value and what was expected", async (t) => {
  t.match(argumentError("connect: timeoutMs", "5", "a number"), {
    code: "VPP_FIELD_RANGE",
    effect: "none",
    message: 'connect: timeoutMs: "5" is not a number',
  });
});

t.test("a message that a call does not take is named with its kind", async (t) => {
  t.match(messageError("request", srPoliciesDump, "a request"), {
    code: "VPP_FIELD_RANGE",
    message: "request: sr_policies_dump is a dump, not a request",
    messageName: "sr_policies_dump",
  });
  t.equal(
    messageError("dump", undefined, "a dump").message,
    "dump: message: undefined is not a dump of a binapi module",
  );
  t.equal(messageError("dump", srPolicyDel, "a dump").message, "dump: sr_policy_del is a request, not a dump");
});

t.test("options are checked by name, and may be undefined", async (t) => {
  const known = [
    ["name", TEXT],
    ["timeoutMs", NUMBER],
  ] as const;
  t.equal(checkOptions("connect", { name: "a", timeoutMs: undefined, other: 1 }, known), undefined);
  t.throws(() => checkOptions("connect", { name: "a", timeoutMs: "5" }, known), {
    code: "VPP_FIELD_RANGE",
    message: 'connect: timeoutMs: "5" is not a number',
  });
  t.throws(() => checkOptions("connect", 5, known), { message: "connect: options: 5 is not an object" });
});

const values: readonly (readonly [value: unknown, text: string])[] = [
  ["a\u001b", '"a\\u001b"'],
  ["x".repeat(41), "a long string"],
  [5n, "5n"],
  [() => {}, "a function"],
  [[1], "an array"],
  [{}, "an object"],
  [null, "null"],
  [undefined, "undefined"],
];

for (const [value, text] of values) {
  t.test(`a value is shown as ${text}`, async (t) => t.equal(shown(value), text));
}
