import t from "tap";
import { configWith, faultsOf } from "./scene.ts";

type Lines = Readonly<Record<number, string>>;

const PODS: readonly (readonly [Lines, faults: readonly string[]])[] = [
  [{ 3: "  prefixes: [172.17.0.0/26]" }, ["3: pods.prefixes[0]: 172.17.0.0/26 is in no prefix of pods.cluster"]],
  [{ 3: "  prefixes: [172.0.0.0/8]" }, ["3: pods.prefixes[0]: 172.0.0.0/8 is in no prefix of pods.cluster"]],
  [
    { 3: "  prefixes: [172.16.0.0/24, 172.16.0.64/26]" },
    ["3: pods.prefixes[1]: 172.16.0.64/26 overlaps pods.prefixes[0] 172.16.0.0/24"],
  ],
  [
    { 3: "  prefixes: [172.16.0.64/26, 172.16.0.0/24]" },
    ["3: pods.prefixes[1]: 172.16.0.0/24 overlaps pods.prefixes[0] 172.16.0.64/26"],
  ],
  [
    { 4: '  cluster: [172.16.0.0/16, "fdfb:af47:32af::/48", "fd11::/16"]' },
    ["4: pods.cluster[2]: fd11::/16 holds node.address fd11::1000: packets to nodes must not take the tunnels of pods"],
  ],
  [
    { 4: '  cluster: [172.16.0.0/16, "fdfb:af47:32af::/48", "fcdd::/64"]' },
    ["4: pods.cluster[2]: fcdd::/64 overlaps sids.localSids.cluster fcdd::/48"],
  ],
  [
    { 4: '  cluster: [172.16.0.0/16, "fdfb:af47:32af::/48", "cafe::/16"]' },
    ["4: pods.cluster[2]: cafe::/16 overlaps sids.bsids.cluster cafe::/112"],
  ],
  [
    {
      4: '  cluster: [172.16.0.0/16, "fdfb:af47:32af::/48", "fcdd::/48"]',
      6: '  localSids: { pool: "fcdd:0:0:11aa::/64" }',
    },
    ["4: pods.cluster[2]: fcdd::/48 overlaps sids.localSids.pool fcdd:0:0:11aa::/64"],
  ],
];

const DOUBLE_NEEDS = "sids.basicSegments: double needs sids.nodeSid: the SID that brings packets to this node";

const SIDS: typeof PODS = [
  [
    { 6: '  localSids: { pool: "fcde::/64", cluster: "fcdd::/48" }' },
    ["6: sids.localSids.pool: fcde::/64 is outside of sids.localSids.cluster fcdd::/48"],
  ],
  [
    { 7: '  bsids: { pool: "cafe::1:0/120", cluster: "cafe::/112" }' },
    ["7: sids.bsids.pool: cafe::1:0/120 is outside of sids.bsids.cluster cafe::/112"],
  ],
  [
    { 7: '  bsids: { pool: "fcdd::100/120", cluster: "fcdd::/112" }' },
    ["6: sids.localSids.cluster: fcdd::/48 overlaps sids.bsids.cluster fcdd::/112"],
  ],
  [
    { 6: '  localSids: { pool: "cafe::/64" }' },
    ["6: sids.localSids.pool: cafe::/64 overlaps sids.bsids.cluster cafe::/112"],
  ],
  [
    { 6: '  localSids: { DT4: "fcdd::4", DT6: "fcdd::4" }' },
    ["6: sids.localSids.DT6: duplicate of sids.localSids.DT4 fcdd::4"],
  ],
  [
    { 6: '  localSids: { DT4: "fcdd::4", DT6: "fcde::6", cluster: "fcdd::/48" }' },
    ["6: sids.localSids.DT6: fcde::6 is outside of sids.localSids.cluster fcdd::/48"],
  ],
  [
    { 6: '  localSids: { DT4: "cafe::4", DT6: "fcdd::6" }' },
    ["6: sids.localSids.DT4: cafe::4 is in sids.bsids.cluster cafe::/112"],
  ],
  [
    { 6: '  localSids: { DT4: "fdfb:af47:32af::4", DT6: "fcdd::6" }' },
    ["6: sids.localSids.DT4: fdfb:af47:32af::4 is in pods.cluster[1] fdfb:af47:32af::/48"],
  ],
  [
    { 6: '  localSids: { DT4: "fcdd::4", DT6: "fd11::1000" }' },
    ["6: sids.localSids.DT6: duplicate of node.address fd11::1000"],
  ],
  [{ 6: '  localSids: { DT4: "fcdd::4" }' }, ["6: sids.localSids: missing: expected pool, or both DT4 and DT6"]],
  [{ 6: '  localSids: { cluster: "fcdd::/48" }' }, ["6: sids.localSids: missing: expected pool, or both DT4 and DT6"]],
  [{ 6: '  localSids: { pool: "fd11::/64" }' }, ["1: node.address: fd11::1000 is in sids.localSids.pool fd11::/64"]],
  [{ 1: 'node: { id: node1, address: "cafe::7" }' }, ["1: node.address: cafe::7 is in sids.bsids.cluster cafe::/112"]],
  [
    { 7: '  bsids: { pool: "cafe::100/127", cluster: "cafe::/112" }' },
    ["7: sids.bsids.pool: cafe::100/127 has 1 usable addresses, 2 are needed: a /126 has 3"],
  ],
  [
    { 6: '  localSids: { pool: "fcdd::/127" }' },
    ["6: sids.localSids.pool: fcdd::/127 has 1 usable addresses, 2 are needed: a /126 has 3"],
  ],
  [{ 7: '  basicSegments: double\n  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }' }, [`7: ${DOUBLE_NEEDS}`]],
  [
    { 7: '  nodeSid: cafe::1\n  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }' },
    ["7: sids.nodeSid: cafe::1 is in sids.bsids.cluster cafe::/112"],
  ],
];

const PEERS: typeof PODS = [
  [
    { 13: '    - { address: "FD12:0::1000" }' },
    ["13: bgp.peers[1].address: duplicate of bgp.peers[0].address fd12::1000"],
  ],
  [
    { 12: '    - { address: "fd11::1000" }' },
    ["12: bgp.peers[0].address: node.address fd11::1000 is this node: name other nodes only"],
  ],
  [
    { 12: "    - { address: 10.0.0.11 }", 13: "  listen: { address: 10.0.0.11 }" },
    ["12: bgp.peers[0].address: bgp.listen.address 10.0.0.11 is this node: name other nodes only"],
  ],
  [
    { 12: '    - { address: "fd12::1000", injectors: [10.0.0.99] }' },
    ["12: bgp.peers[0].injectors: only a peer of role reflector has injectors: this one is of role node"],
  ],
  [
    { 12: '    - { address: "fd12::1000", role: injector, injectors: [10.0.0.99] }' },
    ["12: bgp.peers[0].injectors: only a peer of role reflector has injectors: this one is of role injector"],
  ],
  [
    { 12: '    - { address: "fd12::1000", role: reflector, node: "fd13::1000" }' },
    ["12: bgp.peers[0].node: only a peer of role node has node: this one is of role reflector"],
  ],
  [
    { 12: '    - { address: 10.0.0.12, node: "fd11::1000" }' },
    ["12: bgp.peers[0].node: node.address fd11::1000 is this node: name other nodes only"],
  ],
  [
    { 12: '    - { address: 10.0.0.12, localAddress: "fd11::1000" }' },
    ["12: bgp.peers[0].localAddress: fd11::1000 cannot reach 10.0.0.12: give an IPv4 address"],
  ],
  [{ 13: "mode: configmap" }, ["13: mode: configmap needs a file: add configmap: { file: PATH }"]],
];

for (const [lines, faults] of [...PODS, ...SIDS, ...PEERS]) {
  t.test(`refuses ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    t.same(
      await faultsOf(lines),
      faults.map((fault) => `node1.yaml:${fault}`),
    );
  });
}

const allowed: readonly Lines[] = [
  { 6: '  localSids: { DT4: "fcdd::4", DT6: "fcdd::6" }' },
  { 6: '  localSids: { pool: "fcdd::/127", DT4: "fcdd::4" }' },
  { 6: '  localSids: { pool: "fcdd::/126" }' },
  { 7: '  bsids: { pool: "cafe::100/126", cluster: "cafe::100/126" }' },
  { 7: '  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }\n  basicSegments: double\n  nodeSid: fcff:1::1' },
  { 12: "    - { address: 127.0.0.1, port: 1790 }", 13: "  listen: { address: 127.0.0.1, port: 1791 }" },
  { 13: "mode: configmap", 14: "configmap: { file: te.yaml }" },
  { 13: "mode: bgp", 14: "configmap: { file: te.yaml }" },
];

for (const lines of allowed) {
  t.test(`takes ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    await t.resolves(configWith(lines));
  });
}
