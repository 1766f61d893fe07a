import t from "tap";
import { type Line, readLine } from "../../../src/cli/line/index.ts";

const names = { isMessage: (name: string) => ["sw_interface_set_mtu", "sr_policy_add", "cli_inband"].includes(name) };

/** Each row of the grammar, with its signs in other places. */
const LINES: readonly (readonly [text: string, line: Line])[] = [
  ["", { kind: "nothing" }],
  [" \t", { kind: "nothing" }],
  ["# a | b", { kind: "nothing" }],
  ["vpp# ", { kind: "nothing" }],
  ["vpp# show version", { kind: "cli", text: "show version" }],
  ["quit", { kind: "quit" }],
  [" exit ", { kind: "quit" }],
  ["q", { kind: "quit" }],
  ["quit now", { kind: "cli", text: "quit now" }],
  ["show int # x", { kind: "cli", text: "show int # x" }],
  ["show\tint  a|b 1 -> 2 x>y", { kind: "cli", text: "show\tint  a|b 1 -> 2 x>y" }],
  ["show int | grep 'a | b'", { kind: "cli", text: "show int", shell: "grep 'a | b'" }],
  ["show int > f g", { kind: "cli", text: "show int", shell: "cat > f g" }],
  ["show int >> f", { kind: "cli", text: "show int", shell: "cat >> f" }],
  ["show int >| f", { kind: "cli", text: "show int", shell: "cat >| f" }],
  ["show int\t|\tless", { kind: "cli", text: "show int", shell: "less" }],
  ["show int |", { kind: "cli", text: "show int |" }],
  ['pg "a | b" > f', { kind: "cli", text: 'pg "a | b"', shell: "cat > f" }],
  ["pg { a | b } | wc", { kind: "cli", text: "pg { a | b }", shell: "wc" }],
  ["show int ?", { kind: "cli", text: "show int ?" }],
  ["set it's a[0]", { kind: "cli", text: "set it's a[0]" }],
  ["p2p_eth x", { kind: "cli", text: "p2p_eth x" }],
  ["arping x", { kind: "cli", text: "arping x" }],
  ["show a_b=1", { kind: "cli", text: "show a_b=1" }],
  ["pg {", { kind: "open", mark: "{" }],
  ['pg "a', { kind: "open", mark: '"' }],
  ["pg {\n a }", { kind: "cli", text: "pg {\n a }" }],
  ["= a | b > c # ?", { kind: "javascript", code: "a | b > c # ?" }],
  ["=f(1,", { kind: "open", mark: "(" }],
  ["= `a", { kind: "open", mark: "`" }],
  [":explain 1.2.3.4", { kind: "command", words: ["explain", "1.2.3.4"], isQuestion: false }],
  [`:call x 'a "b' c\\ d "e\\"f"`, { kind: "command", words: ["call", "x", 'a "b', "c d", 'e"f'], isQuestion: false }],
  [":graph | less", { kind: "command", words: ["graph"], isQuestion: false, shell: "less" }],
  [":graph '|' $HOME *", { kind: "command", words: ["graph", "|", "$HOME", "*"], isQuestion: false }],
  [":graph ?", { kind: "command", words: ["graph"], isQuestion: true }],
  [":graph '?'", { kind: "command", words: ["graph", "?"], isQuestion: false }],
  [":graph 'a", { kind: "open", mark: "'" }],
  [
    "sw_interface_set_mtu swIfIndex=loop0 mtu=[1, 2] --json",
    {
      kind: "call",
      words: ["sw_interface_set_mtu", "swIfIndex=loop0", "mtu=[1, 2]", "--json"],
      isQuestion: false,
    },
  ],
  [
    'cli_inband cmd="a | b" | wc',
    { kind: "call", words: ["cli_inband", 'cmd="a | b"'], isQuestion: false, shell: "wc" },
  ],
  ["cli_inband cmd=a|b=c#?", { kind: "call", words: ["cli_inband", "cmd=a|b=c#?"], isQuestion: false }],
  ["sr_policy_add sids={ a=1 | x", { kind: "open", mark: "{" }],
  ["sr_policy_add sids={ a=1\n} ?", { kind: "call", words: ["sr_policy_add", "sids={ a=1\n}"], isQuestion: true }],
  ["sr_polcy_add a=1", { kind: "unknown message", words: ["sr_polcy_add", "a=1"], isQuestion: false }],
];

for (const [text, line] of LINES) {
  t.test(`${JSON.stringify(text)} is ${line.kind}`, async (t) => t.same(readLine(text, names), line));
}
