import t from "tap";
import { faultsOf, type Lines, listingWith } from "./scene.ts";

/** Other lines, and the faults without the name of the file. */
const refused: readonly (readonly [title: string, Lines, faults: readonly string[]])[] = [
  [
    "a BSID named twice",
    { 10: "  - { egress_node: fd12::1000, bsid: cafe::1c3, traffic: IPv6, segment_list: [fcdd::12aa:6] }" },
    ["10: policies[1].bsid: duplicate of policies[0].bsid cafe::1c3"],
  ],
  [
    "a key named twice with the same preference",
    {
      10: "  - { egress_node: fd11::1000, bsid: cafe::1, traffic: IPv6, segment_list: [fcdd::11aa:6], preference: 100 }",
    },
    ["10: policies[1]: duplicate of policies[0]: both are for IPv6 to fd11::1000, with preference 100"],
  ],
  [
    "traffic that does not fit the last SID",
    {
      10: '  - { egress_node: fd11::1000, bsid: cafe::1, traffic: IPv4, segment_list: ["fcdd::11aa:c11:b42f:f17e:a683"] }',
    },
    [
      "10: policies[1].segment_list[0]: traffic IPv4 does not fit policies[0].segment_list[1] fcdd::11aa:c11:b42f:f17e:a683, which ends a list for IPv6",
    ],
  ],
  [
    "a list that ends in a local SID of the node itself",
    { 8: '    segment_list: ["fcdd::aa:34b8:247c:36da:db45"]' },
    [
      "8: policies[0].segment_list[0]: localsids.DT6 fcdd::aa:34b8:247c:36da:db45 is of this node: the last SID is of the egress node",
    ],
  ],
  ["no segments", { 8: "" }, ["6: policies[0]: missing: expected segment_list or segment_lists"]],
  [
    "both kinds of lists",
    { 10: "    segment_lists: [{ segments: [fcff::1] }]" },
    ["6: policies[0]: give segment_list or segment_lists, not both"],
  ],
  [
    "two lists with the same segments",
    { 8: "    segment_lists: [{ segments: [fcff::1] }, { weight: 2, segments: [fcff::1] }]" },
    ["8: policies[0].segment_lists[1].segments: duplicate of policies[0].segment_lists[0].segments"],
  ],
  [
    "a weight beside several lists",
    { 8: "    segment_lists: [{ segments: [fcff::1] }]\n    weight: 2" },
    ["9: policies[0].weight: a weight is for segment_list: each of segment_lists has its own"],
  ],
  [
    "one local SID for both families",
    { 3: '  DT6: "fcdd::aa:34b8:247c:36da:db44"' },
    ["3: localsids.DT6: duplicate of localsids.DT4 fcdd::aa:34b8:247c:36da:db44"],
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

t.test("an entry with an egress node only is refused as incomplete, by name", async (t) => {
  t.same(await faultsOf(listingWith({ 10: '  - egress_node: "fd15::1000"' })), [
    "te.yaml:10: policies[1]: incomplete, there is only egress_node fd15::1000: add bsid, segment_list and traffic, or remove the entry",
  ]);
  t.same(await faultsOf(listingWith({ 10: '  - egress_node: "fd10::1000"' })), [
    "te.yaml:10: policies[1].egress_node: fd10::1000 is this node: a policy leads to another one",
    "te.yaml:10: policies[1]: incomplete, there is only egress_node: add bsid, segment_list and traffic, or remove the entry",
  ]);
});
