import t from "tap";
import { faultsOf, type Lines } from "./scene.ts";

const refused: readonly (readonly [lines: Lines, faults: readonly string[]])[] = [
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
    { 12: '    - { address: "fdfb:af47:32af:9::1" }' },
    [
      "4: pods.cluster[1]: fdfb:af47:32af::/48 holds bgp.peers[0].address fdfb:af47:32af:9::1: packets to nodes must not take the tunnels of pods",
    ],
  ],
  [
    { 12: '    - { address: 10.0.0.9, node: "fdfb:af47:32af:9::1" }' },
    [
      "4: pods.cluster[1]: fdfb:af47:32af::/48 holds bgp.peers[0].node fdfb:af47:32af:9::1: packets to nodes must not take the tunnels of pods",
    ],
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

for (const [lines, faults] of refused) {
  t.test(`refuses ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    t.same(
      await faultsOf(lines),
      faults.map((fault) => `node1.yaml:${fault}`),
    );
  });
}

t.test("an injector or a reflector may have an address of pods: it is no node", async (t) => {
  for (const role of ["injector", "reflector"])
    t.same(await faultsOf({ 12: `    - { address: "fdfb:af47:32af:9::1", role: ${role} }` }), []);
});
