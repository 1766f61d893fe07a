import t from "tap";
import { MemoryTransport } from "../memory-transport.ts";
import { Scene } from "./scene.ts";

const ZEROS = (count: number): string => "00".repeat(count);
const CREATE_LOOPBACK = `{create_loopback} 80000001 11223344 ${ZEROS(6)}`;
/** A local SID of a plugin, which crashes VPP 26.06. */
const DEADLY = `{sr_localsid_add_del} 80000001 11223344 00 ${ZEROS(15)}01 00 0e ${ZEROS(29)}`;

t.test("executes a message and answers it before it returns", async (t) => {
  const scene = await Scene.create();
  scene.dispatcher.receive(scene.incoming(CREATE_LOOPBACK));
  t.same(scene.sent, [scene.hex("{create_loopback_reply} 11223344 00000000 00000001")]);
  t.equal(scene.model.interfaces.get(1)?.name, "loop0");
});

t.test("sends the answer to the client whose index is in the message", async (t) => {
  const scene = await Scene.create();
  const transport = new MemoryTransport();
  const other = scene.clients.add(transport);
  scene.dispatcher.receive(scene.incoming(CREATE_LOOPBACK, other));
  t.same(transport.log, []);
  t.equal(scene.sent.length, 1);
});

t.test("executes a request of a client that is not there, but no dump", async (t) => {
  const scene = await Scene.create();
  scene.dispatcher.receive(scene.incoming(CREATE_LOOPBACK.replace("80000001", "80000009")));
  scene.dispatcher.receive(scene.incoming("{sw_interface_dump} 80000009 00000001 ffffffff 00 00000000"));
  t.same(scene.sent, []);
  t.not(scene.model.interfaces.get(1), undefined);
  t.same(scene.journal.errors, []);
});

// VPP's log has the same facts. @see VPP src/vlibapi/api_shared.c msg_handler_internal
const dropped = [
  { title: "an id of no message", message: "ffff 80000001 00000001", warning: "no handler for message id 65535" },
  { title: "a reply", message: `0018 ${ZEROS(16)}`, warning: "no handler for message id 24" },
  {
    title: "a message one byte too short",
    message: `{create_loopback} 80000001 11223344 ${ZEROS(5)}`,
    warning: "truncated message create_loopback: 15 bytes of 16",
  },
  {
    title: "a text longer than the message",
    message: "{cli_inband} 80000001 11223344 00000002 41",
    warning: /^truncated message cli_inband: /,
  },
];

for (const { title, message, warning } of dropped) {
  t.test(`drops ${title}, with a warning`, async (t) => {
    const scene = await Scene.create();
    scene.dispatcher.receive(scene.incoming(message));
    t.same(scene.sent, []);
    t.match(scene.journal.warnings, [warning]);
  });
}

t.test("answers what is not modelled as its definition says, and counts it", async (t) => {
  const scene = await Scene.create();
  for (let n = 0; n < 2; n++) {
    scene.dispatcher.receive(scene.incoming("{sw_interface_set_promisc} 80000001 11223344 00000000 01"));
  }
  const unimplemented = scene.hex("{sw_interface_set_promisc_reply} 11223344 fffffff7");
  t.same(scene.sent, [unimplemented, unimplemented]);
  t.same([...scene.journal.unmodelled], [["sw_interface_set_promisc", 2]]);
});

t.test("executes nothing more of a client that leaves", async (t) => {
  const scene = await Scene.create();
  scene.dispatcher.receive(scene.incoming("0011 80000001 00000063 80000001"));
  t.same(scene.sent, [scene.hex("0012 00000063 00000001"), "close"]);
  scene.dispatcher.receive(scene.incoming(CREATE_LOOPBACK));
  t.equal(scene.model.interfaces.get(1), undefined);
});

t.test("breaks all connections off when a message crashes VPP", async (t) => {
  const scene = await Scene.create();
  const transport = new MemoryTransport();
  scene.clients.add(transport);
  scene.dispatcher.receive(scene.incoming(DEADLY));
  await scene.dispatcher.crashed;
  t.same([scene.sent, transport.log], [["destroy"], ["destroy"]]);
  t.match(scene.journal.crash, { messageName: "sr_localsid_add_del", reason: /behavior 14/ });
});

t.test("answers a message that crashes VPP with INVALID_VALUE when it refuses crashes", async (t) => {
  const scene = await Scene.create({ refusesCrashes: true });
  scene.dispatcher.receive(scene.incoming(DEADLY));
  t.same(scene.sent, [scene.hex("{sr_localsid_add_del_reply} 11223344 fffffff9")]);
  t.equal(scene.journal.crash?.messageName, "sr_localsid_add_del");
});

t.test("refuses a registration with the response -1 and no message table", async (t) => {
  const scene = await Scene.create();
  scene.dispatcher.refuse(scene.incoming(`000f 11223344 ${ZEROS(64)}`));
  t.same(scene.sent, [scene.hex("0010 00000000 11223344 ffffffff 00000000 0000")]);
});

t.test("keeps the messages that it has read", async (t) => {
  const scene = await Scene.create();
  scene.dispatcher.receive(scene.incoming(CREATE_LOOPBACK));
  const { createLoopback } = await import("../../../src/binapi/interface.ts");
  t.same(
    scene.journal.calls.read(createLoopback).map(({ macAddress }) => String(macAddress)),
    ["00:00:00:00:00:00"],
  );
});

t.test("the events of interfaces follow their cause, one for all changes of a turn", async (t) => {
  const scene = await Scene.create();
  for (const message of [
    "{want_interface_events} 80000001 00000001 00000001 0000106f",
    CREATE_LOOPBACK,
    "{sw_interface_set_flags} 80000001 00000003 00000001 00000001",
  ]) {
    scene.dispatcher.receive(scene.incoming(message));
  }
  t.equal(scene.sent.length, 3, "the replies");
  await Promise.resolve();
  t.same(scene.sent, [scene.hex("{sw_interface_event} 80000001 0000106f 00000001 00000003 00")]);
});
