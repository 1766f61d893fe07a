import t from "tap";
import { sharedRest } from "../../../src/cli/prompt/candidate.ts";
import { completeLine } from "../../../src/cli/prompt/complete-line.ts";
import { knowledgeOf } from "./knowledge-of.ts";

const knowledge = knowledgeOf();

const NOTHING: readonly string[] = [];
/** What is typed, what follows it at once, and the candidates. */
const ROWS: readonly (readonly [typed: string, rest: string, candidates: readonly string[]])[] = [
  ["", "s", ["set", "show", "sr"]],
  ["sh", "ow ", ["show"]],
  ["show in", "terface", ["interface", "interfaces"]],
  ["sh int lo", "", NOTHING],
  ["show interface ", "", ["address", "addr", "verbose", "local0", "loop0", "loop1"]],
  ["show interface loop", "", ["loop0", "loop1"]],
  ["show interface addr v", "erbose ", ["verbose"]],
  ["show ip fib table ", "", ["0", "10"]],
  ["show ip fib table 1", "0 ", ["10"]],
  ["set int state loop0 u", "p ", ["up"]],
  ["sr policy add bsid ", "cafe::9 ", ["cafe::9"]],
  ["show interface | gr", "", NOTHING],
  ["# sh", "", NOTHING],
  ["= vp", "", NOTHING],
  ["sw_interface_set_mt", "u ", ["sw_interface_set_mtu"]],
  ["sw_interface_set_mtu ", "", ["swIfIndex=", "mtu="]],
  ["sw_interface_set_mtu swIfIndex=l", "o", ["local0", "loop0", "loop1"]],
  ["sw_interface_set_mtu sw_if_index=1 ", "mtu=", ["mtu="]],
  ["sw_interface_set_mtu swIfIndex=1 --j", "son ", ["--json"]],
  ["sw_interface_set_flags swIfIndex=1 flags=IF_STATUS_API_FLAG_A", "DMIN_UP ", ["IF_STATUS_API_FLAG_ADMIN_UP"]],
  ["sr_policy_add isEnc", "ap=", ["isEncap="]],
  ["sr_policy_add isEncap=t", "rue ", ["true"]],
  ["sr_policy_add bsidAddr=ca", "fe::9 ", ["cafe::9"]],
  ["sr_policy_add sid", "s={ ", ["sids="]],
  ["sr_policy_add sids={ weight=1 n", "umSids=", ["numSids="]],
  ["sr_policy_add sids={ weight=1 } fib", "Table=", ["fibTable="]],
  ["sr_policy_add fibTable=1", "0 ", ["10"]],
  ["ip_route_add_del route={ paths=[{ weight=1, swIfIndex=loop0", " ", ["loop0"]],
  ["ip_route_add_del route={ paths=[{ weight=1 }, { swIf", "Index=", ["swIfIndex="]],
  ["sr_polcy_add x", "", NOTHING],
  [":expl", "ain ", ["explain"]],
  [":show pol", "icies ", ["policies"]],
  [":show policies --fi", "elds ", ["--fields"]],
  [":help wat", "ch ", ["watch"]],
  [":call sw_interface_set_mtu mt", "u=", ["mtu="]],
  [":cli sh", "ow ", ["show"]],
  [":watch 2 sh", "ow ", ["show"]],
];

for (const [typed, rest, candidates] of ROWS) {
  t.test(`${JSON.stringify(typed)} goes on with ${JSON.stringify(rest)}`, async (t) => {
    const completion = await completeLine(typed, knowledge);
    t.same(
      completion.candidates.map(({ text }) => text),
      candidates,
    );
    t.equal(sharedRest(completion), rest);
  });
}

t.test("where nothing can be completed, the syntax is known", async (t) => {
  t.equal((await completeLine("show ip fib ", knowledge)).syntax, "[summary] [table <table-id>] [detail]");
  t.equal((await completeLine("sw_interface_set_mtu mtu=", knowledge)).syntax, "list of u32");
});

t.test("candidates have their help", async (t) => {
  const { candidates } = await completeLine("sw_interface_set_mtu ", knowledge);
  t.match(candidates[0], { text: "swIfIndex=", help: "u32" });
  t.match((await completeLine(":", knowledge)).candidates[0], { help: /./ });
});

t.test("a key's work is small with all messages", async (t) => {
  const { candidates } = await completeLine("sw_", knowledge);
  t.ok(candidates.length > 30);
});
