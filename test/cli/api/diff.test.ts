import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { startSimulator } from "../../../src/simulator/index.ts";
import { temporaryFolder } from "../../helpers.ts";
import { api, apiJson, rawCrcs } from "./run-api.ts";

t.test("diff finds what the definitions of two releases tell", async (t) => {
  const { exitCode, values } = await apiJson("diff", "24.02", "26.06");
  t.equal(exitCode, 1);
  const before = rawCrcs("24.02");
  const after = rawCrcs("26.06");
  const named = (change: string) => values.filter((each) => each.change === change).map(({ name }) => name);
  t.same(named("added").sort(), [...after.keys()].filter((name) => !before.has(name)).sort());
  t.same(named("removed").sort(), [...before.keys()].filter((name) => !after.has(name)).sort());
  const changed = [...before].filter(([name, crc]) => after.has(name) && after.get(name) !== crc);
  t.same(named("changed").sort(), changed.map(([name]) => name).sort());
  t.match(
    values.find(({ name }) => name === "sr_localsid_add_del"),
    {
      change: "extended",
      isBreaking: false,
      crcBefore: "5a36c324",
      crcAfter: "5a36c324",
      fields: [
        { path: "behavior.SR_BEHAVIOR_API_END_UN_PERF", change: "added", after: "11" },
        { path: "behavior.SR_BEHAVIOR_API_END_UN", change: "added", after: "12" },
        { path: "behavior.SR_BEHAVIOR_API_UA", change: "added", after: "13" },
      ],
    },
  );
});

t.test("diff prints field by field what changed, and whether VPP's rules allow it", async (t) => {
  const folder = temporaryFolder(t);
  const body = "u32 client_index; u32 context; u8 kept; u8 gone; u8 wider;";
  const reply = "define tool_add_reply { u32 context; i32 retval; };";
  const file = (text: string) => `option version="1.0.0"; define tool_add { ${text} }; ${reply}`;
  writeFileSync(join(folder, "a.api"), file(body));
  writeFileSync(join(folder, "b.api"), file(body.replace("u8 gone; u8 wider;", "u16 wider; bool more;")));
  const [a, b] = [join(folder, "a.api"), join(folder, "b.api")];
  const { exitCode, stdout } = await api("diff", a, b);
  t.equal(exitCode, 1);
  t.match(
    stdout,
    /^tool_add \(b\) [0-9a-f]{8} -> [0-9a-f]{8}: changed, breaks compatibility\n {2}- gone u8\n {2}~ wider u8 -> u16\n {2}\+ more bool\n1 message differs, 1 breaking compatibility \(2 modules compared\)\n$/,
  );
  t.same(await api("diff", a, a), {
    exitCode: 0,
    stdout: "no difference (1 module compared)\n",
    stderr: "",
  });
});

t.test("diff compares what a file or a VPP has, and does not miss the rest", async (t) => {
  await using simulator = await startSimulator({ release: "25.02" });
  t.match(await api("diff", "25.02", simulator.socketPath), {
    exitCode: 0,
    stdout: /^no difference \(\d\d+ modules compared\)\n$/,
  });
  const { values } = await apiJson("diff", "24.10", simulator.socketPath, "--modules", "sr,tapv2");
  t.ok(values.length > 0);
  t.same(new Set(values.map(({ module }) => module)), new Set(["sr", "tapv2"]));
});
