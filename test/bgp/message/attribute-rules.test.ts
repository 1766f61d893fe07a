import t from "tap";
import { type Draft, RULES } from "../../../src/bgp/message/attribute-rules.ts";
import { bytes } from "../../helpers.ts";

const CONTEXT = { isInternal: true, asBytes: 4 } as const;

/** Optional 0x80, Transitive 0x40: RFC 4271 section 5, 1997, 4456, 4760, 4360, 6793, 9012. */
const flags = {
  1: 0x40,
  2: 0x40,
  3: 0x40,
  4: 0x80,
  5: 0x40,
  6: 0x40,
  7: 0xc0,
  8: 0xc0,
  9: 0x80,
  10: 0x80,
  14: 0x80,
  15: 0x80,
  16: 0xc0,
  17: 0xc0,
  18: 0xc0,
  23: 0xc0,
};

t.test("each attribute has the flags of its RFC", async (t) => {
  t.same(Object.fromEntries(Array.from(RULES, ([type, rule]) => [type, rule.flags])), flags);
});

/** Values, and whether RFC 7606 section 7 takes them. */
const values: readonly (readonly [type: number, value: string, isTaken: boolean])[] = [
  [1, "02", true],
  [1, "03", false],
  [1, "", false],
  [2, "0201 00000001", true],
  [2, "0201 0001", false],
  [3, "0a000001", true],
  [3, "0a0000", false],
  [4, "00000001", true],
  [4, "0001", false],
  [5, "00000001", true],
  [5, "0000000001", false],
  [8, "00010002", true],
  [8, "", false],
  [8, "0001000200", false],
  [9, "0a000001", true],
  [9, "0a00000100", false],
  [10, "0a000001", true],
  [10, "", false],
  [16, "0002000a00000064", true],
  [16, "0002000a000064", false],
  [23, "000f0001", true],
];

for (const [type, value, isTaken] of values) {
  t.test(`${isTaken ? "takes" : "does not take"} ${value || "no bytes"} as ${RULES.get(type)!.name}`, async (t) => {
    const draft: Draft = {};
    t.equal(RULES.get(type)!.read!(draft, bytes(value), CONTEXT), isTaken);
    if (isTaken && type !== 23) t.equal(Object.keys(draft).length, 1);
  });
}

t.test("keeps copies: the memory of a message is used again", async (t) => {
  const draft: Draft = {};
  const value = bytes("0002000a00000064");
  RULES.get(16)!.read!(draft, value, CONTEXT);
  value.fill(0);
  t.same(draft.extendedCommunities, [bytes("0002000a00000064")]);
});
