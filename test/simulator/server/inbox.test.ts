import t, { type Test } from "tap";
import type { Fault } from "../../../src/simulator/index.ts";
import { Inbox } from "../../../src/simulator/server/inbox.ts";
import { Scene } from "./scene.ts";

const CREATE_LOOPBACK = `{create_loopback} 80000001 00000001 ${"00".repeat(6)}`;
const UP = "{sw_interface_set_flags} 80000001 00000002 00000001 00000001";

async function sceneOf(): Promise<{ scene: Scene; inbox: Inbox; receive: (message: string) => Buffer }> {
  const scene = await Scene.create();
  const inbox = new Inbox(scene);
  const receive = (message: string): Buffer => {
    const incoming = scene.incoming(message);
    inbox.receive(incoming);
    return incoming.bytes;
  };
  return { scene, inbox, receive };
}

/** Which replies have gone out, by their contexts. */
function contexts(scene: Scene): string[] {
  return scene.sent.filter((entry) => /^[0-9a-f]+$/.test(entry)).map((hex) => hex.slice(4, 12));
}

t.test("takes messages at once", async (t) => {
  const { scene, receive } = await sceneOf();
  receive(CREATE_LOOPBACK);
  t.same(contexts(scene), ["00000001"]);
});

t.test("a pause keeps messages, whatever becomes of their memory, and reads nothing", async (t) => {
  const { scene, inbox, receive } = await sceneOf();
  const reason = Symbol();
  inbox.pause(reason);
  t.ok(inbox.isPaused);
  t.same(scene.sent, ["pause"]);
  for (const message of [CREATE_LOOPBACK, UP]) receive(message).fill(0xff);
  t.same(contexts(scene), []);
  inbox.resume(reason);
  t.notOk(inbox.isPaused);
  t.same(
    scene.sent.map((entry) => (entry === "resume" ? entry : entry.slice(4, 12))),
    ["00000001", "00000002", "resume"],
    "in order, and reads again when none is left",
  );
});

t.test("goes on when no reason to pause is left", async (t) => {
  const { scene, inbox, receive } = await sceneOf();
  const [first, second] = [Symbol(), Symbol()];
  for (const reason of [first, second, first]) inbox.pause(reason);
  receive(CREATE_LOOPBACK);
  inbox.resume(first);
  inbox.resume(first);
  t.same(contexts(scene), []);
  inbox.resume(second);
  t.same(contexts(scene), ["00000001"]);
});

t.test("takes nothing after its end", async (t) => {
  const { scene, inbox, receive } = await sceneOf();
  const reason = Symbol();
  inbox.pause(reason);
  receive(CREATE_LOOPBACK);
  inbox.stop();
  inbox.resume(reason);
  receive(UP);
  t.same(contexts(scene), []);
});

const faults: readonly { fault: Fault; carriedOut: string[] }[] = [
  { fault: { kind: "silence", message: "create_loopback" }, carriedOut: ["00000002"] },
  { fault: { kind: "silence", after: 1 }, carriedOut: ["00000001"] },
  { fault: { kind: "silence", message: "show_version" }, carriedOut: ["00000001", "00000002"] },
];

for (const { fault, carriedOut } of faults) {
  t.test(`lets the fault ${JSON.stringify(fault)} have its way`, async (t) => {
    const { scene, receive } = await sceneOf();
    scene.faults.inject(fault);
    for (const message of [CREATE_LOOPBACK, UP]) receive(message);
    t.same(contexts(scene), carriedOut);
  });
}

t.test("a busy VPP takes up what came meanwhile, in order", async (t: Test) => {
  const { scene, inbox, receive } = await sceneOf();
  const busy = scene.faults.inject({ kind: "busy", ms: Number.POSITIVE_INFINITY, times: 1 });
  for (const message of [CREATE_LOOPBACK, UP]) receive(message).fill(0xff);
  t.ok(inbox.isPaused);
  t.same(contexts(scene), []);
  busy.clear();
  t.same(contexts(scene), ["00000001", "00000002"]);
});

t.test("a registration is refused", async (t) => {
  const { scene, receive } = await sceneOf();
  scene.faults.inject({ kind: "refuse" });
  receive(`000f 11223344 ${"00".repeat(64)}`);
  t.same(scene.sent, [scene.hex("0010 00000000 11223344 ffffffff 00000000 0000")]);
});
