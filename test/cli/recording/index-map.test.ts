import t from "tap";
import { IndexMap } from "../../../src/cli/recording/index-map.ts";
import { findMessage } from "../../../src/schema/index.ts";

const REPLY = findMessage("create_loopback_reply", "5383d31f")!;
const MTU = findMessage("sw_interface_set_mtu", "5cbe85e5")!;
const ROUTE = findMessage("ip_route_add_del", "b8ecfe0d")!;
const OFFLOAD = findMessage("vxlan_offload_rx", "9cc95087")!;
const ACL = findMessage("acl_add_replace_reply", "ac407b0c")!;
const ACL_DEL = findMessage("acl_del", "ef34fea4")!;

t.test("the index of an interface replaces the recorded one in every field that holds one, at any depth", async (t) => {
  const indexes = new IndexMap();
  indexes.learn(REPLY, { retval: 0, swIfIndex: 1 }, { retval: 0, swIfIndex: 7 });
  t.same(indexes.map(MTU, { swIfIndex: 1, mtu: [1, 1, 1, 1] }), { swIfIndex: 7, mtu: [1, 1, 1, 1] });
  const route = { route: { statsIndex: 4294967295, paths: [{ swIfIndex: 1, tableId: 1 }] } };
  t.same(indexes.map(ROUTE, route), { route: { statsIndex: 4294967295, paths: [{ swIfIndex: 7, tableId: 1 }] } });
  t.same(indexes.map(OFFLOAD, { hwIfIndex: 1, enable: true }), { hwIfIndex: 7, enable: true }, "by its type");
  t.same([...indexes.unmapped], []);
});

t.test("other indexes are kept by the name of their field", async (t) => {
  const indexes = new IndexMap();
  indexes.learn(ACL, { aclIndex: 1, retval: 0 }, { aclIndex: 5, retval: 0 });
  t.same(indexes.map(ACL_DEL, { aclIndex: 1 }), { aclIndex: 5 });
  t.same(indexes.map(MTU, { swIfIndex: 1 }), { swIfIndex: 1 });
  t.same([...indexes.unmapped], ["swIfIndex 1"]);
});

t.test("what no reply gave is sent as recorded and named; local0 and none are the same in every VPP", async (t) => {
  const indexes = new IndexMap();
  for (const swIfIndex of [0, 4294967295, 9, 9]) {
    t.same(indexes.map(MTU, { swIfIndex }), { swIfIndex });
  }
  t.same([...indexes.unmapped], ["swIfIndex 9"]);
  indexes.mapAnswer(MTU, { swIfIndex: 10 });
  t.same([...indexes.unmapped], ["swIfIndex 9"], "an answer is not sent");
});

t.test("the newest reply wins, since VPP gives an index again", async (t) => {
  const indexes = new IndexMap();
  indexes.learn(REPLY, { swIfIndex: 1 }, { swIfIndex: 7 });
  indexes.learn(REPLY, { swIfIndex: 1 }, { swIfIndex: 8 });
  t.same(indexes.map(MTU, { swIfIndex: 1 }), { swIfIndex: 8 });
});

t.test("interfaces of two dumps are the same by name", async (t) => {
  const indexes = new IndexMap();
  const [a, b] = [{ interfaceName: "a" }, { interfaceName: "b" }];
  indexes.learnInterfaces(
    [
      { ...a, swIfIndex: 1 },
      { ...b, swIfIndex: 2 },
    ],
    [{ ...b, swIfIndex: 3 }],
  );
  t.same(indexes.map(MTU, { swIfIndex: 2 }), { swIfIndex: 3 });
  t.same(indexes.map(MTU, { swIfIndex: 1 }), { swIfIndex: 1 });
});
