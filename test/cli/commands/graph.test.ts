import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
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

t.test("a tree shows traffic, policy, shares and what this node does with a SID", async (t) => {
  const { exitCode, stdout } = await graph();
  t.equal(exitCode, 0);
  t.equal(
    stdout,
    [
      "10.1.0.0/16 table 0, 2001:db8::/32 table 0 -> cafe::1 (encaps policy of type default in table 0)",
      "├─ 33.3 % (weight 1, adds 80 bytes): fc00::1 -> fc00::e4 (here: End.DT4 table 0)",
      "└─ 66.7 % (weight 2, adds 40 bytes): fc00::3",
      "nothing steered -> cafe::2 (encaps policy of type default in table 0)",
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

t.test("a picture has a text for everything, and an arrow for each step", async (t) => {
  const { stdout } = await graph("--format", "svg");
  for (const text of ["10.1.0.0/16 table 0", "33.3 %", "66.7 %", "fc00::1", "fc00::3", "local SID fc00::e4"]) {
    t.match(stdout, `>${text}`);
  }
  // Traffic to policy, policy to share and on, for each row.
  t.equal(stdout.match(/<path /g)?.length, 1 + 3 + 1 + 2);
  t.match(stdout, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
  t.match(stdout, /<\/svg>\n$/);
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
  t.match(JSON.parse(stdout), { policies: [{ bsid: "cafe::2" }], localSids: [{ sid: "fc00::e4" }] });
});

t.test("an unknown format is refused", async (t) => {
  t.match(await graph("--format", "mermaids"), { exitCode: 2, stderr: /mermaid/ });
});
