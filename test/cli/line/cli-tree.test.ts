import t from "tap";
import { argumentSyntax, followWords, listCommands, readCliTree } from "../../../src/cli/line/cli-tree.ts";

/** Lines of VPP 26.06's answer to `?`: padded and long paths, a help of several lines, prose, none. */
const LIST = `  classify session                         classify session [hit-next|l2-hit-next|acl-hit-next <next_index>|policer-hit-next <policer_name>]
 table-index <nn> match [hex] [l2]
 [del]
  comment                                  no help
  create loopback interface                create loopback interface [mac <mac-addr>] [instance <instance>]
  set interface ip source-and-port-range-check set interface ip source-and-port-range-check <intfc> [tcp-out-vrf <n>]
  set interface state                      set interface state <interface> [up|down|punt|enable]
  show ip fib                              show ip fib [summary] [table <table-id>]
  show ip                                  Internet protocol (IP) show commands
  show ip6 fib                             show ip6 fib
  test lookup                              
`;
const tree = readCliTree(LIST);

t.test("reads paths and helps of VPP's list", async (t) => {
  t.same([...tree.children.keys()], ["classify", "comment", "create", "set", "show", "test"]);
  const { node } = followWords(tree, ["classify", "session"]);
  t.match(node.help, /policer_name>\] table-index <nn> match \[hex\] \[l2\] \[del\]$/);
  const long = followWords(tree, "set interface ip source-and-port-range-check".split(" "));
  t.same(long.rest, []);
  t.equal(argumentSyntax(long.node), "<intfc> [tcp-out-vrf <n>]");
});

t.test("follows shortened words while they are unique, and leaves arguments", async (t) => {
  const follow = (text: string) => {
    const { node, rest } = followWords(tree, text.split(" "));
    return [node.path, rest];
  };
  t.same(follow("cr loop int mac x"), ["create loopback interface", ["mac", "x"]]);
  t.same(follow("sh ip fib"), ["show ip fib", []]);
  t.same(follow("s"), ["", ["s"]]);
  t.same(follow("show i"), ["show", ["i"]]);
});

t.test("a help that is prose has no syntax", async (t) => {
  t.equal(argumentSyntax(followWords(tree, ["show", "ip"]).node), "");
});

t.test("lists the commands of a node as VPP does", async (t) => {
  t.equal(
    listCommands(followWords(tree, ["sh", "ip6"]).node),
    "  show ip6 fib                             show ip6 fib\n",
  );
});
