import t from "tap";
import { overlayConfigSchema } from "../../../src/overlay/config/index.ts";
import { configWith, faultsOf } from "./scene.ts";

/** The line that is replaced, its new text, and the fault without file and line. */
const malformed: readonly (readonly [line: number, text: string, fault: string | RegExp])[] = [
  [1, "node: { id: node1 }", "node.address: missing: expected an IPv6 address"],
  [1, 'node: { address: "fd11::1000" }', "node.id: missing: expected a node ID"],
  [1, 'node: { id: "", address: "fd11::1000" }', /^node\.id: a node ID has 1 to 253 letters/],
  [1, `node: { id: ${"n".repeat(254)}, address: "fd11::1000" }`, /^node\.id: a node ID has 1 to 253 letters/],
  [1, 'node: { id: node_1, address: "fd11::1000" }', /^node\.id: a node ID has .* not "node_1"$/],
  [1, 'node: { id: 1, address: "fd11::1000" }', "node.id: expected a node ID, found 1"],
  [1, "node: { id: node1, address: 10.0.0.11 }", 'node.address: "10.0.0.11" is not an IPv6 address'],
  [
    1,
    'node: { id: node1, address: "::" }',
    /^node\.address: :: cannot be the address of a node: it is the unspecified/,
  ],
  [1, 'node: { id: node1, address: "::1" }', /^node\.address: ::1 cannot .*: it is the loopback address$/],
  [1, 'node: { id: node1, address: "fe80::1" }', /^node\.address: fe80::1 cannot .*: it is a link-local address$/],
  [1, 'node: { id: node1, address: "ff02::1" }', /^node\.address: ff02::1 cannot .*: it is a multicast address$/],
  [1, 'node: { id: node1, address: "::ffff:10.0.0.1" }', /^node\.address: .*: it is an IPv4-mapped address$/],
  [
    1,
    'node: { id: node1, address: "fd11::1000", mtu: 1279 }',
    /^node\.mtu: expected a whole number from 1280 to 65535/,
  ],
  [3, "  prefixes: 172.16.104.0/26", /^pods\.prefixes: expected a list/],
  [3, "  prefixes: [172.16.104.1/26]", "pods.prefixes[0]: 172.16.104.1/26 has host bits: write 172.16.104.0/26"],
  [3, "  prefixes: [172.16.104.0]", /^pods\.prefixes\[0\]: "172\.16\.104\.0" is not a prefix/],
  [4, "  cluster: []", "pods.cluster: expected at least one prefix"],
  [4, "  mtu: 1400", "pods.cluster: missing: expected a list"],
  [6, '  localSids: { pool: "fcdd::1/64" }', "sids.localSids.pool: fcdd::1/64 has host bits: write fcdd::/64"],
  [6, '  localSids: { pool: "fe80::/64" }', /^sids\.localSids\.pool: fe80::\/64 is no range of SIDs/],
  [6, '  localSids: { pool: "fcdd::/64", DT4: "ff02::1" }', /^sids\.localSids\.DT4: ff02::1 cannot be a SID/],
  [6, "  localSids: { pool: 10.0.0.0/8 }", /^sids\.localSids\.pool: "10\.0\.0\.0\/8" is not an IPv6 prefix/],
  [7, '  bsids: { pool: "cafe::100/120" }', "sids.bsids.cluster: missing: expected an IPv6 prefix"],
  [7, '  bsids: { cluster: "cafe::/112" }', "sids.bsids.pool: missing: expected an IPv6 prefix"],
  [9, "  as: 4294967296", "bgp.as: expected a whole number from 1 to 4294967295, found 4294967296"],
  [10, "  routerId: 0.0.0.0", "bgp.routerId: 0.0.0.0 cannot be a router ID"],
  [10, '  routerId: "fd11::1"', 'bgp.routerId: "fd11::1" is not an IPv4 address'],
  [12, "    - { address: node2 }", 'bgp.peers[0].address: "node2" is not an IP address'],
  [12, '    - { address: "fd12::1000", port: 0 }', /^bgp\.peers\[0\]\.port: expected a whole number from 1 to 65535/],
  [12, '    - { address: "fd12::1000", as: 0 }', /^bgp\.peers\[0\]\.as: expected a whole number from 1/],
  [12, '    - { address: "fd12::1000", role: client }', /^bgp\.peers\[0\]\.role: expected node, injector or reflector/],
  [12, '    - { address: "fd12::1000", node: "::" }', /^bgp\.peers\[0\]\.node: :: cannot be the address of a node/],
  [
    12,
    "    - { address: fd12::1000, role: reflector, injectors: [0.0.0.0] }",
    /^bgp\.peers\[0\]\.injectors\[0\]: 0\.0\.0\.0 /,
  ],
  [13, "  listen: { port: 65536 }", /^bgp\.listen\.port: expected a whole number from 0 to 65535/],
  [13, "  holdSeconds: 2", "bgp.holdSeconds: expected 0, or a whole number from 3 to 65535, found 2"],
  [13, "  holdSeconds: 65536", /^bgp\.holdSeconds: expected a whole number from 0 to 65535/],
  [13, "  restartSeconds: 4096", "bgp.restartSeconds: expected a whole number from 0 to 4095, found 4096"],
  [13, "  settleSeconds: -1", "bgp.settleSeconds: expected a whole number from 0 to 86400, found -1"],
  [13, "  syncSeconds: 1.5", "bgp.syncSeconds: expected a whole number from 0 to 86400, found 1.5"],
  [13, "mode: kubernetes", 'mode: expected bgp or configmap, found "kubernetes"'],
  [13, "enabled: yes", 'enabled: expected true or false, found "yes"'],
  [13, 'vpp: { socket: "" }', 'vpp.socket: expected a path, found ""'],
  [13, 'stateFile: ""', 'stateFile: expected a path, found ""'],
  [13, "configmap: {}", "configmap.file: missing: expected a path"],
  [13, "checkSeconds: 0", "checkSeconds: expected a whole number from 1 to 86400, found 0"],
  [13, "statefile: x", /^statefile: unknown key: did you mean stateFile\?/],
];

for (const [line, text, fault] of malformed) {
  t.test(`refuses ${text.trim().slice(0, 80)}`, async (t) => {
    const faults = await faultsOf({ [line]: text });
    const [first = "", ...others] = faults;
    t.match(first, /^node1\.yaml:\d+: /);
    // A missing key has the line of its mapping.
    if (!first.includes(": missing: ")) t.match(first, new RegExp(`^node1\\.yaml:${line}: `));
    t.match([first.replace(/^node1\.yaml:\d+: /, "")], [fault]);
    t.same(others, []);
  });
}

t.test("limits are allowed", async (t) => {
  const { node, bgp } = await configWith({
    1: `node: { id: ${"n".repeat(253)}, address: "fd11::1000", mtu: 1280 }`,
    9: "  as: 4294967295",
    13: "  holdSeconds: 3",
    14: "  restartSeconds: 4095",
    15: "  listen: { port: 0 }",
  });
  t.equal(node.id.length, 253);
  t.match(bgp, { as: 4294967295, holdSeconds: 3, restartSeconds: 4095, listen: { port: 0 } });
});

t.test("a node without pods has no prefixes", async (t) => {
  t.same((await configWith({ 3: "  prefixes: []" })).pods.prefixes, []);
});

t.test("the JSON Schema has all keys and their defaults, and allows no others", async (t) => {
  const schema = await overlayConfigSchema();
  const { properties, required, additionalProperties } = schema as Record<
    string,
    Record<string, { default?: unknown }>
  >;
  t.same(Object.keys(properties!).sort(), [
    ...["bgp", "checkSeconds", "configmap", "enabled", "mode", "node", "pods", "sids", "stateFile", "vpp"],
  ]);
  t.same([required, additionalProperties], [["node", "pods", "sids", "bgp"], false]);
  t.equal(properties!.checkSeconds!.default, 300);
});
