import t from "tap";
import { Ip4Address, Ip6Address } from "../../../src/address/index.ts";
import {
  BEHAVIORS,
  behaviorFrom,
  describeBehavior,
  type EndpointBehavior,
  type EndpointBehaviorInput,
  isMicroSid,
  lookupTable,
} from "../../../src/srv6/values/behavior.ts";

const fe80 = Ip6Address.parse("fe80::1");
const ten = Ip4Address.parse("10.0.0.1");

const cases: [given: EndpointBehaviorInput, value: EndpointBehavior, words: string][] = [
  [{ type: "End" }, { type: "End", psp: false }, "End"],
  [{ type: "End", psp: true }, { type: "End", psp: true }, "End (psp)"],
  [
    { type: "End.X", nextHop: "fe80::1", swIfIndex: 3, psp: true },
    { type: "End.X", nextHop: fe80, swIfIndex: 3, psp: true },
    "End.X via fe80::1 on interface 3 (psp)",
  ],
  [{ type: "End.T", tableId: 7 }, { type: "End.T", tableId: 7 }, "End.T table 7"],
  [{ type: "End.DX2", swIfIndex: 3 }, { type: "End.DX2", swIfIndex: 3 }, "End.DX2 on interface 3"],
  [
    { type: "End.DX4", nextHop: "10.0.0.1", swIfIndex: 3 },
    { type: "End.DX4", nextHop: ten, swIfIndex: 3 },
    "End.DX4 via 10.0.0.1 on interface 3",
  ],
  [
    { type: "End.DX6", nextHop: fe80, swIfIndex: 3 },
    { type: "End.DX6", nextHop: fe80, swIfIndex: 3 },
    "End.DX6 via fe80::1 on interface 3",
  ],
  [{ type: "End.DT4", tableId: 0 }, { type: "End.DT4", tableId: 0 }, "End.DT4 table 0"],
  [{ type: "End.DT6", tableId: 0 }, { type: "End.DT6", tableId: 0 }, "End.DT6 table 0"],
  [{ type: "uN" }, { type: "uN" }, "uN"],
  [
    { type: "uA", nextHop: "fe80::1", swIfIndex: 3 },
    { type: "uA", nextHop: fe80, swIfIndex: 3 },
    "uA via fe80::1 on interface 3",
  ],
  [
    { type: "uA", nextHop: "fe80::1", swIfIndex: 3, endSid: false },
    { type: "uA", nextHop: fe80, swIfIndex: 3, endSid: false },
    "uA via fe80::1 on interface 3 (without End)",
  ],
];

for (const [given, value, words] of cases) {
  t.test(`takes ${words}`, async (t) => {
    t.same(behaviorFrom(given), value);
    t.equal(describeBehavior(value), words);
  });
}

t.test("every behavior that can be asked for is among these", async (t) => {
  t.same(new Set(cases.map(([{ type }]) => type)), new Set(BEHAVIORS));
});

t.test("a behavior that is only read says its number", async (t) => {
  t.equal(describeBehavior({ type: "unknown", code: 4 }), "unknown behavior 4");
  t.equal(describeBehavior({ type: "plugin", code: 20 }), "plugin behavior 20");
});

const refused: [given: unknown, code: string, message: RegExp][] = [
  [
    { type: "End.DT46", tableId: 0 },
    "VPP_SRV6",
    /^no endpoint behavior End\.DT46: use one End\.DT4 and one End\.DT6; VPP has End, End\.X/,
  ],
  [{ type: "unknown", code: 14 }, "VPP_SRV6", /^no endpoint behavior unknown/],
  [{ type: "End.DT4", tableId: 0, psp: true }, "VPP_SRV6", /^End\.DT4 has no flavor psp: only End and End\.X have it$/],
  [{ type: "End.X", nextHop: "10.0.0.1", swIfIndex: 1 }, "VPP_ADDRESS", /"10\.0\.0\.1" is not an IPv6 address/],
  [{ type: "End.DX4", nextHop: "fe80::1", swIfIndex: 1 }, "VPP_ADDRESS", /"fe80::1" is not an IPv4 address/],
];

for (const [given, code, message] of refused) {
  t.test(`refuses ${JSON.stringify(given)}`, async (t) => {
    t.throws(() => behaviorFrom(given as EndpointBehaviorInput), { code, message });
  });
}

t.test("uN and uA are the behaviors that not every VPP has", async (t) => {
  t.same(
    (["End", "End.X", "uN", "uA"] as const).map((type) => isMicroSid({ type } as EndpointBehavior)),
    [false, false, true, true],
  );
});

t.test("a behavior looks packets up in the table of its family", async (t) => {
  t.same(lookupTable({ type: "End.DT4", tableId: 7 }), { family: 4, tableId: 7 });
  t.same(lookupTable({ type: "End.DT6", tableId: 7 }), { family: 6, tableId: 7 });
  t.same(lookupTable({ type: "End.T", tableId: 7 }), { family: 6, tableId: 7 });
  t.equal(lookupTable({ type: "End", psp: false }), undefined);
});
