import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { temporaryFolder } from "../../helpers.ts";
import { configText } from "../../overlay/agent/scene.ts";
import { tsvpp } from "../tsvpp.ts";

const TE = `localsids: { DT4: "fcdd::4", DT6: "fcdd::6" }
node: node1
policies:
  - { egress_node: "fd12::1000", bsid: "cafe::1c3", segment_list: ["fcff:3::1"], traffic: IPv4 }
`;

function write(t: Test, name: string, text: string): string {
  const path = join(temporaryFolder(t), name);
  writeFileSync(path, text);
  return path;
}

t.test("a valid configuration has a short line", async (t) => {
  const path = write(t, "node1.yaml", configText());
  t.same(await tsvpp(["overlay", "validate", path]), { exitCode: 0, stdout: `${path}: valid\n`, stderr: "" });
  t.match(await tsvpp(["overlay", "validate", "-", "--json"], { stdin: configText() }), {
    exitCode: 0,
    stdout: '{"file":"standard input","isValid":true}\n',
  });
});

t.test("every fault of a configuration has its line", async (t) => {
  const text = configText({ peers: '[{ address: "x" }]' }).replace("node1, address", "node_1, adress");
  const path = write(t, "node1.yaml", text);
  const { exitCode, stdout, stderr } = await tsvpp(["overlay", "validate", path]);
  t.same([exitCode, stdout], [2, ""]);
  const lines = stderr
    .trim()
    .split("\n")
    .map((line) => line.slice(`tsvpp: ${path}:`.length));
  t.match(lines, [/^2: node\.id: /, /^2: node\./, /^2: node\./, /^\d+: bgp\.peers\[0\]\.address: /]);
});

t.test("a TE document is known by its keys, and checked for the node of --config", async (t) => {
  const config = write(t, "node1.yaml", configText());
  const argv = (text: string) => ["overlay", "validate", write(t, "te.yaml", text), "--config", config];
  t.equal((await tsvpp(argv(TE))).exitCode, 0);
  const wrong = await tsvpp(argv(TE.replace("node1", "node2").replace("cafe::1c3", "beef::1")));
  t.equal(wrong.exitCode, 2);
  t.match(wrong.stderr, /te\.yaml:2: node: .*\n.*te\.yaml:4: policies\[0\]\.bsid: /);
  const without = await tsvpp(["overlay", "validate", write(t, "te.yaml", TE)]);
  t.equal(without.exitCode, 2);
  t.match(without.stderr, "a TE document is checked with --config");
});

t.test("--te says that a file is a TE document whose form does not show it", async (t) => {
  const config = write(t, "node1.yaml", configText());
  const argv = ["overlay", "validate", write(t, "te.yaml", "node: node1\n"), "--config", config];
  t.match(await tsvpp(argv), { exitCode: 2, stderr: /bgp/ });
  t.notMatch((await tsvpp([...argv, "--te"])).stderr, "bgp");
});

t.test("refuses what is no YAML, and a file that is not there", async (t) => {
  t.equal((await tsvpp(["overlay", "validate", "-"], { stdin: "a: [" })).exitCode, 2);
  t.match(await tsvpp(["overlay", "validate", "/nowhere"]), { exitCode: 2, stderr: "/nowhere: no such file" });
});
