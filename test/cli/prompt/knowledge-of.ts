import { readCliTree } from "../../../src/cli/line/index.ts";
import { Knowledge } from "../../../src/cli/prompt/knowledge.ts";

/** Knowledge of a VPP with a few commands, interfaces and tables. */
export function knowledgeOf(): Knowledge {
  const knowledge = new Knowledge();
  knowledge.cli =
    readCliTree(`  set interface state                      set interface state <interface> [up|down|punt|enable]
  show interface                           show interface [address|addr] [<interface> [<interface> [..]]] [verbose]
  show ip fib                              show ip fib [summary] [table <table-id>] [detail]
  show interfaces rx                       Prose about it
  sr policy add                            sr policy add bsid <bsid> next <sid>
`);
  knowledge.interfaces = ["local0", "loop0", "loop1"].map((text) => ({ text, help: "interface" }));
  knowledge.tables = [{ text: "0" }, { text: "10", help: "blue" }];
  knowledge.bsids = [{ text: "cafe::9" }];
  return knowledge;
}
