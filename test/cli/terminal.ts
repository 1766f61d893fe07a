import t, { type Test } from "tap";
import { connect } from "../../src/client/index.ts";
import { temporaryFolder } from "../helpers.ts";
import { findPseudoTerminal, runToTerminal } from "./pseudo-terminal.ts";
import { CHARACTERS, type Files, HOSTILE, makeScene, NAMES, writeFiles } from "./terminal-scene.ts";
import { tsvpp } from "./tsvpp.ts";

const ESCAPE = "\u001b";

/** What commands a terminal, but newlines. */
const COMMANDING = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** As `styleText` of Node writes what the command uses: bold, red, green, yellow, and their ends. */
const OUR_STYLES = new RegExp(`${ESCAPE}\\[(1|22|31|32|33|39)m`, "g");
const ANY_STYLE = new RegExp(`${ESCAPE}\\[[\\d;]*m`, "g");

/** What reads VPP and files, in this order: `apply` puts something there. */
const COMMANDS = ({ folder, document, wrong, missing, empty, api, otherApi, wrongApi }: Files): readonly string[][] => [
  ["plan", document],
  ["plan", document, "-o", `${folder}/${HOSTILE}.plan`],
  ["plan", wrong],
  ["plan", missing],
  ["plan", empty],
  ["apply", document],
  ["verify", document],
  ...["version", "interfaces", "tables", "encap", "localsids", "policies", "steering"].map((name) => ["show", name]),
  ["export"],
  ["export", "--json"],
  ["schema"],
  ...["tree", "mermaid", "svg"].map((format) => ["graph", "--format", format]),
  ["explain", "10.9.0.1"],
  ["call", "ip_table_dump"],
  ["call", "sw_interface_dump", '{ "nameFilter": "", "nameFilterValid": false }'],
  ["call", "cli_inband", '{ "cmd": "show interface" }'],
  ["cli", "show interface"],
  ["cli", "show sr policies"],
  ["cli", "show sr localsids", HOSTILE],
  ["cli", HOSTILE],
  ["api", "ls", "--input", otherApi],
  ["api", "show", "a", "--input", otherApi],
  ["api", "find", "X", "--input", otherApi],
  ["api", "lint", "--input", otherApi],
  ["api", "diff", api, otherApi],
  ["api", "ls", "--input", wrongApi],
  ["api", "export", "--input", api, "--output", `${folder}/${HOSTILE}`],
  ["generate", "--input", api, "--output", `${folder}/${HOSTILE}`],
];

/** What is refused before anything is read. */
const ARGUMENTS: readonly string[][] = [
  [HOSTILE],
  [`--${HOSTILE}`],
  ["show", HOSTILE],
  ["show", "version", HOSTILE],
  ["show", "version", "--wait", HOSTILE],
  ["show", "version", "--socket", `/tmp/${HOSTILE}`],
  ["call", HOSTILE],
  ["call", "show_version", HOSTILE],
  ["call", "show_version", JSON.stringify({ [HOSTILE]: 1 })],
  ["call", "show_version", "--api", HOSTILE],
  ["keep", HOSTILE],
  ["explain", HOSTILE],
  ["explain", "10.0.0.1", "--table", HOSTILE],
  ["graph", "--format", HOSTILE],
  ["simulate", "--fault", HOSTILE],
  ["simulate", "--fault", `drop@${HOSTILE}`],
  ["simulate", "--release", HOSTILE],
  ["simulate", "--api", HOSTILE],
  ["simulate", "--socket", `/tmp/${HOSTILE}/x`],
  ["plan", HOSTILE],
  ["overlay", HOSTILE],
  ["overlay", "run", "--config", HOSTILE],
  ["overlay", "run", "--config", `/tmp/${HOSTILE}/x`],
  ["overlay", "run", "--config", "x", "--metrics", HOSTILE],
  ["overlay", "status", "--server", `/tmp/${HOSTILE}`],
  ["overlay", "status", "--until", HOSTILE],
  ["overlay", "explain", HOSTILE],
  ["overlay", "graph", "--format", HOSTILE],
  ["overlay", "validate", HOSTILE],
  ["overlay", "leave", "--config", HOSTILE],
  ["api", HOSTILE],
  ["api", "ls", HOSTILE],
  ["api", "ls", "--modules", HOSTILE],
  ["api", "ls", "--input", HOSTILE],
  ["generate", "--input", "26.06", "--output", `/dev/null/${HOSTILE}`, "--modules", "vpe"],
];

/** Runs a command line whose output is no terminal. */
type RunToPipe = (argv: readonly string[], env: Env) => Promise<{ readonly stdout: string; readonly stderr: string }>;
type Env = Readonly<Record<string, string>>;

/** Nothing that a VPP, files and arguments hold commands a terminal, and no command loses any of it. */
export function testTerminal(socketPathOf: () => Promise<string>, runToPipe: RunToPipe): void {
  const wrap = findPseudoTerminal();
  const skip = wrap === undefined && "neither script of util-linux nor python3 is there to make a pseudo-terminal";

  t.test("text from VPP and files commands no terminal", { skip }, async (t) => {
    const socketPath = await socketPathOf();
    const env = { PATH: process.env.PATH ?? "", TSVPP_VPP_SOCKET: socketPath };
    await using vpp = await connect({ socketPath });
    await using _scene = await makeScene(vpp);
    const commands = COMMANDS(writeFiles(temporaryFolder(t)));
    for (const argv of commands.flatMap((each) => [each, [...each, "--json"]])) {
      const toPipe = runToPipe(argv, env);
      // `apply` changes VPP: one after the other.
      if (argv[0] === "apply") await toPipe;
      const toTerminal = runToTerminal(wrap!, argv, env);
      checkPipe(t, argv, await toPipe);
      checkTerminal(t, argv, await toTerminal);
    }
    await t.test("all of it is there to be seen", (t) => checkShown(t, env, runToPipe));
    await t.test("programs get it unchanged", async (t) =>
      checkJson(t, env, runToPipe, await vpp.cli("show interface")),
    );
    await t.test("VPP's colours are not shown when NO_COLOR is set", async (t) => {
      const printed = await runToTerminal(wrap!, ["cli", "show interface"], { ...env, NO_COLOR: "1" });
      t.notMatch(printed, "\u001b");
    });
  });

  t.test("arguments command no terminal", async (t) => {
    for (const argv of ARGUMENTS) {
      for (const isTTY of [false, true]) {
        const ran = await tsvpp(argv, { isTTY });
        checkPipe(t, argv, ran);
        t.match(ran, {
          exitCode: /^[23]$/,
          stdout: "",
          stderr: /\\x1b\[2J\\x0d\\x0aforged\\x09\\x9b2J\\u202e|"x\\u001b/,
        });
      }
    }
  });
}

function checkPipe(t: Test, argv: readonly string[], { stdout, stderr }: { stdout: string; stderr: string }): void {
  checkText(t, argv, stdout);
  checkText(t, argv, stderr);
  for (const line of stderr.split("\n").slice(0, -1)) t.match(line, /^tsvpp: /, `${argv}`);
}

function checkTerminal(t: Test, argv: readonly string[], printed: string): void {
  checkText(t, argv, printed.replaceAll(isCli(argv) ? ANY_STYLE : OUR_STYLES, ""));
}

function checkText(t: Test, argv: readonly string[], text: string): void {
  const found = text.match(COMMANDING) ?? [];
  t.same(
    found.filter((character) => !(character === "\t" && isCli(argv))),
    [],
    `${JSON.stringify(argv)} prints ${JSON.stringify(text)}`,
  );
  if (!isCli(argv)) t.notMatch(text, /^(tsvpp: )?forged/m, `${JSON.stringify(argv)}`);
}

/** VPP's own text has its own lines and tabs, and colours. */
function isCli([command]: readonly string[]): boolean {
  return command === "cli";
}

async function checkShown(t: Test, env: Env, runToPipe: RunToPipe): Promise<void> {
  for (const argv of [
    ["show", "tables"],
    ["show", "interfaces"],
    ["call", "sw_interface_dump", '{ "nameFilter": "", "nameFilterValid": false }'],
  ]) {
    const { stdout } = await runToPipe(argv, env);
    for (const character of CHARACTERS) {
      const digits = character.charCodeAt(0).toString(16);
      t.match(stdout, digits.length > 2 ? `\\u${digits.padStart(4, "0")}` : `\\x${digits.padStart(2, "0")}`, `${argv}`);
    }
  }
}

async function checkJson(t: Test, env: Env, runToPipe: RunToPipe, text: string): Promise<void> {
  const read = async (...argv: string[]) => {
    const { stdout } = await runToPipe([...argv, "--json"], env);
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  };
  // VPP gives numbers of earlier interfaces again, in another order.
  const named = (names: string[]) => names.filter((name) => NAMES.includes(name)).sort();
  t.same(named((await read("show", "tables")).map(({ table }) => table.name)), NAMES);
  const interfaces = await read("show", "interfaces");
  t.same(named(interfaces.map(({ interfaceName }) => interfaceName)), NAMES);
  t.same(named(interfaces.map(({ tag }) => tag)), NAMES);
  const [{ reply }] = await read("cli", "show interface");
  t.equal(reply, text);
}
