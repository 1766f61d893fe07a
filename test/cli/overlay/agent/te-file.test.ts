import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { TeFile } from "../../../../src/cli/overlay/agent/te-file.ts";
import { parseOverlayConfig } from "../../../../src/overlay/index.ts";
import { temporaryFolder } from "../../../helpers.ts";
import { configText } from "../../../overlay/agent/scene.ts";

const LONG_MS = 2 ** 30;

function document(bsid: string): string {
  const policy = `{ egress_node: "fd12::1000", bsid: "${bsid}", segment_list: ["fcff:3::1"], traffic: IPv4 }`;
  return `node: node1\npolicies:\n  - ${policy}\n`;
}

/** Opens the file of a TE engine; `next` resolves with what happens next: BSIDs that are taken, or a report. */
async function open(t: Test, { graceMs = LONG_MS, text = undefined as string | undefined, mode = "configmap" } = {}) {
  const path = join(temporaryFolder(t), "te.yaml");
  if (text !== undefined) writeFileSync(path, text);
  const happened: string[] = [];
  let wake = () => {};
  const note = (what: string) => {
    happened.push(what);
    wake();
  };
  const config = await parseOverlayConfig(configText({ mode, rest: `configmap: { file: ${path} }` }));
  const take = async ({ policies }: { policies: readonly { bsid: object }[] }) => {
    note(`took ${policies.map(({ bsid }) => bsid).join(", ")}`);
  };
  const file = new TeFile(path, config, { take, report: (report) => note(report.replace(path, "te.yaml")) }, graceMs);
  t.teardown(() => file[Symbol.dispose]());
  const next = async () => {
    while (happened.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return happened.shift()!;
  };
  return { path, file, config, happened, next };
}

t.test("takes the document, and each one that follows", async (t) => {
  const { path, file, next } = await open(t, { text: document("cafe::1") });
  await file.update();
  t.equal(await next(), "took cafe::1");
  file.follow();
  writeFileSync(`${path}.new`, document("cafe::2"));
  renameSync(`${path}.new`, path);
  t.equal(await next(), "took cafe::2");
});

t.test("reports an invalid document once, and takes the next one", async (t) => {
  const { path, file, next } = await open(t, { text: document("beef::1") });
  await file.update();
  t.match(await next(), "te.yaml:3: policies[0].bsid: beef::1 is outside of cafe::/112");
  await file.update();
  writeFileSync(path, document("cafe::2"));
  await file.update();
  t.equal(await next(), "took cafe::2");
});

t.test("the policies of a deleted file stay for a while, then go", async (t) => {
  const { path, file, next } = await open(t, { text: document("cafe::1"), graceMs: 1 });
  await file.update();
  t.equal(await next(), "took cafe::1");
  rmSync(path);
  await file.update();
  t.match(await next(), /^te\.yaml: the file is gone: its policies stay for/);
  t.equal(await next(), "te.yaml: the file is gone: it has no policies any more");
  t.equal(await next(), "took ");
  await file.update();
  writeFileSync(path, document("cafe::1"));
  await file.update();
  t.equal(await next(), "took cafe::1");
});

t.test("a file that is missing is reported only where its policies are used", async (t) => {
  const { path, file, config, happened, next } = await open(t, { mode: "bgp" });
  await file.update();
  t.same(happened, []);
  await file.configure({ ...config, mode: "configmap" });
  t.match(await next(), /^te\.yaml: the file is gone/);
  await file.configure(config);
  mkdirSync(path);
  await file.update();
  t.equal(await next(), "te.yaml: not a regular file", "what is there and cannot be read is reported in any mode");
});

t.test("a file that an editor replaces by deletion and creation loses nothing", async (t) => {
  const { path, file, next } = await open(t, { text: document("cafe::1") });
  await file.update();
  await next();
  rmSync(path);
  await file.update();
  t.match(await next(), "the file is gone");
  writeFileSync(path, document("cafe::1"));
  await file.update();
  t.equal(await next(), "took cafe::1");
});

t.test("checks the document again with another configuration", async (t) => {
  const { file, config, next } = await open(t, { text: document("cafe::1") });
  await file.update();
  await next();
  await file.configure({ ...config, node: { ...config.node, id: "node9" } });
  t.match(await next(), /te\.yaml:1: node: .*node1.*node9/);
});

t.test("what is no regular file is reported and is not read", async (t) => {
  const { path, file, next } = await open(t);
  mkdirSync(path);
  await file.update();
  t.equal(await next(), "te.yaml: not a regular file");
});

t.test("refuses a folder that is not there", async (t) => {
  const config = await parseOverlayConfig(configText());
  const reader = { take: async () => {}, report: () => {} };
  t.throws(() => new TeFile("/nowhere/te.yaml", config, reader), { code: "VPP_FILE" });
});
