import t from "tap";
import { faultsOf, type Lines, listingWith, parse } from "./scene.ts";

/** What a value prints as JSON: addresses are texts. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

t.test("the paper's Listing 2 is a document", async (t) => {
  t.same(plain(await parse(listingWith())), {
    localSids: { DT4: "fcdd::aa:34b8:247c:36da:db44", DT6: "fcdd::aa:34b8:247c:36da:db45" },
    policies: [
      {
        endpoint: "fd11::1000",
        family: "IPv6",
        bsid: "cafe::1c3",
        preference: 100,
        segmentLists: [{ weight: 1, segments: ["fcff:3::1", "fcdd::11aa:c11:b42f:f17e:a683"] }],
      },
    ],
  });
});

t.test("weights, preferences and several lists are added to the paper's format", async (t) => {
  const document = `
node: master
policies:
  - egress_node: fd11::1000
    bsid: cafe::1
    traffic: IPv4
    preference: 0
    segment_lists:
      - { weight: 3, segments: [fcff:3::1, fcdd::11aa:4] }
      - { segments: [fcdd::11aa:4] }
  - { egress_node: fd11::1000, bsid: cafe::2, traffic: IPv4, preference: 4294967295, segment_list: [fcdd::11aa:4], weight: 7 }
`;
  const { localSids, policies } = await parse(document);
  t.same(localSids, {});
  t.same(plain(policies), [
    {
      ...{ endpoint: "fd11::1000", family: "IPv4", bsid: "cafe::1", preference: 0 },
      segmentLists: [
        { weight: 3, segments: ["fcff:3::1", "fcdd::11aa:4"] },
        { weight: 1, segments: ["fcdd::11aa:4"] },
      ],
    },
    {
      ...{ endpoint: "fd11::1000", family: "IPv4", bsid: "cafe::2", preference: 4294967295 },
      segmentLists: [{ weight: 7, segments: ["fcdd::11aa:4"] }],
    },
  ]);
});

t.test("a document may name no policy", async (t) => {
  t.same(await parse("{ node: master, policies: [] }"), { localSids: {}, policies: [] });
});

t.test("local SIDs are not compared with the range of all nodes where that is not known", async (t) => {
  const { localSids } = await parse(listingWith({ 2: "  DT4: fcde::4" }), { localSids: undefined });
  t.equal(String(localSids.DT4), "fcde::4");
});

t.test("an entry with an egress node only is refused as incomplete, by name", async (t) => {
  t.same(await faultsOf(listingWith({ 10: '  - egress_node: "fd15::1000"' })), [
    "te.yaml:10: policies[1]: incomplete, there is only egress_node fd15::1000: add bsid, segment_list and traffic, or remove the entry",
  ]);
  t.same(await faultsOf(listingWith({ 10: '  - egress_node: "fd10::1000"' })), [
    "te.yaml:10: policies[1].egress_node: fd10::1000 is this node: a policy leads to another one",
    "te.yaml:10: policies[1]: incomplete, there is only egress_node: add bsid, segment_list and traffic, or remove the entry",
  ]);
});

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
  [
    "another node's document",
    { 4: "node: node1" },
    ["4: node: the document is for node node1, and this is node master"],
  ],
  ["a document without a node", { 4: "" }, ["1: node: missing: expected the ID of this node"]],
  ["a node that is a number", { 4: "node: 7" }, ["4: node: expected the ID of this node, found 7"]],
  [
    "a document without policies",
    { 5: "policies:", 6: "", 7: "", 8: "", 9: "" },
    ["5: policies: expected a list, found nothing"],
  ],
  [
    "an unknown key, with the nearest one",
    { 7: "    bsidd: cafe::1c3" },
    [
      "6: policies[0].bsid: missing: expected a BSID",
      "7: policies[0].bsidd: unknown key: did you mean bsid? (known: egress_node, bsid, segment_list, segment_lists, weight, preference, traffic)",
    ],
  ],
  [
    "an unknown key of the document",
    { 10: "localSids: {}" },
    ["10: localSids: unknown key: did you mean localsids? (known: localsids, node, policies)"],
  ],
  ["unknown traffic", { 9: "    traffic: ipv6" }, ['9: policies[0].traffic: expected IPv4 or IPv6, found "ipv6"']],
  ["no traffic", { 9: "" }, ["6: policies[0].traffic: missing: expected IPv4 or IPv6"]],
  ["no segments", { 8: "" }, ["6: policies[0]: missing: expected segment_list or segment_lists"]],
  [
    "both kinds of lists",
    { 10: "    segment_lists: [{ segments: [fcff::1] }]" },
    ["6: policies[0]: give segment_list or segment_lists, not both"],
  ],
  [
    "a weight beside several lists",
    { 8: "    segment_lists: [{ segments: [fcff::1] }]\n    weight: 2" },
    ["9: policies[0].weight: a weight is for segment_list: each of segment_lists has its own"],
  ],
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
    "one local SID for both families",
    { 3: '  DT6: "fcdd::aa:34b8:247c:36da:db44"' },
    ["3: localsids.DT6: duplicate of localsids.DT4 fcdd::aa:34b8:247c:36da:db44"],
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

t.test("all faults are reported together, in the order of their lines", async (t) => {
  const faults = await faultsOf(`localsids: { DT5: "fcdd::1" }
node: node1
policies:
  - { egress_node: fd11::1000, bsid: cafe::1, traffic: IPv6, segment_list: [fcff::1] }
  - { egress_node: fd11::1000, bsid: cafe::1, traffic: IPv6, segment_list: [] }
  - { egress_node: fd12, bsid: cafe::1, traffic: both, segment_lists: [{ weight: 0, segments: [fcff::1] }] }
  - { egress_node: fd13::1000 }
  - 7
`);
  t.match(faults, [
    "te.yaml:1: localsids.DT5: unknown key: did you mean ",
    "te.yaml:2: node: the document is for node node1, and this is node master",
    "te.yaml:5: policies[1].segment_list: a segment list has 1 to 16 segments, not 0",
    "te.yaml:5: policies[1].bsid: duplicate of policies[0].bsid cafe::1",
    "te.yaml:5: policies[1]: duplicate of policies[0]: ",
    'te.yaml:6: policies[2].egress_node: "fd12" is not an IPv6 address',
    "te.yaml:6: policies[2].segment_lists[0].weight: a weight is 1 to 65535, not 0",
    'te.yaml:6: policies[2].traffic: expected IPv4 or IPv6, found "both"',
    "te.yaml:6: policies[2].bsid: duplicate of policies[0].bsid cafe::1",
    "te.yaml:7: policies[3]: incomplete, there is only egress_node fd13::1000: ",
    "te.yaml:8: policies[4]: expected a mapping, found 7",
  ]);
  t.equal(faults.length, 11);
});

t.test("refuses what is longer than the data of a ConfigMap can be, in bytes", async (t) => {
  const head = `${listingWith()}\n#`;
  const longest = head + "ä".repeat((2 ** 20 - head.length) / 2) + "a".repeat((2 ** 20 - head.length) % 2);
  t.equal((await parse(longest)).policies.length, 1);
  t.same(await faultsOf(`${longest}a`), [
    "te.yaml: 1048577 bytes, more than 1 MiB, the limit of a ConfigMap: make it smaller",
  ]);
});

t.test("refuses what is no mapping", async (t) => {
  t.same(await faultsOf(""), ["te.yaml:1: expected a mapping, found nothing"]);
  t.same(await faultsOf("7"), ["te.yaml:1: expected a mapping, found 7"]);
  t.match(await faultsOf("node: [", {}), [/^te\.yaml:1:\d+: not YAML: /]);
});
