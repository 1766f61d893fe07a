import t from "tap";
import { Ip4Address, Ip6Address } from "../../../src/address/index.ts";
import { NodeIds } from "../../../src/overlay/sources/node-ids.ts";

const nodeOf = (id: string, address: string, routerId: string) => {
  return { id, address: Ip6Address.parse(address), routerId: Ip4Address.parse(routerId) };
};

t.test("an ID that comes from two router IDs is reported once for each more, until only one has it", async (t) => {
  const reports: string[] = [];
  const ids = new NodeIds(({ id, nodes }) => reports.push(`${id}: ${nodes.map(({ routerId }) => routerId).join(" ")}`));
  ids.set("a", nodeOf("node2", "fd12::1000", "10.0.0.12"));
  ids.set("b", nodeOf("node2", "fd12::1000", "10.0.0.12"));
  t.same([reports, ids.shared], [[], []], "two paths of one node");
  ids.set("c", nodeOf("node2", "fd13::1000", "10.0.0.3"));
  ids.set("c", nodeOf("node2", "fd13::1000", "10.0.0.3"));
  ids.set("d", nodeOf("node2", "fd13::1000", "10.0.0.3"));
  t.same(reports, ["node2: 10.0.0.3 10.0.0.12"]);
  ids.set("e", nodeOf("node2", "fd14::1000", "200.0.0.1"));
  t.same(reports.slice(1), ["node2: 10.0.0.3 10.0.0.12 200.0.0.1"]);
  t.match(ids.shared, [{ id: "node2", nodes: [{ address: /fd13/ }, { address: /fd12/ }, { address: /fd14/ }] }]);
  for (const key of ["a", "b", "e"]) ids.set(key, undefined);
  t.same(ids.shared, []);
  ids.set("c", nodeOf("node3", "fd13::1000", "10.0.0.3"));
  ids.set("d", undefined);
  ids.set("a", nodeOf("node2", "fd12::1000", "10.0.0.12"));
  t.equal(reports.length, 2);
});
