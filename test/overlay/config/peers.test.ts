import t from "tap";
import { configWith, faultsOf, type Lines } from "./scene.ts";

const refused: readonly (readonly [lines: Lines, faults: readonly string[]])[] = [
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
];

for (const [lines, faults] of refused) {
  t.test(`refuses ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    t.same(
      await faultsOf(lines),
      faults.map((fault) => `node1.yaml:${fault}`),
    );
  });
}

const allowed: readonly Lines[] = [
  { 12: "    - { address: 127.0.0.1, port: 1790 }", 13: "  listen: { address: 127.0.0.1, port: 1791 }" },
];

for (const lines of allowed) {
  t.test(`takes ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    await t.resolves(configWith(lines));
  });
}
