import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import {
  comparePaths,
  connectedPath,
  DROP,
  EXCLUSIVE,
  type FibPath,
  neighborPath,
  type RoutePath,
  receivePath,
  resolvePath,
  sortPaths,
} from "../../../../src/simulator/model/fib/fib-path.ts";

const NO_INTERFACE = 0xffffffff;
const TABLE = { family: 6, index: 3, tableId: 10 } as const;

function path(fields: Partial<RoutePath> & { hop?: string }): RoutePath {
  const { hop = "::", ...others } = fields;
  const nextHop = Ip6Address.parse(hop);
  return { type: "normal", protocol: 1, weight: 1, preference: 0, swIfIndex: NO_INTERFACE, nextHop, ...others };
}

// The kinds by VPP's numbers. @see VPP 26.06 src/vnet/fib/fib_path.c fib_path_type_t, fib_path_create
const kinds: readonly { title: string; given: RoutePath; prefix?: string; kind: number }[] = [
  { title: "a next hop and an interface", given: path({ hop: "2001:db8::1", swIfIndex: 1 }), kind: 0 },
  { title: "an interface alone", given: path({ swIfIndex: 1 }), kind: 1 },
  { title: "a next hop alone", given: path({ hop: "2001:db8::1", table: TABLE }), kind: 2 },
  { title: "nothing", given: path({}), kind: 3 },
  { title: "drop", given: path({ type: "drop" }), kind: 3 },
  { title: "unreachable", given: path({ type: "unreachable" }), kind: 3 },
  { title: "a table alone", given: path({ table: TABLE }), kind: 5 },
  { title: "interface-rx", given: path({ type: "interface-rx", swIfIndex: 1 }), kind: 6 },
  { title: "local", given: path({ type: "local" }), kind: 8 },
  { title: "dvr", given: path({ type: "dvr", swIfIndex: 1 }), kind: 12 },
  { title: "an interface alone, for a host", given: path({ swIfIndex: 1 }), prefix: "2001:db8::7/128", kind: 0 },
  {
    title: "the route's own address as next hop",
    given: path({ hop: "2001:db8::" }),
    prefix: "2001:db8::/32",
    kind: 3,
  },
];

for (const { title, given, prefix = "fd00::/8", kind } of kinds) {
  t.test(`a path of ${title} is of kind ${kind}`, async (t) => {
    t.equal(resolvePath(Prefix.parse(prefix), given).kind, kind);
  });
}

t.test("an attached host is its own next hop, in VPP's form of an address", async (t) => {
  const ip4 = resolvePath(Prefix.parse("10.0.0.7/32"), path({ swIfIndex: 1, protocol: 0 }));
  t.equal(String(ip4.nextHop), String(Ip6Address.parse("::10.0.0.7")));
  const ip6 = resolvePath(Prefix.parse("2001:db8::7/128"), path({ swIfIndex: 1 }));
  t.equal(String(ip6.nextHop), "2001:db8::7");
});

t.test("a route that resolves through itself becomes drop, and forgets its next hop", async (t) => {
  const own = resolvePath(Prefix.parse("2001:db8::/32"), path({ hop: "2001:db8::", table: TABLE, weight: 4 }));
  t.match(own, { type: "drop", weight: 4, swIfIndex: NO_INTERFACE });
  t.ok(own.nextHop.isUnspecified);
  t.notOk("table" in own);
});

// @see VPP 26.06 src/vnet/fib/fib_path.c fib_path_cmp_i: weight and preference alone do not make another path
const via = (fields: Parameters<typeof path>[0]): FibPath => resolvePath(Prefix.parse("fd00::/8"), path(fields));
const comparisons: readonly { title: string; a: FibPath; b: FibPath; sign: number }[] = [
  {
    title: "weight and preference",
    a: via({ swIfIndex: 1 }),
    b: via({ swIfIndex: 1, weight: 9, preference: 2 }),
    sign: 0,
  },
  { title: "drops of two types", a: via({ type: "drop" }), b: via({ type: "unreachable" }), sign: 0 },
  { title: "interfaces", a: via({ swIfIndex: 1 }), b: via({ swIfIndex: 2 }), sign: -1 },
  { title: "kinds", a: via({ hop: "fc00::2" }), b: via({ hop: "fc00::1", swIfIndex: 1 }), sign: 1 },
  {
    title: "next hops before interfaces",
    a: via({ hop: "fc00::1", swIfIndex: 2 }),
    b: via({ hop: "fc00::2", swIfIndex: 1 }),
    sign: -1,
  },
  {
    title: "interfaces of one next hop",
    a: via({ hop: "fc00::1", swIfIndex: 2 }),
    b: via({ hop: "fc00::1", swIfIndex: 1 }),
    sign: 1,
  },
  {
    title: "tables of one next hop",
    a: via({ hop: "fc00::1", table: TABLE }),
    b: via({ hop: "fc00::1", table: { ...TABLE, index: 4 } }),
    sign: -1,
  },
  { title: "tables without a next hop", a: via({ table: { ...TABLE, index: 4 } }), b: via({ table: TABLE }), sign: 1 },
  { title: "protocols", a: via({ swIfIndex: 1, protocol: 0 }), b: via({ swIfIndex: 1 }), sign: -1 },
];

for (const { title, a, b, sign } of comparisons) {
  t.test(`compares ${title}`, async (t) => {
    t.equal(Math.sign(comparePaths(a, b)), sign);
    t.equal(Math.sign(comparePaths(b, a)), sign === 0 ? 0 : -sign);
  });
}

t.test("sorts by preference before anything else", async (t) => {
  const paths = [
    via({ type: "drop", preference: 1 }),
    via({ swIfIndex: 1, preference: 2 }),
    via({ hop: "fc00::1", preference: 0 }),
  ];
  t.same(
    paths.sort(sortPaths).map(({ preference }) => preference),
    [0, 1, 2],
  );
  t.equal(Math.sign(sortPaths(via({ swIfIndex: 2 }), via({ swIfIndex: 1 }))), 1, "and then as they compare");
});

t.test("what interfaces and VPP itself put into tables", async (t) => {
  t.match(connectedPath(4, 5), { kind: 1, protocol: 0, swIfIndex: 5, weight: 1 });
  const hop = Ip6Address.parse("fe80::1");
  t.match(neighborPath(hop, 6, 5), { kind: 0, protocol: 1, swIfIndex: 5, nextHop: hop });
  t.match(receivePath(Prefix.parse("2001:db8::1/128"), 5), { kind: 8, type: "local", protocol: 1, swIfIndex: 5 });
  t.match(
    [DROP[4], DROP[6], EXCLUSIVE[4], EXCLUSIVE[6]].map(([first]) => [first?.kind, first?.protocol]),
    [
      [3, 0],
      [3, 1],
      [4, 0],
      [4, 1],
    ],
  );
});
