import t from "tap";
import {
  checkPrefixLength,
  companionLengthOf,
  keyOfLocalSid,
  type LocalSidInput,
  lengthsOf,
  localSidFrom,
  ownPrefixLength,
  prefixLengthOf,
} from "../../../src/srv6/values/local-sid.ts";

const uA = { type: "uA", nextHop: "fe80::1", swIfIndex: 1 } as const;
const end = (prefixLength?: number): LocalSidInput => {
  return { sid: "fcdd::1", behavior: { type: "End" }, ...(prefixLength === undefined ? {} : { prefixLength }) };
};

// RFC 9800: a uN is a /48 of 16 bits behind a /32, a uA a /64; all others are addresses.
const lengths = [
  ["End", 128],
  ["End.DT4", 128],
  ["uN", 48],
  ["uA", 64],
] as const;

for (const [type, length] of lengths) {
  t.test(`a SID of ${type} has a prefix of ${length} bits unless it says otherwise`, async (t) => {
    t.equal(ownPrefixLength({ type }), length);
    t.equal(prefixLengthOf({ behavior: { type } }), length);
    t.equal(prefixLengthOf({ behavior: { type }, prefixLength: 96 }), 96);
    t.equal(prefixLengthOf({ behavior: { type }, prefixLength: "unknown" }), undefined);
  });
}

t.test("the prefix length of a behavior is not kept, another one is", async (t) => {
  t.notOk("prefixLength" in localSidFrom(end(128)));
  t.equal(localSidFrom(end(64)).prefixLength, 64);
  t.equal(localSidFrom(end()).fibTable, 0);
});

for (const length of [0, 4, 7, 129, 136]) {
  t.test(`refuses a prefix length of ${length}`, async (t) => {
    const message = `local SID fcdd::1: a prefix length is a multiple of 8 from 8 to 128, not ${length}`;
    t.throws(() => localSidFrom(end(length)), { code: "VPP_SRV6", message });
    t.equal(checkPrefixLength(localSidFrom(end()), length)?.text, message);
  });
}

t.test("uN has room for its own 16 bits", async (t) => {
  const uN = localSidFrom({ sid: "fcdd::", behavior: { type: "uN" } });
  t.match(checkPrefixLength(uN, 8)?.text, /from 16 to 128, not 8$/);
  t.equal(checkPrefixLength(uN, 16), undefined);
});

t.test("a uA has an End SID 16 bits behind its prefix, unless it is without", async (t) => {
  const withEnd = localSidFrom({ sid: "fcdd::", behavior: uA });
  t.equal(companionLengthOf(withEnd), 80);
  t.same(lengthsOf(withEnd, companionLengthOf(withEnd)), [64, 80]);
  const without = localSidFrom({ sid: "fcdd::", behavior: { ...uA, endSid: false } });
  t.equal(companionLengthOf(without), undefined);
  t.same(lengthsOf(without, companionLengthOf(without)), [64]);
  t.equal(companionLengthOf(localSidFrom(end())), undefined);
});

t.test("keys differ by address and by prefix length only", async (t) => {
  const key = (input: LocalSidInput) => keyOfLocalSid(localSidFrom(input));
  t.equal(key(end()), key({ ...end(), behavior: { type: "End.DT6", tableId: 3 }, fibTable: 7 }));
  t.not(key(end()), key(end(64)));
  t.not(key(end()), key({ ...end(), sid: "fcdd::2" }));
});
