import t from "tap";
import { configWith, faultsOf, type Lines } from "./scene.ts";

const DOUBLE_NEEDS = "sids.basicSegments: double needs sids.nodeSid: the SID that brings packets to this node";

const refused: readonly (readonly [lines: Lines, faults: readonly string[]])[] = [
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

for (const [lines, faults] of refused) {
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
];

for (const lines of allowed) {
  t.test(`takes ${Object.values(lines).join(" with ").trim()}`, async (t) => {
    await t.resolves(configWith(lines));
  });
}
