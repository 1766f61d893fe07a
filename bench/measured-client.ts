/** Whoever is measured against the ceiling, in a process of its own: our client, or another. All speak as `client.ts` does. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeApiJson } from "../src/schema/index.ts";
import type { Measurement } from "./measure.ts";
import { Program } from "./process.ts";
import type { Command } from "./programs/client.ts";

export type SubjectName = "tsvpp" | "bare Node.js" | "vpp_papi" | "GoVPP";

type CommandLine = readonly [command: string, ...args: string[]];

const PEERS = fileURLToPath(new URL("../../bench/peers/", import.meta.url));
const CLIENT = fileURLToPath(new URL("programs/client.js", import.meta.url));
const FLOOR = fileURLToPath(new URL("programs/bare-node.js", import.meta.url));
const PYTHON_MODULE = new URL("../../scripts/python.mjs", import.meta.url).href;

/** How each is made ready, with a folder for what that takes. */
const COMMANDS: Readonly<Record<SubjectName, (folder: string) => CommandLine | Promise<CommandLine>>> = {
  tsvpp: () => [process.execPath, CLIENT],
  "bare Node.js": () => [process.execPath, FLOOR],
  vpp_papi: preparePapi,
  GoVPP: prepareGoVpp,
};

export class Subject implements AsyncDisposable {
  readonly #folder: string;
  readonly #program: Program;

  private constructor(folder: string, program: Program) {
    this.#folder = folder;
    this.#program = program;
  }

  /**
   * @param flags of Node.js, for our client.
   * @throws when it cannot be had: its language is missing, or it cannot be installed.
   */
  static async start(name: SubjectName, socketPath: string, flags: readonly string[] = []): Promise<Subject> {
    const folder = mkdtempSync(join(tmpdir(), "tsvpp-bench-"));
    try {
      const [command, ...args] = await COMMANDS[name](folder);
      const program = new Program(command, [...(name === "tsvpp" ? flags : []), ...args, socketPath]);
      await program.answer();
      return new Subject(folder, program);
    } catch (reason) {
      rmSync(folder, { recursive: true, force: true });
      throw reason;
    }
  }

  async run(command: Command): Promise<Measurement> {
    // What all of them write.
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
  // Plain JavaScript without types of its own, as all of `scripts`.
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
