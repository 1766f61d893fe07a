import t from "tap";
import { describeOverheads, describeUnsourced, destinationsOf } from "../../../src/desired/plan/warnings.ts";
import { policyFrom } from "../../../src/srv6/index.ts";

const POLICY = policyFrom({
  bsid: "cafe::1",
  fibTable: 7,
  segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2", "fc00::3"] }],
});

const INTERFACES = [
  { swIfIndex: 1, name: "wide", mtuBytes: 9000 },
  { swIfIndex: 2, name: "host-a", mtuBytes: 1500 },
  { swIfIndex: 3, name: "host-b", mtuBytes: 1400 },
];

/** The warnings for packets of a size, when the packets of each list leave by the interfaces with these numbers. */
function overheads(innerMtu: number, ...numbers: number[][]): string[] {
  return describeOverheads({ innerMtu, policies: [POLICY] }, { interfaces: INTERFACES, numbers });
}

t.test("the packets of a list are sent to its first SID, in the table of the policy", async (t) => {
  t.same(
    destinationsOf([POLICY]).map(({ prefix, tableId }) => `${prefix} ${tableId}`),
    ["fc00::1/128 7", "fc00::2/128 7"],
  );
});

// RFC 8986 5.1: H.Encaps adds an IPv6 header of 40 bytes, and for two SIDs a routing header of 8 + 2 * 16 bytes (RFC 8754 2).
t.test(
  "packets that become longer than the MTU by the outer headers are a warning, up to the MTU they are none",
  async (t) => {
    t.same(overheads(1420, [2], [2]), []);
    t.same(overheads(1421, [2], [2]), [
      "policy cafe::1 via fc00::2, fc00::3: packets of 1421 bytes become 1501 bytes, and the MTU of host-a is 1500",
    ]);
    t.same(overheads(1461, [2], [1]), [
      "policy cafe::1 via fc00::1: packets of 1461 bytes become 1501 bytes, and the MTU of host-a is 1500",
    ]);
  },
);

t.test("of several interfaces that with the smallest MTU counts", async (t) => {
  t.match(overheads(1400, [1, 3, 2], [1]), [/^policy cafe::1 via fc00::1: .* and the MTU of host-b is 1400$/]);
});

t.test("a list without a route, or by an interface that is gone, has no warning", async (t) => {
  t.same(overheads(9000, [], [4]), []);
});

t.test("nothing is warned of when VPP was not asked, or the document names no size", async (t) => {
  t.same(describeOverheads({ innerMtu: 9000, policies: [POLICY] }, undefined), []);
  t.same(describeOverheads({ policies: [POLICY] }, { interfaces: INTERFACES, numbers: [[3], [3]] }), []);
});

t.test("a policy without an encap source is named", async (t) => {
  t.equal(
    describeUnsourced(POLICY),
    "policy cafe::1: packets get the outer source ::, since neither the document nor VPP has an encap source",
  );
});
