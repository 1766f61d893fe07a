import t from "tap";
import { parseDocument } from "../../../src/desired/index.ts";

/** A policy for each pair of a BSID and its segments. */
function policies(...pairs: readonly (readonly [bsid: string, segments: string])[]): string {
  return `policies:\n${pairs.map(([bsid, segments]) => `  - { bsid: ${bsid}, segments: [${segments}] }\n`).join("")}`;
}

function repeat(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join("");
}

/** Nine levels of ten aliases each: 10^10 nodes in 500 bytes. */
const billionLaughs = `a0: &a0 [${"x,".repeat(10)}]\n${repeat(9, (at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]\n`)}`;

const refused: [title: string, text: string, lines: (string | RegExp)[]][] = [
  [
    "aliases that multiply",
    billionLaughs,
    ["o.yaml:6:38: not YAML: too many aliases: with *a4 they expand to more than 1000000 nodes"],
  ],
  [
    "aliases that multiply where a document has lists in lists",
    `policies: [&p { segmentLists: [&l { segments: [&s fc00::1, ${"*s, ".repeat(999)}] }, ${"*l, ".repeat(999)}] }, ${"*p, ".repeat(999)}]`,
    [/^o\.yaml:1:\d+: not YAML: too many aliases: with \*l they expand to more than 1000000 nodes$/],
  ],
  ["an alias within what it stands for", "policies: &a\n  - *a", ["o.yaml:2:5: not YAML: alias *a refers to itself"]],
  [
    "an alias before its anchor",
    "localSids: *a\npolicies: &a []",
    ["o.yaml:1:12: not YAML: alias *a has no anchor before it"],
  ],
  [
    "merge keys",
    "encap: &e { hopLimit: 3 }\nowns: { <<: *e }",
    [/^o\.yaml:2: owns\["<<"\]: unknown key \(known: sids, /],
  ],
  [
    "merge keys and other words of YAML 1.1",
    "%YAML 1.1\n---\nencap: { <<: { hopLimit: 3 }, hopLimit: yes }",
    [
      'o.yaml:3: encap.hopLimit: expected a whole number from 1 to 255, found "yes"',
      'o.yaml:3: encap["<<"]: unknown key (known: source, hopLimit)',
    ],
  ],
  [
    "lists in lists without end",
    `policies: ${"[".repeat(100_000)}`,
    ["o.yaml:1:42: not YAML: nesting exceeded maxDepth (32)"],
  ],
  [
    "mappings in mappings without end",
    "{ a: ".repeat(100_000),
    [/^o\.yaml:1:\d+: not YAML: nesting exceeded maxDepth \(32\)$/],
  ],
  ["keys in keys without end", "? ".repeat(100_000), ["o.yaml:1:64: not YAML: nesting exceeded maxDepth (32)"]],
  [
    "levels without end",
    repeat(3000, (at) => `${" ".repeat(at)}a:\n`),
    ["o.yaml:32:32: not YAML: nesting exceeded maxDepth (32)"],
  ],
  [
    "a text without end, of which it shows the ends",
    `encap: { source: ${"x".repeat(1_000_000)} }`,
    [/^o\.yaml:1: encap\.source: "x{100,} \.\.\. x{100,}" is not an IPv6 address$/],
  ],
  [
    "a key without end",
    `? ${"x".repeat(1_000_000)}\n: 1`,
    [/^o\.yaml:1: x{100,} \.\.\. x+: unknown key \(known: encap, /],
  ],
  [
    "keys that are no text",
    "? [a]\n: 1\n? { b: c }\n: 2",
    [
      "o.yaml:1:3: not YAML: a key is a text, not a list or a mapping",
      "o.yaml:3:3: not YAML: a key is a text, not a list or a mapping",
    ],
  ],
  ["keys that are equal as texts", '1: a\n"1": b', ["o.yaml:2:1: not YAML: key 1 is given twice"]],
  [
    "keys that are numbers or nothing",
    "7: a\n~: b",
    [/^o\.yaml:1: 7: unknown key \(/, /^o\.yaml:2: null: unknown key \(/],
  ],
  ["keys that every object has", "constructor: 1\ntoString: 2", [/:1: constructor: unknown/, /:2: toString: unknown/]],
  ["a key that would be no key", "__proto__: { encap: 1 }", ["o.yaml:1:1: not YAML: unknown key __proto__"]],
  ["keys that would write on a terminal", '"\\e[2J": 1', [/^o\.yaml:1: \["\\u001b\[2J"\]: unknown key \(/]],
  [
    "tags of languages",
    "a: !!binary aGk=\nb: !!js/function x\nc: !!set { d }",
    [
      "o.yaml:1:4: not YAML: tags are not supported: remove !!binary",
      "o.yaml:2:4: not YAML: tags are not supported: remove !!js/function",
      "o.yaml:3:4: not YAML: tags are not supported: remove !!set",
    ],
  ],
  ["values that may not begin so", "- @a\n".repeat(10_000), [/^o\.yaml:1:3: not YAML: end of the stream/]],
  ["texts without end", '"'.repeat(10_001), [/^o\.yaml:1:3: not YAML: end of the stream/]],
  ["tabs", "policies:\n\t- bsid: cafe::1", ["o.yaml:2:1: not YAML: tab characters must not be used in indentation"]],
  ["numbers that are none", "encap: { hopLimit: .nan }", [/^o\.yaml:1: encap\.hopLimit: expected .*, found NaN$/]],
  [
    "a policy that leads to itself",
    policies(["cafe::1", "fc00::1, cafe::1"]),
    ["o.yaml:2: policies[0].segments[1]: forwarding loop: packets of policy cafe::1 return to it through cafe::1"],
  ],
  [
    "policies that lead to each other",
    "policies:\n  - bsid: cafe::1\n    segments:\n      - cafe::2\n  - bsid: cafe::2\n    segmentLists:\n      - segments: [fc00::1]\n      - segments: [fc00::2, cafe::1]",
    [
      "o.yaml:8: policies[1].segmentLists[1].segments[1]: forwarding loop: packets of policy cafe::1 return to it through cafe::2, cafe::1",
    ],
  ],
  [
    "a long way back",
    policies(...Array.from({ length: 9 }, (_, at) => [`cafe::${at + 1}`, `cafe::${((at + 1) % 9) + 1}`] as const)),
    [
      "o.yaml:10: policies[8].segments[0]: forwarding loop: packets of policy cafe::1 return to it through cafe::2, cafe::3, cafe::4, cafe::5, cafe::6, ..., cafe::1",
    ],
  ],
  [
    "a BSID that is steered",
    `${policies(["cafe::1", "fc00::1"])}steering:\n  - { prefix: cafe::1/128, bsid: cafe::1 }`,
    ["o.yaml:4: steering[0].prefix: cafe::1/128 in IPv6 table 0 is used twice: policies[0].bsid uses it too"],
  ],
  [
    "a local SID that is steered",
    `localSids:\n  - { sid: fcbb:0:1::7, fibTable: 7, behavior: { type: uN } }\n${policies(["cafe::1", "fc00::1"])}steering:\n  - { prefix: fcbb:0:1::/48, tableId: 7, bsid: cafe::1 }`,
    ["o.yaml:6: steering[0].prefix: fcbb:0:1::/48 in IPv6 table 7 is used twice: localSids[0].sid uses it too"],
  ],
  [
    "local SIDs that differ where no prefix does",
    "localSids:\n  - { sid: fcbb:0:1::7, behavior: { type: uN } }\n  - { sid: fcbb:0:1::8, behavior: { type: uN } }",
    ["o.yaml:3: localSids[1].sid: fcbb:0:1::/48 in IPv6 table 0 is used twice: localSids[0].sid uses it too"],
  ],
  [
    "IPv4 packets for a policy that inserts",
    "policies:\n  - { bsid: cafe::1, segments: [fc00::1], headend: insert }\nsteering:\n  - prefix: 10.0.0.0/8\n    bsid: cafe::1",
    [
      "o.yaml:5: steering[0].bsid: policies[0] has headend insert, which takes only IPv6 packets: use a policy with headend encaps",
    ],
  ],
  [
    "IPv4 where IPv6 must be",
    `encap: { source: 10.0.0.1 }
localSids:
  - { sid: fcdd::1, behavior: { type: End.DX6, nextHop: 10.0.0.1, interface: loop0 } }
policies:
  - { bsid: ::ffff:1.2.3.4, segments: [::ffff:1.2.3.4, 1.2.3.4], encapSource: ::ffff:1.2.3.4 }`,
    [
      'o.yaml:1: encap.source: "10.0.0.1" is not an IPv6 address',
      'o.yaml:3: localSids[0].behavior.nextHop: "10.0.0.1" is not an IPv6 address',
      "o.yaml:5: policies[0].bsid: ::ffff:1.2.3.4 cannot be a SID: it is an IPv4-mapped address",
      "o.yaml:5: policies[0].segments[0]: ::ffff:1.2.3.4 cannot be a SID: it is an IPv4-mapped address",
      'o.yaml:5: policies[0].segments[1]: "1.2.3.4" is not an IPv6 address',
      "o.yaml:5: policies[0].encapSource: ::ffff:1.2.3.4 cannot be the source address of a packet",
    ],
  ],
];

for (const [title, text, lines] of refused) {
  t.test(`refuses ${title}`, async (t) => {
    const error = await refusal(text);
    t.match(error, { code: "VPP_DOCUMENT" });
    t.match(error.message.split("\n"), lines);
    t.equal(error.message.split("\n").length, lines.length);
  });
}

const endless: [title: string, text: string, first: RegExp, last: RegExp][] = [
  [
    "that are the same key",
    "a: 1\n".repeat(10_000),
    /^o\.yaml:2:1: not YAML: key a is given twice$/,
    /^and 9979 more$/,
  ],
  ["that are unknown keys", repeat(10_000, (at) => `k${at}: 1\n`), /^o\.yaml:1: k0: unknown key/, /^and 9980 more$/],
  [
    "of many lists",
    `steering:\n${"  - {}\n".repeat(10_000)}`,
    /^o\.yaml:2: steering\[0\]\.bsid: missing/,
    /^and 981 more$/,
  ],
  [
    "in one list",
    `policies: [{ bsid: cafe::1, segments: [${"x, ".repeat(150_000)}] }]`,
    /^o\.yaml:1: policies\[0\]\.segments\[0\]: "x" is not/,
    /^and 981 more$/,
  ],
  [
    "that are the same BSID",
    policies(...Array.from({ length: 10_000 }, () => ["cafe::1", "fc00::1"] as const)),
    /^o\.yaml:3: policies\[1\]\.bsid: duplicate of policies\[0\]\.bsid cafe::1$/,
    /^and 9979 more$/,
  ],
];

for (const [title, text, first, last] of endless) {
  t.test(`of problems without end ${title} the first are told`, async (t) => {
    const lines = (await refusal(text)).message.split("\n");
    t.match([lines[0], lines.at(-1), lines.length], [first, last, 21]);
  });
}

t.test("what stands behind an alias is where its anchor is", async (t) => {
  const text =
    "localSids:\n  - sid: fcdd::1\n    behavior: &b\n      type: End.DT4\n      tableId: -1\n  - { sid: fcdd::2, behavior: *b }";
  t.same((await refusal(text)).message.split("\n"), [
    "o.yaml:5: localSids[0].behavior.tableId: expected a whole number from 0 to 4294967295, found -1",
    "o.yaml:5: localSids[1].behavior.tableId: expected a whole number from 0 to 4294967295, found -1",
  ]);
});

t.test("an alias can be used for each of many policies", async (t) => {
  const text = `policies:\n  - { bsid: "cafe::f:0", segments: [fc00::1], encapSource: &source "fd11::1" }\n${repeat(
    1000,
    (at) => `  - { bsid: "cafe::${at + 1}", segments: [fc00::1], encapSource: *source }\n`,
  )}`;
  const read = await parseDocument(text);
  t.equal(read.policies.length, 1001);
  t.ok(read.policies.every(({ encapSource }) => String(encapSource) === "fd11::1"));
});

t.test("a chain of policies of any length is no cycle", async (t) => {
  const length = 10_000;
  const text = policies(...Array.from({ length }, (_, at) => [`"cafe::1:${at + 1}"`, `"cafe::1:${at + 2}"`] as const));
  t.equal(
    (await parseDocument(text.replaceAll(/1:(\d+)/g, (_, at) => `1:${Number(at).toString(16)}`))).policies.length,
    length,
  );
});

t.test("a policy that leads to one that leads on, by several ways, is no cycle", async (t) => {
  const text = policies(["cafe::1", "cafe::2, cafe::3"], ["cafe::2", "cafe::3"], ["cafe::3", "fc00::1"]);
  t.equal((await parseDocument(text)).policies.length, 3);
});

t.test("the same prefix in tables of different families or ids is not the same entry", async (t) => {
  const text = `${policies(["cafe::1", "fc00::1"])}steering:
  - { prefix: cafe::1/128, tableId: 7, bsid: cafe::1 }
  - { prefix: cafe::1/127, bsid: cafe::1 }
  - { prefix: ::/0, bsid: cafe::1 }
  - { prefix: 0.0.0.0/0, bsid: cafe::1 }`;
  t.equal((await parseDocument(text)).steering.length, 4);
});

t.test("bits behind the length of a prefix are taken away, and a note says so", async (t) => {
  const { steering, owns, notes } = await parseDocument(
    `owns:
  sids: [fcdd::1/112, fcde::/16]
  bsids: [cafe::1/64]
  steering: [{ prefix: 10.0.0.1/8 }]
  scratch: cafe:1::1/64
${policies(["cafe::1", "fc00::1"])}steering:
  - { prefix: 10.1.2.3/16, bsid: cafe::1 }
  - { prefix: 10.2.0.0/16, bsid: cafe::1 }`,
    "o.yaml",
  );
  t.same(
    steering.map((rule) => rule.kind === "l3" && String(rule.prefix)),
    ["10.1.0.0/16", "10.2.0.0/16"],
  );
  t.same(JSON.parse(JSON.stringify(owns)), {
    sids: ["fcdd::/112", "fcde::/16"],
    bsids: ["cafe::/64"],
    steering: [{ prefix: "10.0.0.0/8", tableId: 0 }],
    scratch: "cafe:1::/64",
  });
  t.same(notes, [
    "o.yaml:2: owns.sids[0]: fcdd::1/112 has host bits: read as fcdd::/112",
    "o.yaml:3: owns.bsids[0]: cafe::1/64 has host bits: read as cafe::/64",
    "o.yaml:4: owns.steering[0].prefix: 10.0.0.1/8 has host bits: read as 10.0.0.0/8",
    "o.yaml:5: owns.scratch: cafe:1::1/64 has host bits: read as cafe:1::/64",
    "o.yaml:9: steering[0].prefix: 10.1.2.3/16 has host bits: read as 10.1.0.0/16",
  ]);
});

function refusal(text: string): Promise<Error> {
  return parseDocument(text, "o.yaml").then(
    () => new Error("it was taken"),
    (reason) => reason,
  );
}
