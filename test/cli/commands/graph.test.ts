import { hostname } from "node:os";
import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { readSvg } from "../graph/read-svg.ts";
import { tsvpp } from "../tsvpp.ts";

const simulator = await startSimulator({ onCrash: "refuse" });
t.teardown(() => simulator.close());

await t.test("a VPP with something in it", async () => {
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const srv6 = new Srv6(vpp);
  await srv6.addLocalSid({ sid: "fc00::e4", behavior: { type: "End.DT4", tableId: 0 } });
  const segmentLists = [{ segments: ["fc00::1", "fc00::e4"] }, { segments: ["fc00::3"], weight: 2 }];
  await srv6.addPolicy({ bsid: "cafe::1", segmentLists });
  await srv6.addPolicy({ bsid: "cafe::2", segmentLists: [{ segments: ["cafe::1"] }] });
  await srv6.steer({ kind: "l3", prefix: "10.1.0.0/16", tableId: 0 }, "cafe::1");
  await srv6.steer({ kind: "l3", prefix: "2001:db8::/32", tableId: 0 }, "cafe::1");
});

function graph(...options: string[]) {
  return tsvpp(["graph", ...options, "--socket", simulator.socketPath]);
}

// VPP 26.06 gives lists of weight 1 and 2 three and five of eight buckets.
t.test("a tree shows traffic, policy, shares and what this node does with a SID", async (t) => {
  const { exitCode, stdout } = await graph();
  t.equal(exitCode, 0);
  t.equal(
    stdout,
    [
      "10.1.0.0/16 table 0, 2001:db8::/32 table 0 -> cafe::1 (headend encaps, type default, table 0)",
      "├─ 37.5 % (weight 1, adds 80 bytes): fc00::1 -> fc00::e4 (here: End.DT4 table 0)",
      "└─ 62.5 % (weight 2, adds 40 bytes): fc00::3",
      "nothing steered -> cafe::2 (headend encaps, type default, table 0)",
      "└─ 100 % (weight 1, adds 40 bytes): cafe::1 (here: binding SID)",
      "local SIDs",
      "└─ fc00::e4 End.DT4 table 0",
      "",
    ].join("\n"),
  );
});

t.test("a flowchart has an edge for each step, and no colon outside of quotes", async (t) => {
  const { stdout } = await graph("--format", "mermaid");
  const [first, ...lines] = stdout.trimEnd().split("\n");
  t.equal(first, "flowchart LR");
  t.equal(lines.filter((line) => line.includes("-->")).length, 2 + 3 + 1);
  t.notMatch(stdout.replaceAll(/"[^"]*"/g, ""), /:/);
});

t.test("a picture has a text for everything, a line for each step, and the node in its title", async (t) => {
  const picture = readSvg((await graph("--format", "svg")).stdout);
  const texts = picture.texts.map(({ text }) => text);
  const wanted = [
    "10.1.0.0/16",
    "2001:db8::/32",
    "37.5 %",
    "62.5 %",
    "fc00::1",
    "fc00::3",
    "binding SID",
    "LOCAL SIDS",
  ];
  for (const text of wanted) t.ok(texts.includes(text), text);
  // Two prefixes to a policy of two lists with two SIDs and one; a policy of one list with one SID.
  t.equal(picture.lines.length, 2 + (1 + 2) + (1 + 1) + (1 + 1));
  t.match(picture.title, `SRv6 of ${hostname()}:${simulator.socketPath}, `);
  t.match(picture.title, /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
});

t.test("what is steered to no policy is told", async (t) => {
  await using vpp = await connect({ socketPath: simulator.socketPath, unguarded: true });
  const { srPolicyDel } = await import("../../../src/binapi/sr.ts");
  await vpp.request(srPolicyDel, { bsidAddr: "cafe::1", srPolicyIndex: 0 });
  const { stdout } = await graph();
  t.match(stdout, /^10\.1\.0\.0\/16 table 0 -> cafe::1: no such policy, dropped$/m);
});

t.test("a program gets one value", async (t) => {
  const { stdout } = await graph("--json");
  t.match(JSON.parse(stdout), {
    policies: [{ bsid: "cafe::2", policyType: "default", lists: [{ share: 1, segments: [{ sid: "cafe::1" }] }] }],
    astray: [{ kind: "l3", prefix: "10.1.0.0/16", tableId: 0 }, {}],
    localSids: [{ sid: "fc00::e4", behavior: { type: "End.DT4", tableId: 0 } }],
    interfaces: { 0: "local0" },
  });
});

t.test("an unknown format is refused", async (t) => {
  t.match(await graph("--format", "mermaids"), { exitCode: 2, stderr: /mermaid/ });
});
