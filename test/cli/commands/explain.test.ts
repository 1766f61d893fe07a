import t from "tap";
import { connect } from "../../../src/client/index.ts";
import { startSimulator } from "../../../src/simulator/index.ts";
import { Srv6 } from "../../../src/srv6/index.ts";
import { tsvpp } from "../tsvpp.ts";

const simulator = await startSimulator();
t.teardown(() => simulator.close());

await t.test("a VPP with something in it", async () => {
  await using vpp = await connect({ socketPath: simulator.socketPath });
  const srv6 = new Srv6(vpp);
  await srv6.setEncapSource("fd11::a");
  await srv6.addLocalSid({ sid: "fc00::d4", behavior: { type: "End.DT4", tableId: 0 } });
  const segmentLists = [{ segments: ["fc00::d4"] }, { segments: ["fcff::1", "fc00::d4"], weight: 3 }];
  await srv6.addPolicy({ bsid: "cafe::1", segmentLists });
  await srv6.steer({ kind: "l3", prefix: "10.2.0.0/24", tableId: 0 }, "cafe::1");
});

function explain(...operands: string[]) {
  return tsvpp(["explain", ...operands, "--socket", simulator.socketPath]);
}

t.test("a packet is followed from its route to the way to the first SIDs", async (t) => {
  const { exitCode, stdout } = await explain("10.2.0.9");
  t.equal(exitCode, 0);
  t.match(stdout, /^10\.2\.0\.9\/32 in table 0\n└─ route 10\.2\.0\.0\/24 of SR, counted in \/net\/route\/to\[\d+\]$/m);
  t.match(stdout, / policy cafe::1: headend encaps, .*, from fd11::a$/m);
  t.match(stdout, / 25 % \(weight 1\) via fc00::d4\n.*├─ adds 40 bytes to each packet\n.*route fc00::d4\/128 of SR/);
  t.match(stdout, / 75 % \(weight 3\) via fcff::1, fc00::d4\n.*├─ adds 80 bytes .*\n.*└─ .*dropped$/m);
});

t.test("what is not steered is told to be so", async (t) => {
  t.match(
    (await explain("192.0.2.1")).stdout,
    /^192\.0\.2\.1\/32 in table 0\n└─ (no route|route 0\.0\.0\.0\/0 .*): dropped$/m,
  );
  t.match((await explain("fc00::d4")).stdout, /├─ a local SID: End\.DT4 table 0/);
});

t.test("a program gets one value", async (t) => {
  const { stdout } = await explain("10.2.0.0/24", "--json");
  t.match(JSON.parse(stdout), {
    destination: "10.2.0.0/24",
    policy: { bsid: "cafe::1", lists: [{ share: 0.25 }, { share: 0.75, overheadBytes: 80 }] },
  });
});

t.test("a BSID is explained by its policy and lists", async (t) => {
  const { stdout } = await explain("cafe::1");
  t.match(stdout, /^cafe::1\/128 in table 0\n├─ the BSID of a policy\n└─ route cafe::1\/128 of SR, /);
  t.match(stdout, / policy cafe::1: headend encaps, .*, from fd11::a\n.* 25 % \(weight 1\) via fc00::d4\n/);
  t.match(stdout, / 75 % \(weight 3\) via fcff::1, fc00::d4\n/);
});

t.test("a table that VPP does not have is named, with those that it has", async (t) => {
  for (const [operand, family] of [
    ["10.2.0.9", 4],
    ["cafe::1", 6],
  ] as const) {
    t.same(await explain(operand, "--table", "99"), {
      exitCode: 2,
      stdout: "",
      stderr: `tsvpp: --table 99: there is no such table; the IPv${family} tables of this VPP are 0\n`,
    });
  }
});

for (const [operand, ...options] of [["10.2.0"], ["10.2.0.0/33"], ["10.2.0.9", "--table", "x"]] as const) {
  t.test(`${[operand, ...options].join(" ")} is refused`, async (t) => {
    t.equal((await explain(operand, ...options)).exitCode, 2);
  });
}
