import t from "tap";
import { parseOverlayConfig } from "../../../src/overlay/config/parse-config.ts";
import { faultsOf, fileWith } from "./scene.ts";

/** A file with all kinds of keys. */
const WHOLE = `node: { id: node1, address: "fd11::1000", mtu: 9000 }
vpp: { socket: /run/vpp/api.sock }
enabled: false
mode: configmap
pods: { prefixes: [172.16.104.0/26, "fdfb:af47:32af:1::/122"], cluster: [172.16.0.0/16, "fdfb:af47:32af::/48"], table: 7, mtu: 1400 }
sids:
  localSids: { DT4: "fcdd::4", DT6: "fcdd::6" }
  bsids: { pool: "cafe::100/120", cluster: "cafe::/112" }
  basicSegments: double
  nodeSid: fcff:1::1
stateFile: /var/lib/tsvpp/overlay.json
bgp:
  as: 64512
  routerId: 10.0.0.11
  listen: { address: "FD11::0:1000", port: 1179 }
  holdSeconds: 0
  restartSeconds: 60
  settleSeconds: 10
  syncSeconds: 5
  peers:
    - { address: "fd12::1000" }
    - { address: "fd00:0:34::2", role: injector, as: 64513, port: 1790, localAddress: "fd00:0:34::1" }
    - { address: 10.0.0.12, node: "fd13::1000" }
    - { address: "fd14::1000", role: reflector, injectors: [10.0.0.99] }
    - { address: "fe80::1" }
    - { address: "::1" }
configmap: { file: /etc/tsvpp/te.yaml }
checkSeconds: 60
`;

/** What a value prints as JSON: addresses and prefixes are texts. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

t.test("a file says what the agent does", async (t) => {
  const node = { port: 179, role: "node", injectors: [] };
  t.same(plain(await parseOverlayConfig(WHOLE)), {
    node: { id: "node1", address: "fd11::1000", mtu: 9000 },
    vpp: { socket: "/run/vpp/api.sock" },
    enabled: false,
    mode: "configmap",
    pods: {
      prefixes: ["172.16.104.0/26", "fdfb:af47:32af:1::/122"],
      cluster: ["172.16.0.0/16", "fdfb:af47:32af::/48"],
      table: 7,
      mtu: 1400,
    },
    sids: {
      localSids: { fixed: { DT4: "fcdd::4", DT6: "fcdd::6" } },
      bsids: { pool: "cafe::100/120", cluster: "cafe::/112" },
      basicSegments: "double",
      nodeSid: "fcff:1::1",
    },
    stateFile: "/var/lib/tsvpp/overlay.json",
    bgp: {
      ...{ as: 64512, routerId: "10.0.0.11", listen: { address: "fd11::1000", port: 1179 } },
      ...{ holdSeconds: 0, restartSeconds: 60, settleSeconds: 10, syncSeconds: 5 },
      peers: [
        { address: "fd12::1000", localAddress: "fd11::1000", ...node },
        {
          ...{ address: "fd00:0:34::2", port: 1790, as: 64513, localAddress: "fd00:0:34::1" },
          ...{ role: "injector", injectors: [] },
        },
        { address: "10.0.0.12", ...node, node: "fd13::1000" },
        {
          ...{ address: "fd14::1000", port: 179, localAddress: "fd11::1000" },
          ...{ role: "reflector", injectors: ["10.0.0.99"] },
        },
        { address: "fe80::1", ...node },
        { address: "::1", ...node },
      ],
    },
    configmap: { file: "/etc/tsvpp/te.yaml" },
    checkSeconds: 60,
  });
});

t.test("what is left out has its default", async (t) => {
  const { node, vpp, enabled, mode, pods, sids, stateFile, bgp, configmap, checkSeconds } = await parseOverlayConfig(
    fileWith(),
  );
  t.equal(node.mtu, 1500);
  t.same(vpp, { socket: undefined });
  t.same([enabled, mode, stateFile, configmap, checkSeconds], [true, "bgp", undefined, undefined, 300]);
  t.same([pods.table, pods.mtu], [0, undefined]);
  t.same([sids.basicSegments, sids.nodeSid, sids.localSids.fixed], ["single", undefined, {}]);
  t.same(
    [bgp.listen, bgp.holdSeconds, bgp.restartSeconds, bgp.settleSeconds, bgp.syncSeconds],
    [undefined, 90, 120, 30, 30],
  );
});

t.test("a listener without an address has that of the node, and the port of BGP", async (t) => {
  const { bgp } = await parseOverlayConfig(fileWith({ 13: "  listen: {}" }));
  t.same(bgp.listen, { address: "fd11::1000", port: 179 });
});

t.test("faults of the shape and contradictions are reported together, with their lines", async (t) => {
  const faults = await faultsOf({
    1: 'node: { id: node 1, address: "fd11::1000" }',
    3: "  prefixes: [172.17.0.0/26]",
    6: '  localSids: { pol: "fcdd:0:0:11aa::/64" }',
    7: '  bsids: { pool: "cafe:0:0:1::/120", cluster: "cafe::/112" }',
    9: "  as: 0",
    13: '    - { address: "fd12::1000", role: reflektor }',
  });
  t.same(faults, [
    'node1.yaml:1: node.id: a node ID has 1 to 253 letters, digits, "." and "-", not "node 1"',
    "node1.yaml:3: pods.prefixes[0]: 172.17.0.0/26 is in no prefix of pods.cluster",
    "node1.yaml:6: sids.localSids.pol: unknown key: did you mean pool? (known: pool, DT4, DT6, cluster)",
    "node1.yaml:6: sids.localSids: missing: expected pool, or both DT4 and DT6",
    "node1.yaml:7: sids.bsids.pool: cafe:0:0:1::/120 is outside of sids.bsids.cluster cafe::/112",
    "node1.yaml:9: bgp.as: expected a whole number from 1 to 4294967295, found 0",
    'node1.yaml:13: bgp.peers[1].role: expected node, injector or reflector, found "reflektor"',
    "node1.yaml:13: bgp.peers[1].address: duplicate of bgp.peers[0].address fd12::1000",
  ]);
});

t.test("what is no YAML, no mapping or empty is refused", async (t) => {
  await t.rejects(parseOverlayConfig("node: [", "n.yaml"), {
    code: "VPP_DOCUMENT",
    message: /^n\.yaml:1:\d+: not YAML/,
  });
  await t.rejects(parseOverlayConfig("7"), { message: "configuration:1: expected a mapping, found 7" });
  await t.rejects(parseOverlayConfig(""), { message: "configuration:1: expected a mapping, found nothing" });
});
