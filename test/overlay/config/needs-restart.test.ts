import t from "tap";
import { needsRestart } from "../../../src/overlay/config/needs-restart.ts";
import { configWith } from "./scene.ts";

const LISTEN = "  listen: { port: 1179 }";

const changes: readonly (readonly [lines: Readonly<Record<number, string>>, names: readonly string[]])[] = [
  [{}, []],
  [{ 1: 'node: { id: node2, address: "fd11::1000" }' }, ["node.id"]],
  [{ 9: "  as: 64513" }, ["bgp.as"]],
  [{ 10: "  routerId: 10.0.0.12" }, ["bgp.routerId"]],
  [{ 13: "  listen: { port: 1180 }" }, ["bgp.listen"]],
  [{ 13: "" }, ["bgp.listen"]],
  [{ 13: LISTEN, 14: "stateFile: x" }, ["stateFile"]],
  [{ 13: LISTEN, 14: "vpp: { socket: x }" }, ["vpp.socket"]],
  [{ 13: LISTEN, 14: "enabled: false" }, ["enabled"]],
  [{ 4: '  cluster: [172.16.0.0/16, "fdfb:af47:32af::/48"]\n  table: 7' }, ["pods.table"]],
  [{ 13: "  holdSeconds: 30\n  listen: { port: 1179 }" }, ["bgp.holdSeconds"]],
  [{ 13: "  restartSeconds: 30\n  listen: { port: 1179 }" }, ["bgp.restartSeconds"]],
  [{ 13: "  settleSeconds: 3\n  listen: { port: 1179 }" }, ["bgp.settleSeconds"]],
  [{ 1: 'node: { id: node2, address: "fd11::1000" }', 9: "  as: 64513" }, ["node.id", "bgp.as"]],
  [{ 3: "  prefixes: []", 12: '    - { address: "fd13::1000" }', 13: LISTEN, 14: "checkSeconds: 7" }, []],
];

for (const [lines, names] of changes) {
  t.test(`${JSON.stringify(lines)} needs a restart for: ${names}`, async (t) => {
    const from = await configWith({ 13: LISTEN });
    t.same(needsRestart(from, await configWith({ 13: LISTEN, ...lines })), names);
  });
}
