import t from "tap";
import { CommandNode, commandTree } from "../../../src/simulator/cli/command-tree.ts";
import { CliInput } from "../../../src/simulator/cli/input.ts";

/** The words that the tree takes of a text, written out. */
function taken(text: string): string {
  const input = new CliInput(text);
  let node = commandTree();
  for (;;) {
    const next = node.take(input);
    if (next === undefined) return node.path;
    node = next;
  }
}

// How far VPP 26.06 gets: its errors name the words that it took.
for (const [text, path] of [
  ["show sr polici", "show sr policies"],
  ["show sr pol", "show sr"],
  ["sh api cl", "show api clients"],
  ["show s", "show"],
  ["show i", "show"],
  ["show ip fib bogus", "show ip fib"],
  ["show sr localsid", "show sr localsids"],
  ["set int", "set interface"],
  ["set interface ip bogus", "set interface ip"],
  ["l c", ""],
  ["sho", "show"],
] as const) {
  t.test(`takes of "${text}" the words "${path}"`, async (t) => {
    t.equal(taken(text), path);
  });
}

t.test("a whole word is taken also where a longer one begins with it, if white space or the end follows", async (t) => {
  const tree = new CommandNode("");
  tree.at("show ip");
  tree.at("show ip6");
  const show = tree.at("show");
  t.equal(show.take(new CliInput("ip fib"))?.path, "show ip");
  t.equal(show.take(new CliInput("ip"))?.path, "show ip");
  t.equal(show.take(new CliInput("ip.x")), undefined);
  t.equal(show.take(new CliInput("ip6.x"))?.path, "show ip6");
});

t.test("the longer one of two names is first, if it begins with the other one", async (t) => {
  const tree = new CommandNode("");
  for (const word of ["q", "ip", "quit", "exit", "ip6"]) tree.at(word);
  t.same(
    tree.sorted.map(([word]) => word),
    ["exit", "ip6", "ip", "quit", "q"],
  );
});

// VPP's help, also of groups that it gives none.
t.test("has VPP's help for commands and groups", async (t) => {
  const helpOf = (path: string) => commandTree().at(path).help;
  t.equal(helpOf("show"), "Show commands");
  t.equal(helpOf("show sr"), "show sr commands");
  t.equal(helpOf("show sr localsids"), "show sr localsids");
  t.equal(helpOf("show version"), "show version [verbose] [cmdline]");
});

t.test("lists the commands of the simulator, and not those that only VPP has", async (t) => {
  const ip = [...commandTree().at("show ip").commands()].map(({ path }) => path);
  t.same(ip, ["show ip fib", "show ip table"]);
  t.ok(commandTree().at("show ip neighbors").isUnsimulated);
  t.notOk(commandTree().at("show ip fib").isUnsimulated);
});
