import t from "tap";
import { Ip6Address, Prefix } from "../../../../src/address/index.ts";
import type { RoutePath } from "../../../../src/simulator/model/fib/fib-path.ts";
import { requestedPaths } from "../../../../src/simulator/model/fib/requested-paths.ts";

const NONE = 0xffffffff;
const TABLE = { family: 4, index: 0, tableId: 0 } as const;

function path(fields: Partial<RoutePath> & { hop?: string }): RoutePath {
  const { hop = "::", ...others } = fields;
  const nextHop = Ip6Address.parse(hop);
  return { type: "normal", protocol: 0, weight: 1, preference: 0, swIfIndex: NONE, nextHop, ...others };
}

const VIA = path({ hop: "::1.1.1.1", table: TABLE });
const NEIGHBOR = path({ hop: "::1.1.1.1", swIfIndex: 1 });
const LOCAL = path({ type: "local" });
const LOCAL_ON_1 = path({ type: "local", swIfIndex: 1 });

// The types in which VPP 26.06 shows the paths, sorted by next hop, and the interface whose neighbours the prefix is made of.
const requests: readonly { title: string; given: RoutePath[]; types: string[]; attachedVia?: number }[] = [
  { title: "a next hop and a local path", given: [VIA, LOCAL], types: ["local", "local"] },
  { title: "a local path and a next hop", given: [LOCAL, VIA], types: ["local", "local"] },
  { title: "a local path on an interface, later", given: [NEIGHBOR, LOCAL_ON_1], types: ["local", "normal"] },
  { title: "a local path on an interface, first", given: [LOCAL_ON_1, VIA], types: ["local", "local"] },
  { title: "drop and local", given: [path({ type: "drop" }), LOCAL], types: ["local", "local"] },
  { title: "unreachable and local", given: [path({ type: "unreachable" }), LOCAL], types: ["unreachable", "local"] },
  { title: "drop and a next hop", given: [path({ type: "drop" }), VIA], types: ["drop", "normal"] },
  { title: "an interface", given: [path({ swIfIndex: 1 })], types: ["normal"], attachedVia: 1 },
  { title: "an interface and a next hop", given: [path({ swIfIndex: 1 }), NEIGHBOR], types: ["normal", "normal"] },
  {
    title: "an interface and drop",
    given: [path({ swIfIndex: 1 }), path({ type: "drop" })],
    types: ["drop", "normal"],
    attachedVia: 1,
  },
  { title: "DVR", given: [path({ type: "dvr", swIfIndex: 1 })], types: ["dvr"] },
  { title: "a local path on an interface alone", given: [LOCAL_ON_1], types: ["local"], attachedVia: 1 },
];

for (const { title, given, types, attachedVia } of requests) {
  t.test(`makes paths of ${title}`, async (t) => {
    const requested = requestedPaths(Prefix.parse("10.0.0.0/8"), given, false);
    t.same(
      requested.paths.map(({ type }) => type),
      types,
    );
    t.equal(requested.attachedVia, attachedVia);
    t.equal(requested.isLocal, given.includes(LOCAL) || given.includes(LOCAL_ON_1));
  });
}

t.test("makes all paths local for a source that is local", async (t) => {
  const { paths } = requestedPaths(Prefix.parse("10.0.0.0/8"), [VIA, path({ type: "drop" })], true);
  t.same(
    paths.map(({ kind, table }) => [kind, table]),
    [
      [8, undefined],
      [8, undefined],
    ],
  );
});

t.test("attaches a host by its own address, but shows no next hop for DVR", async (t) => {
  const host = Prefix.parse("10.0.0.7/32");
  t.equal(requestedPaths(host, [path({ swIfIndex: 1 })], false).attachedVia, 1);
  const [dvr] = requestedPaths(host, [path({ type: "dvr", swIfIndex: 1 })], false).paths;
  t.equal(String(dvr?.nextHop), "::");
});
