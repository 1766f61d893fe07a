import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { AgentFiles } from "../../../../src/cli/overlay/agent/agent-files.ts";
import { EventLog } from "../../../../src/cli/overlay/events/index.ts";
import type { Overlay, OverlayConfig, TeDocument } from "../../../../src/overlay/index.ts";
import { temporaryFolder } from "../../../helpers.ts";
import { configText } from "../../../overlay/agent/scene.ts";
import { invocation } from "../../tsvpp.ts";

const TE = `node: node1
policies: [{ egress_node: "fd12::1000", bsid: "cafe::1c3", segment_list: ["fcff:3::1"], traffic: IPv4 }]
`;

async function open(t: Test, textOf: (folder: string) => string = () => configText()) {
  const folder = temporaryFolder(t);
  const path = join(folder, "node1.yaml");
  writeFileSync(path, textOf(folder));
  writeFileSync(join(folder, "te.yaml"), TE);
  const surroundings = invocation();
  const files = await AgentFiles.open(path, new EventLog(surroundings));
  t.teardown(() => files[Symbol.dispose]());
  const taken: (OverlayConfig | TeDocument)[] = [];
  const overlay = {
    refusal: undefined as Error | undefined,
    configure: async (config: OverlayConfig) => {
      if (overlay.refusal !== undefined) throw overlay.refusal;
      taken.push(config);
    },
    setDocument: async (document: TeDocument) => void taken.push(document),
  };
  files.follow(overlay as unknown as Overlay);
  const write = async (text: string) => {
    writeFileSync(path, text);
    await files.reload();
  };
  return { files, folder, path, overlay, taken, write, ...surroundings.io };
}

function withTe(folder: string, name = "te.yaml"): string {
  return configText({ rest: `configmap: { file: ${join(folder, name)} }` });
}

t.test("reads the configuration, and the document that it names", async (t) => {
  const { files, path, stdout } = await open(t, withTe);
  t.equal(files.config.node.id, "node1");
  t.equal(files.document?.document.policies.length, 1);
  t.equal(stdout.text, `${path.replace("node1", "te")}: taken, with 1 policy\n`);
});

t.test("gives the agent each configuration, and the document for it", async (t) => {
  const { taken, write, folder, stdout } = await open(t);
  await write(configText({ bgp: "  holdSeconds: 30" }));
  t.match(taken, [{ bgp: { holdSeconds: 30 } }]);
  await write(withTe(folder));
  t.match(taken.slice(1), [{ configmap: {} }, { policies: [{}] }]);
  await write(configText());
  t.equal(taken.length, 4);
  t.match(stdout.text, /taken\n.*taken\n.*te\.yaml: taken, with 1 policy\n.*taken\n$/);
});

t.test("an invalid configuration gives the agent nothing, each fault is told once with its line", async (t) => {
  const { taken, write, stderr, path } = await open(t);
  await write(configText({ mode: "none", peers: "7" }));
  t.match(stderr.text, new RegExp(`^tsvpp: ${path}:3: mode: .*\ntsvpp: ${path}:\\d+: bgp\\.peers: .*\n$`));
  t.same(taken, []);
});

t.test("what the agent refuses is told, and the document of before is still followed", async (t) => {
  const { overlay, write, stderr, taken, folder } = await open(t, withTe);
  overlay.refusal = new Error("a restart of the agent is needed to change node.id");
  mkdirSync(join(folder, "other"));
  await write(withTe(join(folder, "other")));
  t.match(
    stderr.text,
    /node1\.yaml: a restart of the agent is needed to change node\.id: nothing of the file is taken\n$/,
  );
  overlay.refusal = undefined;
  await write(withTe(folder));
  t.match(taken, [{ configmap: {} }, { policies: [{}] }]);
});

t.test("a folder of a document that is not there changes nothing", async (t) => {
  const { write, stderr, taken } = await open(t);
  await write(withTe("/nowhere"));
  t.match(stderr.text, "tsvpp: /nowhere/te.yaml: no such file or directory\n");
  t.same(taken, []);
});

t.test("refuses a configuration that is invalid from the start", async (t) => {
  await t.rejects(
    open(t, () => "node: 1\n"),
    { code: "VPP_DOCUMENT" },
  );
});
