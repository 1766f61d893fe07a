import t from "tap";
import { Ip6Address, Prefix } from "../../src/address/index.ts";
import { branchText } from "../../src/cli/output/index.ts";
import { explainPath, explanationTree } from "../../src/cli/packet-path.ts";
import type { LocalSid, SrPolicy, Srv6, Steering } from "../../src/srv6/index.ts";

const BSID = Ip6Address.parse("cafe::1");
const ROUTE = { source: "SR", statsIndex: 21, isDrop: false, isSteering: true };
const PREFIX = Prefix.parse("10.2.0.0/24");

const POLICY: SrPolicy = {
  bsid: BSID,
  headend: "encaps",
  policyType: "default",
  fibTable: 0,
  encapSource: Ip6Address.parse("fd11::a"),
  segmentLists: ["fc00::1", "fc00::2", "fc00::3"].map((sid) => ({ segments: [Ip6Address.parse(sid)], weight: 1 })),
};

/** What a VPP would answer: everything that is asked of it is given by hand. */
function srv6Of(
  more: { route?: object | undefined; localSids?: LocalSid[]; steering?: Steering[] } = {},
  policy = POLICY,
): Srv6 {
  const { route = { ...ROUTE, prefix: PREFIX }, localSids = [] } = more;
  const { steering = [{ kind: "l3", prefix: PREFIX, tableId: 0, bsid: BSID }] as Steering[] } = more;
  const first = { prefix: Prefix.parse("fc00::/16"), source: "API", statsIndex: 7, isDrop: false, isSteering: false };
  return {
    routesTo: async () => ["route" in more ? more.route : route],
    steering: async () => steering,
    policies: async () => [policy],
    localSids: async () => localSids,
    firstSids: async () => new Map([[policy, [first, undefined, { ...first, isDrop: true }]]]),
  } as unknown as Srv6;
}

t.test("follows a packet through its policy", async (t) => {
  const found = await explainPath(srv6Of(), Prefix.parse("10.2.0.9/32"), 0);
  t.match(found, {
    destination: "10.2.0.9/32",
    tableId: 0,
    route: { prefix: "10.2.0.0/24", source: "SR", statsIndex: 21, isDrop: false },
    localSid: null,
    policy: { bsid: "cafe::1", encapSource: "fd11::a" },
  });
  // VPP 26.06 gives three equal lists 6, 5 and 5 of 16 buckets. A list of one SID adds an IPv6 header of 40 bytes.
  t.same(
    found.policy?.lists.map(({ share, overheadBytes }) => [share, overheadBytes]),
    [
      [6 / 16, 40],
      [5 / 16, 40],
      [5 / 16, 40],
    ],
  );
  t.same(
    found.policy?.lists.map(({ firstSid }) => firstSid?.isDrop),
    [false, null, true],
  );
});

const others: readonly { title: string; srv6: Srv6; destination?: string; found: object }[] = [
  { title: "no route", srv6: srv6Of({ route: undefined }), found: { route: null, policy: null } },
  {
    title: "a route that is none of steering",
    srv6: srv6Of({ route: { ...ROUTE, prefix: PREFIX, isSteering: false } }),
    found: { route: { prefix: "10.2.0.0/24" }, policy: null },
  },
  {
    title: "steering of another table",
    srv6: srv6Of({ steering: [{ kind: "l3", prefix: PREFIX, tableId: 10, bsid: BSID }] as Steering[] }),
    found: { policy: null },
  },
  {
    title: "steering to a policy that is gone",
    srv6: srv6Of({
      steering: [{ kind: "l3", prefix: PREFIX, tableId: 0, bsid: Ip6Address.parse("cafe::2") }] as Steering[],
    }),
    found: { policy: null },
  },
  {
    title: "a local SID",
    srv6: srv6Of({
      localSids: [{ sid: Ip6Address.parse("fc00::d4"), behavior: { type: "End.DT4", tableId: 5 }, fibTable: 0 }],
    }),
    destination: "fc00::d4/128",
    found: { localSid: { type: "End.DT4", tableId: 5 } },
  },
  {
    title: "a BSID, whose policy takes the packet",
    srv6: srv6Of({ route: { ...ROUTE, prefix: Prefix.parse("cafe::1/128"), isSteering: false }, steering: [] }),
    destination: "cafe::1/128",
    found: { bsidTable: 0, policy: { bsid: "cafe::1", lists: [{ path: "fc00::1" }, {}, {}] } },
  },
  {
    title: "a BSID at which VPP prefers a route of another source",
    srv6: srv6Of({ route: { ...ROUTE, prefix: Prefix.parse("cafe::1/128"), source: "API", isSteering: false } }),
    destination: "cafe::1/128",
    found: { bsidTable: 0, policy: null },
  },
  {
    title: "a prefix around a BSID, which is none",
    srv6: srv6Of({ route: undefined }),
    destination: "cafe::1/64",
    found: { bsidTable: null, policy: null },
  },
];

for (const { title, srv6, destination = "10.2.0.9/32", found } of others) {
  t.test(`finds ${title}`, async (t) => {
    t.match(await explainPath(srv6, Prefix.parse(destination), 0), found);
  });
}

t.test("the tree for people has a line for each thing", async (t) => {
  const tree = explanationTree(await explainPath(srv6Of(), Prefix.parse("10.2.0.9/32"), 0), new Map());
  const lines = branchText(tree).trimEnd().split("\n");
  t.equal(lines[0], "10.2.0.9/32 in table 0");
  t.match(lines[1], /route 10\.2\.0\.0\/24 of SR, counted in \/net\/route\/to\[21\]$/);
  t.match(lines[2], /policy cafe::1: .*, from fd11::a$/);
  t.match(lines[3], /37\.5 % \(weight 1\) via fc00::1$/);
  t.equal(lines.length, 3 + 3 * 3);
  const dropped = await explainPath(srv6Of({ route: undefined }), Prefix.parse("10.2.0.9/32"), 0);
  const none = explanationTree(dropped, new Map());
  t.match(none.branches, [{ text: /^no route/ }]);
});

t.test("a spray policy copies to all lists: no percentages, no weights", async (t) => {
  const spray: SrPolicy = { ...POLICY, policyType: "spray" };
  const found = await explainPath(srv6Of({}, spray), Prefix.parse("10.2.0.9/32"), 0);
  t.same(
    found.policy?.lists.map(({ share }) => share),
    [1, 1, 1],
  );
  const text = branchText(explanationTree(found, new Map()));
  t.match(text, / a copy via fc00::1\n/);
  t.equal(text.match(/ and a copy via fc00::[23]\n/g)?.length, 2);
  t.notMatch(text, /%|weight/);
});

t.test(
  "names the table of a BSID that is not in the table of the question, and the interface of a local SID",
  async (t) => {
    const away: SrPolicy = { ...POLICY, fibTable: 7 };
    const found = await explainPath(srv6Of({ route: undefined }, away), Prefix.parse("cafe::1/128"), 0);
    t.match(
      branchText(explanationTree(found, new Map())),
      /├─ the BSID of a policy in table 7, .*--table 7\n└─ no route/,
    );
    const sid = Ip6Address.parse("fc00::d2");
    const localSids: LocalSid[] = [{ sid, behavior: { type: "End.DX2", swIfIndex: 3 }, fibTable: 0 }];
    const local = await explainPath(srv6Of({ localSids }), Prefix.parse("fc00::d2/128"), 0);
    t.match(branchText(explanationTree(local, new Map([[3, "host-b"]]))), /├─ a local SID: End\.DX2 on host-b\n/);
  },
);
