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

/** Other lines, and the faults without the name of the file. */
const refused: readonly (readonly [title: string, Lines, faults: readonly string[]])[] = [
  ["a document without a node", { 4: "" }, ["1: node: missing: expected the ID of this node"]],
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
  ["no traffic", { 9: "" }, ["6: policies[0].traffic: missing: expected IPv4 or IPv6"]],
];

for (const [title, lines, faults] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    t.same(
      await faultsOf(listingWith(lines)),
      faults.map((fault) => `te.yaml:${fault}`),
    );
  });
}

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
