import t from "tap";
import { compareCandidates, isSameCandidate, isSamePolicy } from "../../../src/overlay/model/candidate.ts";
import { type PathGiven, path } from "./scene.ts";

/** The first one is used: RFC 9256 section 2.9, with the originators of section 2.4 and the discriminators of 2.5. */
const orders: readonly (readonly [rule: string, used: PathGiven, other: PathGiven])[] = [
  ["the higher preference", { preference: 101 }, { preference: 100 }],
  ["preference before originator", { preference: 101, originator: [65000, "10.9.9.9"] }, { preference: 100 }],
  ["the lower AS", { originator: [64511, "10.0.0.99"] }, { originator: [64512, "10.0.0.1"] }],
  ["an AS of four bytes as a number", { originator: [65536, "10.0.0.1"] }, { originator: [4200000000, "10.0.0.1"] }],
  ["the lower router ID", { originator: [64512, "10.0.0.9"] }, { originator: [64512, "10.0.0.10"] }],
  ["a router ID as an unsigned number", { originator: [64512, "127.0.0.1"] }, { originator: [64512, "200.0.0.1"] }],
  ["originator before discriminator", { originator: [64512, "10.0.0.9"] }, { distinguisher: 7 }],
  ["the higher discriminator", { distinguisher: 8 }, { distinguisher: 7 }],
  ["discriminator before color", { distinguisher: 8, color: 94 }, { distinguisher: 7, color: 6 }],
  ["after all of these the lower color", { color: 6 }, { color: 94 }],
  ["after all of these the sender", { from: "fd00:34::2" }, { from: "fd00:35::2" }],
];

for (const [rule, used, other] of orders) {
  t.test(`a candidate path is selected by ${rule}`, async (t) => {
    t.ok(compareCandidates(path(used), path(other)) < 0);
    t.ok(compareCandidates(path(other), path(used)) > 0);
  });
}

t.test("two candidate paths of one peer and key compare as equal", async (t) => {
  t.equal(compareCandidates(path(), path()), 0);
});

t.test("the highest preference of a u32 is the highest", async (t) => {
  t.ok(compareCandidates(path({ preference: 0xffffffff }), path({ preference: 0 })) < 0);
});

const changes: readonly PathGiven[] = [
  { preference: 101 },
  { family: "IPv4" },
  { endpoint: "fd13::1000" },
  { bsid: "cafe::1c3" },
  { lists: ["fcff:5::1 fcdd:0:0:12aa::6"] },
  { lists: ["fcff:3::1 fcdd:0:0:12aa::6", "fcdd:0:0:12aa::6"] },
  { isBestEffort: true },
  { name: "node2" },
  { originator: [64512, "10.0.0.35"] },
  { originator: [64513, "10.0.0.34"] },
];

for (const change of changes) {
  t.test(`a path is another one with ${JSON.stringify(change)}`, async (t) => {
    t.notOk(isSameCandidate(path(), path(change)));
    t.notOk(isSameCandidate(path(change), path()));
  });
}

t.test("a path that is received again is the same one", async (t) => {
  const again = path();
  t.ok(isSameCandidate(path(), { ...again, origin: { ...again.origin, since: 1 } }));
});

t.test("the lists of a policy are the same in any order", async (t) => {
  const [a, b] = ["fcff:3::1 fcdd::4", "fcff:5::1 fcdd::4"];
  const { policy } = path({ lists: [a, b] });
  const reversed = { ...policy, segmentLists: [...policy.segmentLists].reverse() };
  t.ok(isSamePolicy(policy, reversed));
  t.notOk(isSamePolicy(policy, path({ lists: [b, a] }).policy), "weights belong to their lists");
});
