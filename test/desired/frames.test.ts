import t, { type Test } from "tap";
import { createLoopback } from "../../src/binapi/interface.ts";
import type { VppClient } from "../../src/client/index.ts";
import { apply, exportDocument, inverse, parseDocument, verify } from "../../src/desired/index.ts";
import type { Simulator } from "../../src/simulator/index.ts";
import { applyAll, lines, listsOf, planFor, scene, withoutWarnings } from "./scene.ts";

const NODE = `
owns:
  bsids: ["cafe::/112"]
  steering: [{ prefix: 10.0.0.0/8 }, { interface: loop0 }, { interface: loop1 }]
policies:
  - { bsid: "cafe::1", segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2] }] }
  - { bsid: "cafe::2", segmentLists: [{ segments: [fc00::3] }] }
steering:
  - { interface: loop0, bsid: "cafe::1" }
  - { interface: loop1, bsid: "cafe::2" }
`;

/** A simulated VPP with interfaces 1 and 2, in which a document has been applied. */
async function sceneWithLoopbacks(t: Test, document: string): Promise<{ vpp: VppClient; simulator: Simulator }> {
  const made = await scene(t);
  for (const _ of [1, 2]) await made.vpp.request(createLoopback, { macAddress: "00:00:00:00:00:00" });
  await applyAll(t, made.vpp, await planFor(made.vpp, document));
  return made;
}

/** Which interface's frames go where. */
function framesOf({ state: { steering, policies } }: Simulator): string[] {
  return steering.flatMap(({ traffic, policyIndex }) =>
    traffic.type === 2 ? [`${traffic.swIfIndex} -> ${policies.find(({ index }) => index === policyIndex)?.bsid}`] : [],
  );
}

t.test("frames of an interface are steered by its name, moved, and steered no more", async (t) => {
  const { vpp, simulator } = await sceneWithLoopbacks(t, NODE);
  t.same(framesOf(simulator), ["1 -> cafe::1", "2 -> cafe::2"]);
  t.same((await verify(vpp, await parseDocument(NODE))).differences, []);
  t.same(withoutWarnings(await planFor(vpp, NODE)), { steps: [], conflicts: [] });
  const other = NODE.replace('loop0, bsid: "cafe::1"', 'loop0, bsid: "cafe::2"').replace(
    / {2}- \{ interface: loop1.*\n/,
    "",
  );
  const todo = await planFor(vpp, other, { force: true });
  t.same(lines(todo), [
    "change steering of frames of interface 1 to cafe::2: VPP steers it to cafe::1",
    "remove steering of frames of interface 2 to cafe::2: the document owns it, but does not describe it",
  ]);
  await applyAll(t, vpp, todo);
  t.same(framesOf(simulator), ["1 -> cafe::2"]);
  await applyAll(t, vpp, inverse(todo));
  t.same(framesOf(simulator), ["1 -> cafe::1", "2 -> cafe::2"]);
});

t.test("what a node steers of frames is a document", async (t) => {
  const { vpp } = await sceneWithLoopbacks(t, NODE);
  const exported = await exportDocument(vpp);
  t.match(await parseDocument(exported), {
    steering: [
      { kind: "l2", interface: "loop0" },
      { kind: "l2", interface: "loop1" },
    ],
  });
});

t.test("lists that cannot take frames are refused before anything is sent", async (t) => {
  const { vpp, simulator } = await sceneWithLoopbacks(t, NODE);
  for (const lists of [
    "{ segments: [fc00::1] }, { segments: [fc00::2], weight: 2 }",
    "{ segments: [fc00::1] }, { segments: [fc00::2] }, { segments: [fc00::3] }",
  ]) {
    const text = NODE.replace("{ segments: [fc00::1] }, { segments: [fc00::2] }", lists);
    await t.rejects(planFor(vpp, text), {
      code: "VPP_SRV6",
      message: /VPP can spread frames only over 1, 2, 4, 8, \.\.\. segment lists of equal/,
    });
  }
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
});

t.test("one of two lists is changed under frames", async (t) => {
  const { vpp, simulator } = await sceneWithLoopbacks(t, NODE);
  for (const lists of [
    "{ segments: [fc00::1] }, { segments: [fc00::9] }",
    "{ segments: [fc00::1], weight: 5 }, { segments: [fc00::9], weight: 5 }",
    "{ segments: [fc00::7], weight: 2 }",
    "{ segments: [fc00::1] }, { segments: [fc00::2] }, { segments: [fc00::3] }, { segments: [fc00::4] }",
  ]) {
    const text = NODE.replace("{ segments: [fc00::1] }, { segments: [fc00::2] }", lists);
    await applyAll(t, vpp, await planFor(vpp, text));
    t.same((await verify(vpp, await parseDocument(text))).differences, []);
  }
  t.equal(listsOf(simulator, "cafe::1").length, 4);
});

t.test("frames leave a policy before it gets lists that cannot take them", async (t) => {
  const { vpp, simulator } = await sceneWithLoopbacks(t, NODE);
  const text = NODE.replace(
    "{ segments: [fc00::1] }, { segments: [fc00::2] }",
    "{ segments: [fc00::1] }, { segments: [fc00::2] }, { segments: [fc00::3] }",
  ).replace('loop0, bsid: "cafe::1"', 'loop0, bsid: "cafe::2"');
  const todo = await planFor(vpp, text);
  t.match(lines(todo), [/^change steering of frames of interface 1 to cafe::2/, /^change policy cafe::1/]);
  await applyAll(t, vpp, todo);
  t.same(framesOf(simulator), ["1 -> cafe::2", "2 -> cafe::2"]);
  await applyAll(t, vpp, inverse(todo));
  t.same(framesOf(simulator), ["1 -> cafe::1", "2 -> cafe::2"]);
  t.same(listsOf(simulator, "cafe::1"), ["fc00::1 x1", "fc00::2 x1"]);
});

t.test("frames of others are left alone", async (t) => {
  const { vpp, simulator } = await sceneWithLoopbacks(t, NODE);
  const todo = await planFor(
    vpp,
    'owns: { bsids: ["cafe::/112"], steering: [{ prefix: 0.0.0.0/0 }, { interface: loop1 }, { interface: host-b }] }',
    {
      force: true,
    },
  );
  t.same(lines(todo), [
    "remove steering of frames of interface 2 to cafe::2: the document owns it, but does not describe it",
    "remove policy cafe::2 via fc00::3: the document owns it, but does not describe it",
  ]);
  t.match(todo.conflicts, [{ reason: "frames of interface 1 is steered to it, and that steering is not owned" }]);
  for (const { ok } of await apply(vpp, todo, { force: true })) t.ok(ok);
  t.same(framesOf(simulator), ["1 -> cafe::1"]);
});

const wrong: readonly (readonly [text: string, message: string])[] = [
  ["steering: [{ bsid: cafe::1 }]", "steering[0]: missing: expected prefix or interface"],
  [
    "steering: [{ interface: a, prefix: 10.0.0.0/8, bsid: cafe::1 }]",
    "steering[0]: give prefix or interface, not both",
  ],
  [
    "steering: [{ interface: a, tableId: 0, bsid: cafe::1 }]",
    "steering[0]: a tableId is for a prefix, not for an interface",
  ],
  ["steering: [{ interface: a, swIfIndex: 1, bsid: cafe::1 }]", "steering[0]: give interface or swIfIndex, not both"],
  [
    "steering: [{ interface: a, bsid: cafe::1 }, { interface: a, bsid: cafe::2 }]",
    "steering[1].interface: duplicate of steering[0].interface frames of a",
  ],
];
for (const [text, message] of wrong) {
  t.test(`a document is refused: ${message}`, async (t) => {
    await t.rejects(parseDocument(text, "o.yaml"), { code: "VPP_DOCUMENT", message: `o.yaml:1: ${message}` });
  });
}

t.test("an interface whose frames are to be steered must be there", async (t) => {
  const { vpp } = await scene(t, `policies: [{ bsid: "cafe::1", segments: [fc00::1] }]`);
  await t.rejects(planFor(vpp, 'steering: [{ interface: loop7, bsid: "cafe::1" }]'), {
    code: "VPP_DOCUMENT",
    message: "document:1: steering[0].interface: VPP has no interface loop7",
  });
});
