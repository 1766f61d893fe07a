import t from "tap";
import { aclAddReplace, aclPluginGetVersion } from "../../../src/binapi/acl.ts";
import { bridgeDomainDump } from "../../../src/binapi/l2.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";
import { TypedClient } from "../typed-client.ts";

// By VPP's definitions of the replies; -9 is UNIMPLEMENTED.
const answers = [
  {
    title: "a request",
    sent: "{sw_interface_set_promisc} 80000001 11223344 00000000 01",
    received: "11223344 fffffff7",
  },
  {
    title: "a request whose return value is not the first field",
    sent: `{acl_add_replace} 80000001 11223344 ffffffff ${"00".repeat(68)}`,
    received: "11223344 00000000 fffffff7",
  },
  {
    title: "a request without a return value",
    sent: "{acl_plugin_get_version} 80000001 11223344",
    received: "11223344 00000000 00000000",
  },
  {
    title: "a request whose reply has a client index",
    sent: `{feature_is_enabled} 80000001 11223344 ${"00".repeat(132)}`,
    received: "00000000 11223344 fffffff7 00",
  },
  {
    title: "a paged message",
    sent: "{lcp_itf_pair_get} 80000001 11223344 00000000",
    received: "11223344 00000000 ffffffff",
  },
];

for (const { title, sent, received } of answers) {
  t.test(`answers ${title} that it does not model`, async (t) => {
    await using simulator = await startSimulator();
    await using client = await RawClient.register(simulator.socketPath);
    const name = /\{(\w+)\}/.exec(sent)?.[1] ?? "";
    t.equal(await client.ask(sent), client.hex(`{${name}_reply} ${received}`));
    t.same([...simulator.unmodelled], [[name, 1]]);
  });
}

t.test("gives no details for a dump that it does not model", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  t.same(await client.dump(bridgeDomainDump, { bdId: 0xffffffff }), []);
  t.same([...simulator.unmodelled], [["bridge_domain_dump", 1]]);
});

t.test("takes a message that is too short for none", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  client.send("{sw_interface_set_promisc} 80000001 11223344 000000");
  t.match(await client.ask("0017 80000001 11223344"), /^0018/);
  t.equal(simulator.unmodelled.size, 0);
});

t.test("tells the fields of calls that it does not model", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  await client.request(aclAddReplace, { aclIndex: 5, tag: "red", r: [] });
  t.same(simulator.calls(aclAddReplace), [{ aclIndex: 5, tag: "red", r: [] }]);
});

t.test("lets a test go on with its own answer", async (t) => {
  await using simulator = await startSimulator();
  await using client = await TypedClient.register(simulator.socketPath);
  simulator.on(aclPluginGetVersion, (_, answer) => ({ ...answer()!, major: 3 }));
  t.same(await client.request(aclPluginGetVersion, {}), { major: 3, minor: 0 });
  simulator.on(aclAddReplace, (_, answer) => answer());
  const reply = await client.request(aclAddReplace, { aclIndex: 5, tag: "red", r: [] });
  t.same(reply, { aclIndex: 0, retval: -9 });
});
