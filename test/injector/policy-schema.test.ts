import t from "tap";
import { readKey, readPolicy, routerIdFrom } from "../../src/injector/policy-schema.ts";
import { plain } from "./policies.ts";

const SEGMENTS = [{ sid: "fcdd::1", behavior: 19 }];
const GOOD = { nlri: { color: 4, endpoint: "fd11::1" }, segmentlist: { segments: SEGMENTS } };

function problems(change: object): string[] {
  const read = readPolicy({ ...GOOD, ...change });
  return "problems" in read ? read.problems.map(({ path, text }) => `${path.join(".")}: ${text}`) : [];
}

const wrong: readonly (readonly [change: object, problem: string | RegExp])[] = [
  [{ nlri: { color: 0, endpoint: "fd11::1" } }, "nlri.color: expected a whole number from 1 to 4294967295, found 0"],
  [{ nlri: { color: 4, endpoint: "ff02::1" } }, /^nlri.endpoint: ff02::1 is no unicast/],
  [{ nlri: { color: 4, endpoint: "10.0.0.1" } }, /^nlri.endpoint: .*10\.0\.0\.1/],
  [{ nlri: { color: 4 } }, "nlri.endpoint: missing: expected a unicast IPv6 address"],
  [{ segmentlist: { segments: [] } }, "segmentlist.segments: expected 1 to 16 segments, found 0"],
  [
    { segmentlist: { segments: Array(17).fill(SEGMENTS[0]) } },
    "segmentlist.segments: expected 1 to 16 segments, found 17",
  ],
  [{ segmentlist: { segments: [{ sid: "::" }] } }, /^segmentlist.segments.0.sid: :: is no unicast/],
  [{ segmentlist: { segments: [{ sid: "fe80::1" }] } }, /^segmentlist.segments.0.sid: fe80::1 is no unicast/],
  [{ segmentlist: { segments: SEGMENTS, weight: 0 } }, /^segmentlist.weight: expected a whole number from 1/],
  [{ segmentlist: { segments: [{ sid: "fcdd::1", behavior: 65536 }] } }, /^segmentlist.segments.0.behavior: /],
  [{ segmentlists: [{ segments: SEGMENTS }] }, ": give segmentlist or segmentlists, not both"],
  [{ segmentlist: null }, "segmentlist: expected a mapping, found nothing"],
  [{ bsid: "ff02::2" }, /^bsid: ff02::2 is no unicast/],
  [{ priority: 256 }, "priority: expected a whole number from 0 to 255, found 256"],
  [{ preference: -1 }, /^preference: expected a whole number from 0/],
  [{ family: { afi: 1, safi: 73 } }, "family.afi: expected 2 (IPv6), found 1"],
  [{ family: { afi: 2, safi: 1 } }, "family.safi: expected 73 (SR policy), found 1"],
  [{ headend: ["0.0.0.0"] }, "headend.0: 0.0.0.0 is no router ID"],
  [{ iswithdraw: "yes" }, 'iswithdraw: expected true or false, found "yes"'],
  [{ nexthop: "node1" }, /^nexthop: /],
  [{ prefrence: 100 }, /^prefrence: unknown key: did you mean preference\?/],
];

for (const [change, problem] of wrong) {
  t.test(`refuses ${JSON.stringify(change).slice(0, 80)}`, async (t) => {
    const [found, ...others] = problems(change);
    if (typeof problem === "string") t.equal(found, problem);
    else t.match(found, problem);
    t.same(others, []);
  });
}

t.test("a policy without a list is refused, unless it is a withdrawal", async (t) => {
  const { segmentlist: _, ...bare } = GOOD;
  t.match(readPolicy(bare), { problems: [{ text: "missing: expected segmentlist or segmentlists" }] });
  t.match(readPolicy({ ...bare, iswithdraw: true }), { nlri: { color: 4 }, path: undefined });
  t.match(readPolicy({ ...GOOD, iswithdraw: true }), { path: undefined });
});

t.test("what is left out has the values of RFC 9256, and keys of GoBGP's routes are ignored", async (t) => {
  const read = readPolicy({
    ...GOOD,
    age: { seconds: 0 },
    sourceasn: 5600,
    neighborip: "x",
    headend: ["10.0.0.1", "10.0.0.1"],
  });
  t.match(plain(read), {
    headends: ["10.0.0.1"],
    path: { preference: 100, segmentLists: [{ weight: 1, segments: [{ type: "B" }] }] },
  });
  t.equal("headends" in read && read.headends.length, 1, "a headend counts once");
});

t.test("the name of a policy may lack the distinguisher", async (t) => {
  t.match(readKey({ color: 4, endpoint: "fd11::1" }), { distinguisher: undefined, color: 4 });
  t.throws(() => readKey({ color: 4, endpoint: "fd11::1", distinguisher: -1 }), { code: "VPP_DOCUMENT" });
});

t.test("a router ID is an IPv4 address other than 0.0.0.0", async (t) => {
  t.equal(String(routerIdFrom("10.0.0.1")), "10.0.0.1");
  t.throws(() => routerIdFrom("fd11::1"), { code: "VPP_ADDRESS" });
  t.throws(() => routerIdFrom("0.0.0.0"), { message: "0.0.0.0 is no router ID" });
});
