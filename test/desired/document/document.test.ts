import { readFileSync } from "node:fs";
import t from "tap";
import { parseDocument } from "../../../src/desired/document/document.ts";
import { localSidFrom, policyFrom, trafficFrom } from "../../../src/srv6/index.ts";

t.test("an empty mapping desires nothing", async (t) => {
  const { places, ...state } = await parseDocument("{}");
  t.same(state, { encap: {}, localSids: [], policies: [], steering: [] });
  t.equal(places?.placeOf(["policies", 0]), "document:1");
});

t.test("a document says what its parts say to the library", async (t) => {
  const text = `
    encap: { source: fd11::1000, hopLimit: 128 }
    localSids:
      - { sid: "fcdd::", behavior: { type: End.X, nextHop: fe80::1, swIfIndex: 3, psp: true }, fibTable: 7 }
      - { sid: fcdd::4, behavior: { type: End.DT4, tableId: 5 } }
    policies:
      - { bsid: cafe::1, segments: [fc00::1, fc00::2], fibTable: 7, headend: insert }
      - { bsid: cafe::2, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2], weight: 3 }], policyType: spray }
    steering:
      - { prefix: 172.16.104.99/26, bsid: cafe::2 }
      - { prefix: ::/0, bsid: cafe::1, tableId: 5 }`;
  const { encap, localSids, policies, steering } = await parseDocument(text);
  t.same({ source: String(encap.source), hopLimit: encap.hopLimit }, { source: "fd11::1000", hopLimit: 128 });
  t.same(localSids, [
    localSidFrom({
      sid: "fcdd::",
      behavior: { type: "End.X", nextHop: "fe80::1", swIfIndex: 3, psp: true },
      fibTable: 7,
    }),
    localSidFrom({ sid: "fcdd::4", behavior: { type: "End.DT4", tableId: 5 } }),
  ]);
  t.same(policies, [
    policyFrom({
      bsid: "cafe::1",
      segmentLists: [{ segments: ["fc00::1", "fc00::2"] }],
      fibTable: 7,
      headend: "insert",
    }),
    policyFrom({
      bsid: "cafe::2",
      segmentLists: [{ segments: ["fc00::1"] }, { segments: ["fc00::2"], weight: 3 }],
      policyType: "spray",
    }),
  ]);
  t.same(steering, [
    { ...trafficFrom({ kind: "l3", prefix: "172.16.104.64/26" }), bsid: policies[1]?.bsid },
    { ...trafficFrom({ kind: "l3", prefix: "::/0", tableId: 5 }), bsid: policies[0]?.bsid },
  ]);
});

t.test("the overlay of the examples is a document", async (t) => {
  const path = new URL("../../../../examples/overlay.yaml", import.meta.url);
  const { localSids, policies, steering } = await parseDocument(readFileSync(path, "utf8"));
  t.same(
    localSids.map(({ behavior }) => behavior.type),
    ["End.DT4", "End.DT6"],
  );
  t.same(
    policies.map(({ segmentLists }) => segmentLists.map(({ segments }) => segments.length)),
    [[1], [3], [2, 2]],
  );
  t.same(new Set(steering.map((rule) => rule.kind === "l3" && rule.prefix.address.family)), new Set([4, 6]));
});

const refused: [title: string, text: string, lines: (string | RegExp)[]][] = [
  ["an empty file", "", ["o.yaml:1: expected a mapping, found nothing"]],
  ["a list", "- a", ["o.yaml:1: expected a mapping, found a list"]],
  ["a list that does not end", "policies: [1", [/^o\.yaml:1:13: not YAML: /]],
  ["bad indentation", "policies:\n  - bsid: cafe::1\n   segments: []", [/^o\.yaml:3:4: not YAML: bad indentation/]],
  ["a key twice", "steering: []\nsteering: []", ["o.yaml:2:1: not YAML: key steering is given twice"]],
  ["a tag that nobody knows", "!foo {}", ["o.yaml:1:1: not YAML: tags are not supported: remove !foo"]],
  ["two documents", "--- {}\n--- {}", ["o.yaml:2:5: not YAML: a second document: keep one"]],
  [
    "an address that YAML takes for a key",
    "localSids:\n  - sid: fcff::\n",
    [/^o\.yaml:2:15: not YAML: .*: put an address that ends in :: in quotes$/],
  ],
  [
    "an address in a flow list that YAML takes for a key",
    "policies:\n  - { bsid: cafe::1, segments: [fcff::, fc00::1] }",
    ["o.yaml:2: policies[0].segments[0]: expected a SID, found a mapping: put an address that ends in :: in quotes"],
  ],
  [
    "unknown keys",
    "policys: []\nfoo: 1",
    [
      "o.yaml:1: policys: unknown key: did you mean policies? (known: encap, tables, routes, localSids, policies, steering, innerMtu, owns, adopt, requires)",
      "o.yaml:2: foo: unknown key (known: encap, tables, routes, localSids, policies, steering, innerMtu, owns, adopt, requires)",
    ],
  ],
  [
    "an unknown key within",
    "policies:\n  - bsid: cafe::1\n    segmentList: []",
    [
      "o.yaml:2: policies[0]: missing: expected segments or segmentLists",
      /^o\.yaml:3: policies\[0\]\.segmentList: unknown key: did you mean segmentLists\? \(known: bsid, /,
    ],
  ],
  [
    "what is no list, number, or text",
    "policies:\nlocalSids: 3\nencap: { source: 5, hopLimit: many }\nsteering: {}",
    [
      "o.yaml:1: policies: expected a list, found nothing",
      "o.yaml:2: localSids: expected a list, found 3",
      "o.yaml:3: encap.source: expected an IPv6 address, found 5",
      'o.yaml:3: encap.hopLimit: expected a whole number from 1 to 255, found "many"',
      "o.yaml:4: steering: expected a list, found a mapping",
    ],
  ],
  [
    "what is missing",
    "localSids:\n  - sid: fcdd::1\nsteering:\n  - bsid: cafe::1",
    [
      "o.yaml:2: localSids[0].behavior: missing: expected a mapping, as in { type: End.DT4, tableId: 0 }",
      "o.yaml:4: steering[0]: missing: expected prefix or interface",
    ],
  ],
  [
    "hop limits that VPP does not take",
    "encap: { hopLimit: 0 }",
    ["o.yaml:1: encap.hopLimit: expected a whole number from 1 to 255, found 0"],
  ],
  [
    "a source that no packet can have",
    "encap: { source: ff02::1 }",
    ["o.yaml:1: encap.source: ff02::1 cannot be the source address of a packet"],
  ],
  [
    "SIDs that are none",
    'localSids:\n  - sid: "::"\n    behavior: { type: End }\n  - sid: ::ffff:10.0.0.1\n    behavior: { type: End }',
    [
      "o.yaml:2: localSids[0].sid: :: cannot be a SID: it is the unspecified address",
      "o.yaml:4: localSids[1].sid: ::ffff:10.0.0.1 cannot be a SID: it is an IPv4-mapped address",
    ],
  ],
  [
    "behaviors that VPP does not have",
    "localSids:\n  - sid: fcdd::1\n    behavior: { type: End.DT46, tableId: 0 }\n  - sid: fcdd::2\n    behavior: End.DT4",
    [
      /^o\.yaml:3: localSids\[0\]\.behavior\.type: no endpoint behavior End\.DT46: use one End\.DT4 and one End\.DT6; /,
      'o.yaml:5: localSids[1].behavior: expected a mapping, as in { type: End.DT4, tableId: 0 }, found "End.DT4"',
    ],
  ],
  [
    "a flavor or argument that a behavior does not have",
    "localSids: [{ sid: fcdd::1, behavior: { type: End.DT4, tableId: 0, psp: true } }]",
    ["o.yaml:1: localSids[0].behavior.psp: unknown key (known: type, tableId)"],
  ],
  [
    "a next hop of the wrong family",
    "localSids: [{ sid: fcdd::1, behavior: { type: End.DX4, nextHop: fe80::1, swIfIndex: 1 } }]",
    ['o.yaml:1: localSids[0].behavior.nextHop: "fe80::1" is not an IPv4 address'],
  ],
  [
    "a table that is none",
    "localSids: [{ sid: fcdd::1, behavior: { type: End.DT4, tableId: -1 } }]",
    ["o.yaml:1: localSids[0].behavior.tableId: expected a whole number from 0 to 4294967295, found -1"],
  ],
  [
    "policies without segments, with too many, and with both kinds",
    `policies:
      - bsid: cafe::1
      - { bsid: cafe::2, segments: [] }
      - { bsid: cafe::3, segmentLists: [] }
      - { bsid: cafe::4, segments: [${"fc00::1,".repeat(17)}] }
      - { bsid: cafe::5, segments: [fc00::1], segmentLists: [{ segments: [fc00::2] }] }`,
    [
      "o.yaml:2: policies[0]: missing: expected segments or segmentLists",
      "o.yaml:3: policies[1].segments: a segment list has 1 to 16 segments, not 0",
      "o.yaml:4: policies[2]: a policy has 1 to 255 segment lists, not 0",
      "o.yaml:5: policies[3].segments: a segment list has 1 to 16 segments, not 17",
      "o.yaml:6: policies[4]: give segments or segmentLists, not both",
    ],
  ],
  [
    "weights that VPP cannot share",
    `policies:
      - bsid: cafe::1
        segmentLists:
          - { segments: [fc00::1], weight: 0 }
          - { segments: [fc00::2], weight: 65536 }
      - bsid: cafe::2
        segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2], weight: 20000 }]`,
    [
      "o.yaml:4: policies[0].segmentLists[0].weight: a weight is 1 to 65535, not 0",
      "o.yaml:5: policies[0].segmentLists[1].weight: a weight is 1 to 65535, not 65536",
      /^o\.yaml:6: policies\[1\]: weights 1, 20000: the list of weight 1 would get no packets/,
    ],
  ],
  [
    "prefixes that are none",
    "steering:\n  - { prefix: 10.0.0.0/33, bsid: cafe::1 }\n  - { prefix: fc00::1, bsid: 10.0.0.1 }",
    [
      'o.yaml:2: steering[0].prefix: "10.0.0.0/33" is not a prefix: the length of an IPv4 prefix is 0 to 32',
      /^o\.yaml:3: steering\[1\]\.prefix: "fc00::1" is not a prefix/,
      'o.yaml:3: steering[1].bsid: "10.0.0.1" is not an IPv6 address',
    ],
  ],
  [
    "a local SID twice, and one that is a BSID too",
    `localSids:
      - { sid: fcdd::1, behavior: { type: End } }
      - { sid: fcdd:0::1, behavior: { type: End.DT4, tableId: 0 } }
policies:
      - { bsid: fcdd::1, segments: [fc00::1] }`,
    [
      "o.yaml:3: localSids[1].sid: duplicate of localSids[0].sid fcdd::1",
      "o.yaml:5: policies[0].bsid: duplicate of localSids[0].sid fcdd::1",
    ],
  ],
  [
    "a BSID twice",
    "policies:\n  - bsid: cafe::1\n    segments: [fc00::1]\n  - bsid: cafe::1\n    segments: [fc00::2]",
    ["o.yaml:4: policies[1].bsid: duplicate of policies[0].bsid cafe::1"],
  ],
  [
    "a path twice in a policy",
    "policies:\n  - bsid: cafe::1\n    segmentLists:\n      - segments: [fc00::1]\n      - segments: [fc00::1]\n        weight: 2",
    ["o.yaml:5: policies[0].segmentLists[1].segments: duplicate of policies[0].segmentLists[0].segments fc00::1"],
  ],
  [
    "a prefix twice, but not in another table",
    `steering:
      - { prefix: 10.0.0.1/8, bsid: cafe::1 }
      - { prefix: 10.0.0.2/8, bsid: cafe::2 }
      - { prefix: 10.0.0.2/8, bsid: cafe::2, tableId: 7 }`,
    ["o.yaml:3: steering[1].prefix: duplicate of steering[0].prefix 10.0.0.0/8 table 0"],
  ],
];

for (const [title, text, lines] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    const error: Error = await parseDocument(text, "o.yaml").then(
      () => t.fail("it was taken"),
      (reason) => reason,
    );
    t.match(error, { code: "VPP_DOCUMENT" });
    t.match(error.message.split("\n"), lines);
    t.equal(error.message.split("\n").length, lines.length);
  });
}

t.test("of very many problems the first are told", async (t) => {
  const text = `steering:\n${"  - {}\n".repeat(30)}`;
  const error: Error = await parseDocument(text).catch((reason) => reason);
  const lines = error.message.split("\n");
  t.equal(lines[0], "document:2: steering[0].bsid: missing: expected a SID");
  t.equal(lines.length, 21);
  t.equal(lines[20], "and 10 more");
});
