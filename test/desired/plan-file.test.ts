import t from "tap";
import { createLoopbackInstance, deleteLoopback } from "../../src/binapi/interface.ts";
import { srLocalsidAddDel } from "../../src/binapi/sr.ts";
import type { VppClient } from "../../src/client/index.ts";
import {
  inverse,
  isPlanFile,
  isSavedPlan,
  type Permission,
  parseDocument,
  planFromFile,
  readPlanFile,
  savePlan,
} from "../../src/desired/index.ts";
import { Srv6 } from "../../src/srv6/index.ts";
import { applyAll, lines, planFor, scene } from "./scene.ts";

const BEFORE = `
encap: { source: fd11::1 }
localSids: [{ sid: fcdd::4, behavior: { type: End.DT4, tableId: 0 } }]
policies:
  - { bsid: cafe::1, segmentLists: [{ segments: [fc00::1] }, { segments: [fc00::2], weight: 2 }] }
  - { bsid: cafe::2, segments: [fc00::3] }
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]
adopt: true`;

const AFTER = `# by way of 4
policies: [{ bsid: cafe::2, segments: [fc00::4, fc00::3] }]
adopt: true`;

const STEPS = ["change policy cafe::2 via fc00::4, fc00::3: VPP has fc00::3"];

async function save(vpp: VppClient, text = AFTER, options?: Permission): Promise<string> {
  return (await savePlan(vpp, { name: "o.yaml", text, desired: await parseDocument(text) }, options)).text;
}

/** A file that was changed by hand. */
async function changed(vpp: VppClient, change: (content: { document: { text: string } }) => void): Promise<string> {
  const content = JSON.parse(await save(vpp));
  change(content);
  return JSON.stringify(content);
}

t.test("a plan can be kept in a file, read by people, and carried out later", async (t) => {
  const { vpp, simulator } = await scene(t, BEFORE);
  const text = await save(vpp);
  t.ok(isPlanFile(text));
  t.match(JSON.parse(text), {
    tsvppPlan: 2,
    document: { name: "o.yaml", text: AFTER },
    options: { interrupt: true, force: false },
    steps: STEPS,
  });
  const plan = await planFromFile(vpp, await readPlanFile(text));
  t.same(lines(plan), STEPS);
  await applyAll(t, vpp, plan);
  t.equal(simulator.state.policies.length, 2);
  t.same(lines(await planFor(vpp, AFTER)), []);
});

t.test("the same VPP gives the same file, whatever the order in which VPP shows what it holds", async (t) => {
  const { vpp } = await scene(t, BEFORE);
  const text = await save(vpp);
  t.equal(await save(vpp), text);
  const srv6 = new Srv6(vpp);
  await srv6.unsteer({ kind: "l3", prefix: "10.1.0.0/16" });
  await srv6.deletePolicy("cafe::1");
  const segmentLists = [{ segments: ["fc00::2"], weight: 2 }, { segments: ["fc00::1"] }];
  await srv6.addPolicy({ bsid: "cafe::1", segmentLists, encapSource: "fd11::1" });
  await srv6.steer({ kind: "l3", prefix: "10.1.0.0/16" }, "cafe::1");
  t.equal(await save(vpp), text);
});

const changes: [what: string, part: string, change: (srv6: Srv6) => Promise<void>][] = [
  ["the encap source", "encap source or hop limit", (srv6) => srv6.setEncapSource("fd11::2")],
  ["the hop limit", "encap source or hop limit", (srv6) => srv6.setEncapHopLimit(9)],
  ["a local SID", "local SIDs", (srv6) => srv6.deleteLocalSid("fcdd::4")],
  ["a weight", "policies", (srv6) => srv6.setWeight("cafe::1", { segments: ["fc00::1"] }, 3)],
  ["how often a list is there", "policies", (srv6) => srv6.addSegmentList("cafe::1", { segments: ["fc00::1"] })],
  ["what is steered", "steering", (srv6) => srv6.steer({ kind: "l3", prefix: "10.2.0.0/16" }, "cafe::1")],
];

for (const [what, part, change] of changes) {
  t.test(`a plan is refused when somebody has changed ${what} since`, async (t) => {
    const { vpp } = await scene(t, BEFORE);
    const file = await readPlanFile(await save(vpp), "o.plan");
    await change(new Srv6(vpp));
    await t.rejects(planFromFile(vpp, file), {
      code: "VPP_STALE",
      message: `o.plan: the plan is stale: since it was made, this changed in VPP: ${part}; make the plan again`,
    });
  });
}

t.test("a plan is refused when an interface that it names is another one, or gone", async (t) => {
  const { vpp } = await scene(t, BEFORE);
  const addLoopback = (userInstance: number) =>
    vpp.request(createLoopbackInstance, { macAddress: "00:00:00:00:00:00", isSpecified: true, userInstance });
  const { swIfIndex } = await addLoopback(0);
  const file = await readPlanFile(
    await save(vpp, "localSids: [{ sid: fcdd::9, behavior: { type: End.DX2, interface: loop0 } }]"),
  );
  t.equal((await planFromFile(vpp, file)).steps.length, 1);
  await vpp.request(deleteLoopback, { swIfIndex });
  await t.rejects(planFromFile(vpp, file), { code: "VPP_DOCUMENT", message: /^o\.yaml:1: .*no interface loop0/ });
  await addLoopback(1);
  await addLoopback(0);
  await t.rejects(planFromFile(vpp, file), { code: "VPP_STALE", message: /this changed in VPP: interfaces;/ });
});

t.test("a plan is refused when a table, a route or a neighbour of it is another one", async (t) => {
  const { vpp } = await scene(t, BEFORE);
  await vpp.request(createLoopbackInstance, { macAddress: "00:00:00:00:00:00", isSpecified: true, userInstance: 0 });
  const node = `
requires: { manage: true, neighbors: [{ interface: loop0, address: 10.0.0.2, mac: "02:00:00:00:00:02" }] }
tables: { ip4: [10] }
routes: [{ prefix: 10.2.0.0/16, nextHop: 10.0.0.2, interface: loop0 }]`;
  const file = await readPlanFile(await save(vpp, node));
  t.equal((await planFromFile(vpp, file)).steps.length, 3);
  const applied = await planFor(vpp, node);
  await applyAll(t, vpp, applied);
  await t.rejects(planFromFile(vpp, file), {
    code: "VPP_STALE",
    message: /this changed in VPP: tables, neighbors, routes;/,
  });
  await applyAll(t, vpp, inverse(applied));
  t.equal((await planFromFile(vpp, file)).steps.length, 3);
});

t.test("a plan keeps the options that it was made with", async (t) => {
  const { vpp } = await scene(t, BEFORE);
  const emptied = 'owns: { sids: ["fcdd::/16"] }\nlocalSids: []';
  await t.rejects(save(vpp, emptied), { code: "VPP_HAZARD", message: /use --force to allow it/ });
  const file = await readPlanFile(await save(vpp, emptied, { force: true, interrupt: false }));
  t.same(file.options, { force: true, interrupt: false });
  t.same(lines(await planFromFile(vpp, file)), [
    "remove local SID fcdd::4 End.DT4 table 0: the document owns it, but does not describe it",
  ]);
});

const broken: [title: string, message: RegExp, text: (vpp: VppClient) => Promise<string>][] = [
  ["is cut off", /^o\.plan: the plan is truncated, or not JSON: /, async (vpp) => (await save(vpp)).slice(0, -40)],
  ["is empty", /^o\.plan: the plan is truncated, or not JSON: /, async () => ""],
  ["is none", /^o\.plan: not a plan, or a plan of another version of tsvpp \(format undefined\): /, async () => "[1]"],
  [
    "is of another format",
    /^o\.plan: not a plan, or a plan of another version of tsvpp \(format 3\): make the plan again$/,
    (vpp) => changed(vpp, (content) => Object.assign(content, { tsvppPlan: 3 })),
  ],
  [
    "has another document",
    /^o\.plan: the plan was changed after it was made: make the plan again$/,
    (vpp) =>
      changed(vpp, ({ document }) => {
        document.text = document.text.replace("fc00::4", "fc00::5");
      }),
  ],
  [
    "has other options",
    /the plan was changed after it was made/,
    (vpp) => changed(vpp, (content) => Object.assign(content, { options: { interrupt: true, force: true } })),
  ],
  [
    "has other steps",
    /the plan was changed after it was made/,
    (vpp) => changed(vpp, (content) => Object.assign(content, { steps: [] })),
  ],
  [
    "has another fingerprint",
    /the plan was changed after it was made/,
    (vpp) => changed(vpp, (content) => Object.assign(content, { observed: {} })),
  ],
  [
    "has no checksum",
    /the plan was changed after it was made/,
    (vpp) => changed(vpp, (content) => Object.assign(content, { checksum: undefined })),
  ],
];

for (const [title, message, textOf] of broken) {
  t.test(`a file that ${title} is refused`, async (t) => {
    const { vpp } = await scene(t, BEFORE);
    await t.rejects(readPlanFile(await textOf(vpp), "o.plan"), { code: "VPP_DOCUMENT", message });
  });
}

t.test("a file that was only written otherwise is the same plan", async (t) => {
  const { vpp } = await scene(t, BEFORE);
  const sorted = Object.fromEntries(Object.entries(JSON.parse(await save(vpp))).reverse());
  const file = await readPlanFile(`\n${JSON.stringify(sorted)}`);
  t.same(lines(await planFromFile(vpp, file)), STEPS);
});

t.test("the steps of a file are carried out as they were reviewed, and nothing is planned again", async (t) => {
  const { vpp, simulator } = await scene(t, "{}");
  const document = "localSids: [{ sid: fcdd::4, behavior: { type: End } }]";
  const file = await readPlanFile(await save(vpp, document), "o.plan");
  // As another version of this library might have planned the same document.
  const reviewed = await planFor(vpp, document.replace("fcdd::4", "fcdd::5"));
  await applyAll(t, vpp, await planFromFile(vpp, { ...file, plan: reviewed }));
  t.same(
    simulator.calls(srLocalsidAddDel).map(({ localsid }) => String(localsid)),
    ["fcdd::5"],
  );
});

t.test("only what begins as a plan does may be replaced by another", async (t) => {
  const { vpp } = await scene(t, BEFORE);
  const text = await save(vpp);
  for (const plan of [text, text.slice(0, 100)]) t.ok(isSavedPlan(plan), plan);
  const others = [AFTER, "", `{"plans": [${text}]}`, '{ localSids: [] } # see "tsvppPlan"', ` ${text}`];
  for (const other of others) t.notOk(isSavedPlan(other), other);
});

t.test("a document is no plan", (t) => {
  for (const text of [BEFORE, AFTER, "{}", '{"localSids":[]}', "# tsvppPlan", ""]) t.notOk(isPlanFile(text), text);
  t.end();
});
