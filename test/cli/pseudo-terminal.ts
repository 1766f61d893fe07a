import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../../", import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8"));

/** The file that npm installs as the command. */
export const MAIN: string = fileURLToPath(new URL(bin.tsvpp, ROOT));

/** Gives the command that runs another in a pseudo-terminal. */
type Wrap = (command: readonly string[]) => readonly string[];

const PYTHON = "import pty, sys; pty.spawn(sys.argv[1:])";

/** `script` of util-linux takes a command as one text for the shell; others of that name do not. */
const WRAPS: readonly (readonly [check: readonly string[], wrap: Wrap])[] = [
  [["script", "-qec", "true", "/dev/null"], (command) => ["script", "-qec", command.map(quote).join(" "), "/dev/null"]],
  [["python3", "-c", "import pty"], (command) => ["python3", "-c", PYTHON, ...command]],
];

/** What runs a command in a pseudo-terminal; undefined where nothing does. */
export function findPseudoTerminal(): Wrap | undefined {
  return WRAPS.find(([[program = "", ...rest]]) => spawnSync(program, rest, { stdio: "ignore" }).status === 0)?.[1];
}

/** What `tsvpp` prints to two pipes. */
export async function runToPipe(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ["ignore", "pipe", "pipe"], env });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

/** What `tsvpp` prints to a pseudo-terminal, with the newlines that it printed. */
export async function runToTerminal(
  wrap: Wrap,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const [program = "", ...rest] = wrap([process.execPath, MAIN, ...argv]);
  // Standard input stays open: its end would be typed into the terminal, which shows it.
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"], env });
  const printed = await text(child.stdout);
  child.stdin.destroy();
  return printed.replaceAll("\r\n", "\n");
}

/** Runs `tsvpp` in a pseudo-terminal, types keys once it has printed a text, and returns all that it prints until its end. */
export async function typeIntoTerminal(
  wrap: Wrap,
  argv: readonly string[],
  { after, typed }: { readonly after: string; readonly typed: string },
): Promise<string> {
  const [program = "", ...rest] = wrap([process.execPath, MAIN, ...argv]);
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    const isNew = !printed.includes(after);
    printed += chunk;
    if (isNew && printed.includes(after)) child.stdin.write(typed);
  }
  child.stdin.destroy();
  return printed.replaceAll("\r\n", "\n");
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
