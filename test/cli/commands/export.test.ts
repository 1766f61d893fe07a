import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { tsvpp } from "../tsvpp.ts";

const DOCUMENT = `
encap: { source: fd11::1 }
localSids: [{ sid: fcdd::1, behavior: { type: End } }]
policies: [{ bsid: cafe::1, segments: [fc00::1] }]
steering: [{ prefix: 10.1.0.0/16, bsid: cafe::1 }]
`;

t.test("with --json the document is a value, which plan reads as it is", async (t) => {
  await using simulator = await startSimulator();
  const at = ["--socket", simulator.socketPath];
  await tsvpp(["apply", "-", ...at], { stdin: DOCUMENT });
  const { exitCode, stdout, stderr } = await tsvpp(["export", "--json", ...at]);
  t.same([exitCode, stderr], [0, ""]);
  t.match(JSON.parse(stdout), {
    adopt: true,
    encap: { source: "fd11::1" },
    localSids: [{ sid: "fcdd::1", behavior: { type: "End" } }],
    policies: [{ bsid: "cafe::1", segmentLists: [{ segments: ["fc00::1"] }] }],
    steering: [{ prefix: "10.1.0.0/16", tableId: 0, bsid: "cafe::1" }],
  });
  t.match(await tsvpp(["plan", "-", ...at], { stdin: stdout }), { exitCode: 0, stdout: "nothing to do\n" });
});

t.test("what no document can say is a comment, and with --json a note", async (t) => {
  await using simulator = await startSimulator();
  const at = ["--socket", simulator.socketPath];
  await tsvpp(["apply", "-", ...at], { stdin: DOCUMENT });
  // Steering stays in VPP when its policy goes.
  await tsvpp(["call", "sr_policy_del", '{ "bsid_addr": "cafe::1", "sr_policy_index": 0 }', ...at]);
  const leftOut = "steering of 10.1.0.0/16 table 0: there is no policy cafe::1";
  t.match((await tsvpp(["export", ...at])).stdout, `# Left out: ${leftOut}\n`);
  const { stdout, stderr } = await tsvpp(["export", "--json", ...at]);
  t.equal(stderr, `tsvpp: left out: ${leftOut}\n`);
  t.same(JSON.parse(stdout).steering, []);
});
