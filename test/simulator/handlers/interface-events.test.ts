import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { RawClient } from "../raw-client.ts";

const WANT = "{want_interface_events} 80000001 00000001 00000001 0000106f";
const CREATE = "{create_loopback} 80000001 00000002 000000000000";
const UP = "{sw_interface_set_flags} 80000001 00000003 00000001 00000001";
const DELETE = "{delete_loopback} 80000001 00000004 00000001";

t.test("tells of a loopback behind the reply, in VPP's bytes", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const next = async (): Promise<string> => (await client.receive()).toString("hex");
  await client.ask(WANT);
  t.equal(await client.ask(CREATE), client.hex("{create_loopback_reply} 00000002 00000000 00000001"));
  t.equal(await next(), client.hex("{sw_interface_event} 80000001 0000106f 00000001 00000000 00"));
  t.equal(await client.ask(UP), client.hex("{sw_interface_set_flags_reply} 00000003 00000000"));
  t.equal(await next(), client.hex("{sw_interface_event} 80000001 0000106f 00000001 00000003 00"));
  t.equal(await client.ask(DELETE), client.hex("{delete_loopback_reply} 00000004 00000000"));
  t.equal(await next(), client.hex("{sw_interface_event} 80000001 0000106f 00000001 00000000 01"));
});

t.test("refuses to begin or to end twice", async (t) => {
  await using simulator = await startSimulator();
  await using client = await RawClient.register(simulator.socketPath);
  const end = "{want_interface_events} 80000001 00000001 00000000 0000106f";
  const retval = async (message: string): Promise<string> => (await client.ask(message)).slice(12);
  t.equal(await retval(end), "ffffffe1");
  t.equal(await retval(WANT), "00000000");
  t.equal(await retval(WANT), "ffffffe1");
  t.equal(await retval(end), "00000000");
});

t.test("tells everybody who wants to know, and nobody who is gone", async (t) => {
  await using simulator = await startSimulator();
  const gone = await RawClient.register(simulator.socketPath);
  await using other = await RawClient.register(simulator.socketPath);
  await gone.ask(WANT);
  await other.ask("{want_interface_events} 80000002 00000001 00000001 00000007");
  await gone.ask("0011 80000001 00000001 80000001");
  await using heir = await RawClient.register(simulator.socketPath);
  heir.send(CREATE);
  t.equal(
    (await other.receive()).toString("hex"),
    other.hex("{sw_interface_event} 80000002 00000007 00000001 00000000 00"),
  );
  t.equal((await heir.receive()).toString("hex"), heir.hex("{create_loopback_reply} 00000002 00000000 00000001"));
  t.match(await heir.ask("0017 80000001 00000005"), /^0018/, "the next client has the handle, but not the events");
});
