/** A client that is compared with the ceiling, in a process of its own. All take the same commands as `programs/client.ts`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeApiJson } from "../src/schema/index.ts";
import type { Measurement } from "./measure.ts";
import { Program } from "./process.ts";
import type { Command } from "./programs/client.ts";

export type ClientName = "tsvpp" | "bare Node.js" | "vpp_papi" | "GoVPP";

type CommandLine = readonly [command: string, ...args: string[]];

const PEERS = fileURLToPath(new URL("../../bench/peers/", import.meta.url));
const CLIENT = fileURLToPath(new URL("programs/client.js", import.meta.url));
const BARE_NODE = fileURLToPath(new URL("programs/bare-node.js", import.meta.url));
const PYTHON_MODULE = new URL("../../scripts/python.mjs", import.meta.url).href;

/** By name, a function that prepares the client in a temporary folder and returns its command line. */
const COMMANDS: Readonly<Record<ClientName, (folder: string) => CommandLine | Promise<CommandLine>>> = {
  tsvpp: () => [process.execPath, CLIENT],
  "bare Node.js": () => [process.execPath, BARE_NODE],
  vpp_papi: preparePapi,
  GoVPP: prepareGoVpp,
};

export class MeasuredClient implements AsyncDisposable {
  readonly #folder: string;
  readonly #program: Program;

  private constructor(folder: string, program: Program) {
    this.#folder = folder;
    this.#program = program;
  }

  /**
   * Starts a client and waits until it is connected.
   *
   * @param flags flags of Node.js; only for tsvpp.
   * @throws if its compiler or interpreter is missing, or if it cannot be installed.
   */
  static async start(name: ClientName, socketPath: string, flags: readonly string[] = []): Promise<MeasuredClient> {
    const folder = mkdtempSync(join(tmpdir(), "tsvpp-bench-"));
    try {
      const [command, ...args] = await COMMANDS[name](folder);
      const program = new Program(command, [...(name === "tsvpp" ? flags : []), ...args, socketPath]);
      await program.answer();
      return new MeasuredClient(folder, program);
    } catch (reason) {
      rmSync(folder, { recursive: true, force: true });
      throw reason;
    }
  }

  async run(command: Command): Promise<Measurement> {
    // Every client program writes one of these two shapes.
    const answer = JSON.parse(await this.#program.ask(JSON.stringify(command))) as Measurement | { error: string };
    if ("error" in answer) throw new Error(answer.error);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function preparePapi(folder: string): Promise<CommandLine> {
  // The scripts are plain JavaScript without declarations.
  const { preparePython } = (await import(PYTHON_MODULE)) as { preparePython(): string };
  writeApiJson(folder);
  return [preparePython(), "-B", join(PEERS, "papi.py"), folder];
}

function prepareGoVpp(folder: string): CommandLine {
  const program = join(folder, "govpp");
  const options = { cwd: join(PEERS, "govpp"), encoding: "utf8" } as const;
  const { error, status, stderr } = spawnSync("go", ["build", "-o", program, "."], options);
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim());
  return [program];
}
