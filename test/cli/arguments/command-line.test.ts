import t from "tap";
import {
  type CommandLine,
  checkOperands,
  checkOptions,
  parseCommandLine,
} from "../../../src/cli/arguments/command-line.ts";

const nothing: CommandLine = {
  positionals: [],
  socketPath: undefined,
  waitMs: undefined,
  isJson: false,
  wantsHelp: false,
  wantsVersion: false,
  values: {},
};

const lines: readonly (readonly [argv: string, wanted: Partial<CommandLine>])[] = [
  ["", {}],
  ["show version", { positionals: ["show", "version"] }],
  ["--socket /a show version --json", { positionals: ["show", "version"], socketPath: "/a", isJson: true }],
  ["show --socket=/a", { positionals: ["show"], socketPath: "/a" }],
  ["call show_version -", { positionals: ["call", "show_version", "-"] }],
  ["cli -- show -x --json", { positionals: ["cli", "show", "-x", "--json"] }],
  ["--wait 2", { waitMs: 2000 }],
  ["--wait 0.25", { waitMs: 250 }],
  ["--wait Infinity", { waitMs: Number.POSITIVE_INFINITY }],
  ["--wait forever", { waitMs: Number.POSITIVE_INFINITY }],
  ["--help", { wantsHelp: true }],
  ["show -h", { positionals: ["show"], wantsHelp: true }],
  ["--version", { wantsVersion: true }],
  ["go --fault a:1 --fault=b", { positionals: ["go"], values: { fault: ["a:1", "b"] } }],
  ["go --output /a --modules=sr,ip", { positionals: ["go"], values: { output: "/a", modules: "sr,ip" } }],
];

for (const [argv, wanted] of lines) {
  t.test(`reads "${argv}"`, async (t) => {
    t.same(parseCommandLine(argv.split(" ").filter((word) => word !== "")), { ...nothing, ...wanted });
  });
}

const refused: readonly (readonly [argv: string[], reason: string])[] = [
  [["--bogus"], "Unknown option '--bogus'"],
  [["-x"], "Unknown option '-x'"],
  [["--json=1"], "Option '--json' does not take an argument"],
  [["--socket"], "Option '--socket <value>' argument missing"],
  [["--socket", ""], "--socket: a path is expected"],
  [["--wait", "soon"], "--wait soon: a number of seconds is expected, or forever"],
  [["--wait", ""], "--wait : a number of seconds is expected, or forever"],
  [["--wait=-1"], "--wait -1: a number of seconds is expected, or forever"],
  [["--wait", "NaN"], "--wait NaN: a number of seconds is expected, or forever"],
];

for (const [argv, reason] of refused) {
  t.test(`refuses ${JSON.stringify(argv)}`, async (t) => {
    t.throws(() => parseCommandLine(argv), { name: "UsageError", message: reason });
  });
}

const operands: readonly (readonly [usage: string[], given: string[], reason?: string])[] = [
  [[], []],
  [[], ["x"], "one argument too many: x"],
  [["FILE"], ["x"]],
  [["FILE"], [], "FILE is missing"],
  [["FILE"], ["x", "y"], "one argument too many: y"],
  [["MESSAGE", "[JSON]"], ["x"]],
  [
    ["MESSAGE", "[JSON]"],
    ["x", "y"],
  ],
  [["MESSAGE", "[JSON]"], [], "MESSAGE is missing"],
  [["MESSAGE", "[JSON]"], ["x", "y", "z"], "one argument too many: z"],
  [["TEXT..."], ["x", "y", "z"]],
  [["TEXT..."], [], "TEXT is missing"],
];

for (const [usage, given, reason] of operands) {
  t.test(`${reason === undefined ? "takes" : "refuses"} [${given}] for "${usage.join(" ")}"`, async (t) => {
    if (reason === undefined) t.doesNotThrow(() => checkOperands("go", usage, given));
    else t.throws(() => checkOperands("go", usage, given), { message: `go: ${reason} (see tsvpp go --help)` });
  });
}

t.test("an option that a command does not take is refused by name", async (t) => {
  t.doesNotThrow(() => checkOptions("go", ["input", "output"], { output: "/a" }));
  t.throws(() => checkOptions("go", ["input"], { output: "/a" }), {
    message: "go: no option --output (see tsvpp go --help)",
  });
});
