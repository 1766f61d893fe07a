import t from "tap";
import { faultsOf, type Lines, listingWith } from "./scene.ts";

const segments = (count: number) =>
  `    segment_list: [${Array.from({ length: count }, (_, at) => `"fcff::${at + 1}"`)}]`;

/** Other lines, and the faults without the name of the file. */
const refused: readonly (readonly [title: string, Lines, faults: readonly string[]])[] = [
  [
    "a bad address",
    { 6: '  - egress_node: "fd11::x"' },
    ['6: policies[0].egress_node: "fd11::x" is not an IPv6 address'],
  ],
  [
    "an IPv4 egress node",
    { 6: "  - egress_node: 10.0.0.1" },
    ['6: policies[0].egress_node: "10.0.0.1" is not an IPv6 address'],
  ],
  [
    "a link-local egress node",
    { 6: "  - egress_node: fe80::1" },
    ["6: policies[0].egress_node: fe80::1 cannot be the address of a node: it is a link-local address"],
  ],
  [
    "a policy that leads to the node itself",
    { 6: "  - egress_node: fd10::1000" },
    ["6: policies[0].egress_node: fd10::1000 is this node: a policy leads to another one"],
  ],
  [
    "more than 16 segments",
    { 8: segments(17) },
    ["8: policies[0].segment_list: a segment list has 1 to 16 segments, not 17"],
  ],
  ["no segment", { 8: segments(0) }, ["8: policies[0].segment_list: a segment list has 1 to 16 segments, not 0"]],
  [
    "a multicast segment",
    { 8: "    segment_list: [fcff::1, ff02::1]" },
    ["8: policies[0].segment_list[1]: ff02::1 cannot be a SID: it is a multicast address"],
  ],
  [
    "a BSID as a segment",
    { 8: "    segment_list: [cafe::1, fcff::1]" },
    ["8: policies[0].segment_list[0]: cafe::1 is in cafe::/118, the BSIDs, to which no packet is routed"],
  ],
  [
    "a BSID outside of the pool",
    { 7: "    bsid: cafe::400" },
    ["7: policies[0].bsid: cafe::400 is outside of cafe::/118, the BSIDs"],
  ],
  [
    "another node's document",
    { 4: "node: node1" },
    ["4: node: the document is for node node1, and this is node master"],
  ],
  ["a node that is a number", { 4: "node: 7" }, ["4: node: expected the ID of this node, found 7"]],
  ["unknown traffic", { 9: "    traffic: ipv6" }, ['9: policies[0].traffic: expected IPv4 or IPv6, found "ipv6"']],
  ["a weight of 0", { 10: "    weight: 0" }, ["10: policies[0].weight: a weight is 1 to 65535, not 0"]],
  [
    "weights that starve a list",
    { 8: "    segment_lists: [{ segments: [fcff::1] }, { segments: [fcff::2], weight: 65535 }]" },
    [
      "8: policies[0].segment_lists: weights 1, 65535: the list of weight 1 would get no packets when VPP shares them over 8192 buckets",
    ],
  ],
  [
    "no list in segment_lists",
    { 8: "    segment_lists: []" },
    ["8: policies[0].segment_lists: a policy has 1 to 255 segment lists, not 0"],
  ],
  [
    "a preference that is too high",
    { 10: "    preference: 4294967296" },
    ["10: policies[0].preference: expected a whole number from 0 to 4294967295, found 4294967296"],
  ],
  [
    "a local SID outside of the range",
    { 2: "  DT4: fcde::4" },
    ["2: localsids.DT4: fcde::4 is outside of fcdd::/48, the local SIDs"],
  ],
  [
    "a local SID that cannot be one",
    { 2: "  DT4: ff02::4" },
    ["2: localsids.DT4: ff02::4 cannot be a SID: it is a multicast address"],
  ],
];

for (const [title, lines, faults] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    t.same(
      await faultsOf(listingWith(lines)),
      faults.map((fault) => `te.yaml:${fault}`),
    );
  });
}

t.test("refuses a local SID that is a BSID or the address of the node, also without a range", async (t) => {
  t.same(await faultsOf(listingWith({ 2: "  DT4: cafe::4", 3: "  DT6: fd10::1000" }), { localSids: undefined }), [
    "te.yaml:2: localsids.DT4: cafe::4 is in cafe::/118, the BSIDs, to which no packet is routed",
    "te.yaml:3: localsids.DT6: fd10::1000 is the address of this node: a local SID is another one",
  ]);
});
